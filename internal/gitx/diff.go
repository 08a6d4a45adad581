package gitx

import (
	"bytes"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	format "github.com/go-git/go-git/v5/plumbing/format/diff"
	"github.com/go-git/go-git/v5/utils/diff"
	"github.com/sergi/go-diff/diffmatchpatch"
)

// Change is one file as it is and as it would be.
type Change struct {
	Path       string
	Old        []byte // nil when there is no file
	New        []byte // nil when there would be none
	Executable bool
}

// Diff writes changes as a unified diff that `git apply` takes. Of a file that
// is not text it only says that it differs.
func Diff(w io.Writer, changes []Change) error {
	for _, c := range changes {
		if c.Old != nil && c.New != nil && bytes.Equal(c.Old, c.New) {
			continue
		}
		if err := format.NewUnifiedEncoder(w, format.DefaultContextLines).Encode(patch{c}); err != nil {
			return err
		}
	}
	return nil
}

// patch shows a change to the encoder, as a patch of one file.
type patch struct{ c Change }

func (p patch) FilePatches() []format.FilePatch { return []format.FilePatch{p} }
func (p patch) Message() string                 { return "" }
func (p patch) IsBinary() bool                  { return notText(p.c.Old) || notText(p.c.New) }

// notText reports whether git would take content for something else than text.
func notText(data []byte) bool {
	const looked = 8000
	return bytes.IndexByte(data[:min(len(data), looked)], 0) >= 0
}

func (p patch) Files() (from, to format.File) {
	if p.c.Old != nil {
		from = side{p.c, p.c.Old}
	}
	if p.c.New != nil {
		to = side{p.c, p.c.New}
	}
	return from, to
}

func (p patch) Chunks() []format.Chunk {
	if p.IsBinary() {
		return nil
	}
	var chunks []format.Chunk
	for _, d := range diff.Do(string(p.c.Old), string(p.c.New)) {
		chunks = append(chunks, chunk{d})
	}
	return chunks
}

// chunk is a run of lines that stay, come or go.
type chunk struct{ run diffmatchpatch.Diff }

func (c chunk) Content() string { return c.run.Text }

func (c chunk) Type() format.Operation {
	switch c.run.Type {
	case diffmatchpatch.DiffInsert:
		return format.Add
	case diffmatchpatch.DiffDelete:
		return format.Delete
	}
	return format.Equal
}

// side is a file before or after a change.
type side struct {
	c    Change
	data []byte
}

func (s side) Hash() plumbing.Hash { return hashObject(plumbing.BlobObject, s.data) }

func (s side) Mode() filemode.FileMode {
	if s.c.Executable {
		return filemode.Executable
	}
	return filemode.Regular
}

func (s side) Path() string { return s.c.Path }
