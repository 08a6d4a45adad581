package gitx

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// addWithGit stages the files with the installed git, in a repository whose
// format this package cannot write. Without a git nothing is staged, and a note
// says so: the files are there, and that is not worth a failure.
func (r *recorder) addWithGit(config source) error {
	ctx, cancel := context.WithTimeout(r.ctx, addTimeout)
	defer cancel()
	index := filepath.Join(r.repo.gitDir, "index")
	old, err := readFile(index, maxIndex)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	absent := err != nil
	r.undos = append(r.undos, func() error {
		if absent {
			return os.Remove(index)
		}
		return os.WriteFile(index, old, 0o666)
	})
	var all, executable bytes.Buffer
	for _, f := range r.tree {
		all.WriteString(f.Path + "\x00")
		if f.Executable {
			executable.WriteString(f.Path + "\x00")
		}
	}
	_, err = r.env.run(ctx, r.repo.Root, r.repo.gitDir, all.Bytes(), "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul")
	if err == nil && executable.Len() > 0 && config.last("core.filemode") == "false" {
		_, err = r.env.run(ctx, r.repo.Root, r.repo.gitDir, executable.Bytes(), "update-index", "-z", "--chmod=+x", "--stdin")
	}
	if err != nil {
		if cause := context.Cause(r.ctx); cause != nil {
			return cause
		}
		undone := r.undo()
		r.result.Notes = append(r.result.Notes, "the files are not staged: the repository has a format that only git itself can write ("+err.Error()+")")
		return undone
	}
	r.result.Staged = true
	if !r.repo.Unborn {
		return nil
	}
	if !absent {
		r.result.Notes = append(r.result.Notes, "nothing was committed, because something else was staged before")
		return nil
	}
	return r.commitWithGit(config)
}

// commitWithGit makes the first commit with the installed git, as [recorder.compose]
// would: no hook runs, nothing is signed, and the identity is not git's guess.
func (r *recorder) commitWithGit(config source) error {
	author, committer, err := r.identities(config)
	if err != nil {
		return err
	}
	if r.result.NoIdentity {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.ctx, addTimeout)
	defer cancel()
	date := strconv.FormatInt(r.request.When.Unix(), 10) + r.request.When.Format(" -0700")
	e := append(slices.Clone(r.env),
		"GIT_AUTHOR_NAME="+author.Name, "GIT_AUTHOR_EMAIL="+author.Email, "GIT_AUTHOR_DATE="+date,
		"GIT_COMMITTER_NAME="+committer.Name, "GIT_COMMITTER_EMAIL="+committer.Email, "GIT_COMMITTER_DATE="+date)
	_, err = e.run(ctx, r.repo.Root, r.repo.gitDir, []byte(r.request.Message), "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "--file=-")
	if err != nil {
		return err
	}
	out, err := e.git(ctx, r.repo.Root, r.repo.gitDir, "rev-parse", "HEAD")
	r.result.Commit = strings.TrimSpace(string(out))
	r.result.Notes = append(config.notes(), r.hooks()...)
	return err
}

// Committed reports whether a file, named relative to the directory that was
// inspected, is committed in HEAD, is in the index as it is in HEAD, and has the
// same content on disk: then nothing is lost when it is replaced. In doubt it is
// not committed.
func (r Repo) Committed(path string) bool {
	if r.Root == "" || r.Unborn {
		return false
	}
	full := filepath.Join(r.dir, filepath.FromSlash(path))
	info, err := os.Lstat(full)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	name, err := filepath.Rel(r.Root, full)
	if err != nil {
		return false
	}
	name = filepath.ToSlash(name)
	if known, same := r.compare(name, full); known {
		return same
	}
	return r.compareWithGit(name)
}

// compare answers for Committed from the files of the repository; known is false
// when they are in a format that it does not read.
func (r Repo) compare(name, full string) (known, same bool) {
	if r.newFormat("objectformat") || r.newFormat("refstorage") {
		return false, false
	}
	head, ok := r.head()
	if !ok {
		return false, false
	}
	store := filesystem.NewStorage(osfs.New(r.common), cache.NewObjectLRUDefault())
	defer store.Close()
	commit, err := object.GetCommit(store, head)
	if err != nil {
		return false, false
	}
	tree, err := commit.Tree()
	if err != nil {
		return false, false
	}
	entry, err := tree.FindEntry(name)
	if errors.Is(err, object.ErrEntryNotFound) || errors.Is(err, object.ErrDirectoryNotFound) {
		return true, false
	}
	if err != nil {
		return false, false
	}
	idx, err := readIndex(filepath.Join(r.gitDir, "index"))
	if err != nil {
		return false, false
	}
	for _, e := range idx.Entries {
		if e.Name == name && (e.Hash != entry.Hash || e.Stage != 0) {
			return true, false
		}
	}
	if !slices.ContainsFunc(idx.Entries, indexed(name)) {
		return true, false
	}
	data, err := os.ReadFile(full)
	if err != nil {
		return true, false
	}
	// git may have put CRLF where the commit has LF.
	unix := bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return true, hashObject(plumbing.BlobObject, data) == entry.Hash || hashObject(plumbing.BlobObject, unix) == entry.Hash
}

// head gives the commit that is checked out.
func (r Repo) head() (plumbing.Hash, bool) {
	data, err := readFile(filepath.Join(r.gitDir, "HEAD"), maxSmall)
	if err != nil {
		return plumbing.ZeroHash, false
	}
	text := strings.TrimSpace(string(data))
	if ref, symbolic := strings.CutPrefix(text, "ref:"); symbolic {
		text = r.resolve(strings.TrimSpace(ref))
	}
	return plumbing.NewHash(text), plumbing.IsHash(text)
}

// resolve gives the hexadecimal commit of a reference, loose or packed.
func (r Repo) resolve(ref string) string {
	if data, err := readFile(filepath.Join(r.common, filepath.FromSlash(ref)), maxSmall); err == nil {
		return strings.TrimSpace(string(data))
	}
	data, err := readFile(filepath.Join(r.common, "packed-refs"), maxIndex)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if hash, name, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " "); name == ref {
			return hash
		}
	}
	return ""
}

// compareWithGit answers for Committed through the installed git.
func (r Repo) compareWithGit(name string) bool {
	e := process(nil)
	ctx := context.Background() // each question has its own time limit
	if _, err := e.git(ctx, r.Root, r.gitDir, "cat-file", "-e", "HEAD:"+name); err != nil {
		return false
	}
	if _, err := e.git(ctx, r.Root, r.gitDir, "ls-files", "--error-unmatch", "--", name); err != nil {
		return false
	}
	if _, err := e.git(ctx, r.Root, r.gitDir, "diff", "--no-ext-diff", "--no-textconv", "--quiet", "--cached", "HEAD", "--", name); err != nil {
		return false
	}
	_, err := e.git(ctx, r.Root, r.gitDir, "diff", "--no-ext-diff", "--no-textconv", "--quiet", "HEAD", "--", name)
	return err == nil
}
