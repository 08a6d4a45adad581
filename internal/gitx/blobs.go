package gitx

import (
	"bytes"
	"compress/zlib"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"

	"scaffold/internal/pack"
)

// Blobs are files that are being compressed for a repository, so that the first
// commit need not wait for it.
type Blobs struct {
	working sync.WaitGroup
	files   []blob
	byPath  map[string]int
	zip     *zipper // free when all are done
}

// blob is one file and what becomes of it.
type blob struct {
	content []byte
	packed  entry
	err     error
}

// entry is an object as it stands in a pack.
type entry struct {
	name plumbing.Hash
	data []byte
}

// Compress begins to compress files on all processors. It neither changes them nor
// reads or writes anything else.
func Compress(tree pack.Tree) *Blobs {
	b := &Blobs{files: make([]blob, len(tree)), byPath: make(map[string]int, len(tree))}
	for i, f := range tree {
		b.files[i].content, b.byPath[f.Path] = f.Data, i
	}
	b.zip = newZipper()
	var next atomic.Int64
	for worker := range min(runtime.GOMAXPROCS(0), len(tree)) {
		b.working.Go(func() {
			zip := b.zip
			if worker > 0 {
				zip = newZipper()
			}
			for {
				i := int(next.Add(1)) - 1
				if i >= len(b.files) {
					return
				}
				one := &b.files[i]
				one.packed, one.err = zip.entry(plumbing.BlobObject, one.content)
			}
		})
	}
	return b
}

// find gives a file as it stands in a pack, waiting for all of them; ok is false
// for one that was not begun with, or has other bytes by now.
func (b *Blobs) find(f pack.File) (found entry, ok bool, err error) {
	if b == nil {
		return entry{}, false, nil
	}
	b.working.Wait()
	i, ok := b.byPath[f.Path]
	if !ok || !bytes.Equal(b.files[i].content, f.Data) {
		return entry{}, false, nil
	}
	return b.files[i].packed, true, b.files[i].err
}

// zipper gives what makes more entries, when all files are done.
func (b *Blobs) zipper() *zipper {
	if b == nil {
		return newZipper()
	}
	b.working.Wait()
	return b.zip
}

// zipper makes entries of packs, one after the other.
type zipper struct {
	data bytes.Buffer
	zip  *zlib.Writer
}

func newZipper() *zipper {
	z := &zipper{}
	// The level is known to be valid, so there is no error.
	z.zip, _ = zlib.NewWriterLevel(&z.data, zlib.BestSpeed)
	return z
}

// entry makes the entry of an object: its kind and size, and its compressed content.
func (z *zipper) entry(kind plumbing.ObjectType, content []byte) (entry, error) {
	z.data.Reset()
	size := uint64(len(content))
	head := byte(kind)<<4 | byte(size&0x0f)
	for size >>= 4; size > 0; size >>= 7 {
		z.data.WriteByte(head | 0x80)
		head = byte(size & 0x7f)
	}
	z.data.WriteByte(head)
	z.zip.Reset(&z.data)
	if _, err := z.zip.Write(content); err != nil {
		return entry{}, err
	}
	err := z.zip.Close()
	return entry{hashObject(kind, content), bytes.Clone(z.data.Bytes())}, err
}
