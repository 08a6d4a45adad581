package gitx

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"

	"scaffold/internal/pack"
)

// errForeignIndex says that an index has a format or flags that would be lost.
var errForeignIndex = errors.New("an index in a format that only git can write")

// sortEntries puts the entries of a tree object into git's order.
func sortEntries(entries []object.TreeEntry) { sort.Sort(object.TreeEntrySorter(entries)) }

// entries gives the index entries of files that are on disk in dir.
func entries(dir string, tree pack.Tree, blobs []plumbing.Hash) ([]*index.Entry, error) {
	list := make([]*index.Entry, len(tree))
	backing := make([]index.Entry, len(tree))
	for i, f := range tree {
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return nil, err
		}
		list[i] = &backing[i]
		*list[i] = index.Entry{Name: f.Path, Hash: blobs[i], Mode: mode(f)}
		fillStat(list[i], info)
	}
	return list, nil
}

// writeIndex adds entries to the index of a repository, under its lock, and
// keeps the others.
func (r Repo) writeIndex(fresh []*index.Entry, j *journal) error {
	path := filepath.Join(r.gitDir, "index")
	idx, err := readIndex(path)
	if err != nil {
		return err
	}
	idx.Entries = append(beside(idx.Entries, fresh), fresh...)
	var data bytes.Buffer
	if err := index.NewEncoder(&data).Encode(idx); err != nil {
		return err
	}
	return j.replace(path, 0o666, data.Bytes())
}

// readIndex reads an index; none is an empty one.
func readIndex(path string) (*index.Index, error) {
	data, err := readFile(path, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return &index.Index{Version: 2}, nil
	}
	if err != nil {
		return nil, err
	}
	if len(data) < 32 {
		return nil, errForeignIndex
	}
	if zero := make([]byte, 20); bytes.Equal(data[len(data)-20:], zero) {
		return nil, errForeignIndex // written without a checksum
	}
	idx := &index.Index{}
	if err := index.NewDecoder(bytes.NewReader(data)).Decode(idx); err != nil {
		return nil, errors.Join(errForeignIndex, err)
	}
	// What the decoder drops must not get lost: the flag "assume unchanged" can
	// only be seen by writing the entries again. Extensions are caches.
	var again bytes.Buffer
	if err := index.NewEncoder(&again).Encode(&index.Index{Version: idx.Version, Entries: idx.Entries}); err != nil {
		return nil, errors.Join(errForeignIndex, err)
	}
	body := again.Bytes()[:again.Len()-20]
	if !bytes.HasPrefix(data, body) {
		return nil, errForeignIndex
	}
	return &index.Index{Version: idx.Version, Entries: idx.Entries}, nil
}

// beside drops the entries that the fresh ones replace: the same path, in
// whatever stage of a merge, a file where a directory comes, and the reverse.
func beside(old, fresh []*index.Entry) []*index.Entry {
	files, dirs := map[string]bool{}, map[string]bool{}
	for _, e := range fresh {
		files[e.Name] = true
		for dir := e.Name; ; {
			cut := strings.LastIndexByte(dir, '/')
			if cut < 0 {
				break
			}
			dir = dir[:cut]
			dirs[dir] = true
		}
	}
	return slices.DeleteFunc(old, func(e *index.Entry) bool {
		if files[e.Name] || dirs[e.Name] {
			return true
		}
		for i, r := range e.Name {
			if r == '/' && files[e.Name[:i]] {
				return true
			}
		}
		return false
	})
}

// trusted reports whether the disk keeps executable bits, as far as the files
// can tell; where it does not, git must not compare them.
func trusted(dir string, tree pack.Tree) bool {
	for _, f := range tree {
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil {
			return false
		}
		if (info.Mode()&0o100 != 0) != (mode(f) == filemode.Executable) {
			return false
		}
	}
	return true
}

// indexed matches the entry of a path.
func indexed(name string) func(*index.Entry) bool {
	return func(e *index.Entry) bool { return e.Name == name }
}
