package gitx

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/object"

	"scaffold/internal/pack"
)

// packer builds one pack file in memory, without deltas: the objects of a new
// project have nothing in common, and are compressed and hashed once. (go-git's
// PackfileWriter inflates and hashes what it was just given a second time.)
type packer struct {
	data   bytes.Buffer
	zip    *zipper
	count  uint32
	seen   map[plumbing.Hash]bool
	offset idxfile.Writer
}

// packHeader is the length of the head of a pack: magic, version, count.
const packHeader = 12

func newPacker(zip *zipper) *packer {
	p := &packer{seen: map[plumbing.Hash]bool{}, zip: zip}
	p.data.Write(make([]byte, packHeader))
	return p
}

// add adds an object unless it is in the pack, and gives its name.
func (p *packer) add(kind plumbing.ObjectType, content []byte) (plumbing.Hash, error) {
	made, err := p.zip.entry(kind, content)
	if err == nil {
		p.append(made)
	}
	return made.name, err
}

// append puts an entry at the end unless its object is in the pack.
func (p *packer) append(e entry) {
	if p.seen[e.name] {
		return
	}
	p.seen[e.name] = true
	p.count++
	p.offset.Add(e.name, uint64(p.data.Len()), crc32.ChecksumIEEE(e.data))
	p.data.Write(e.data)
}

// hashObject gives the name of an object.
func hashObject(kind plumbing.ObjectType, content []byte) plumbing.Hash {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", kind, len(content))
	h.Write(content)
	return plumbing.Hash(h.Sum(nil))
}

// write puts the pack and its index into a directory, each under its final name
// only when it is complete.
func (p *packer) write(dir string, j *journal) error {
	if p.count == 0 {
		return nil
	}
	data := p.data.Bytes()
	copy(data, "PACK")
	binary.BigEndian.PutUint32(data[4:], 2)
	binary.BigEndian.PutUint32(data[8:], p.count)
	sum := plumbing.Hash(sha1.Sum(data))
	if err := p.offset.OnFooter(sum); err != nil {
		return err
	}
	offsets, err := p.offset.Index()
	if err != nil {
		return err
	}
	var idx bytes.Buffer
	if _, err := idxfile.NewEncoder(&idx).Encode(offsets); err != nil {
		return err
	}
	base := filepath.Join(dir, "pack-"+sum.String())
	// The index last: git looks for indexes.
	if err := j.create(base+".pack", 0o444, data, sum[:]); err != nil {
		return err
	}
	return j.create(base+".idx", 0o444, idx.Bytes())
}

// addTree adds the blobs and trees of a project, and gives the name of the tree
// and those of the blobs, in the order of the files. The files are sorted; ready
// has what was compressed already, or nil.
func (p *packer) addTree(tree pack.Tree, ready *Blobs) (plumbing.Hash, []plumbing.Hash, error) {
	blobs := make([]plumbing.Hash, len(tree))
	for i, f := range tree {
		made, ok, err := ready.find(f)
		if !ok {
			made, err = p.zip.entry(plumbing.BlobObject, f.Data)
		}
		if err != nil {
			return plumbing.ZeroHash, nil, err
		}
		p.append(made)
		blobs[i] = made.name
	}
	root, err := p.addDir(tree, blobs, 0)
	return root, blobs, err
}

// addDir adds the tree object of the directory that all the files have in
// common, whose path (with its slash) is skip bytes long.
func (p *packer) addDir(files pack.Tree, blobs []plumbing.Hash, skip int) (plumbing.Hash, error) {
	var dir object.Tree
	for i := 0; i < len(files); {
		name, _, below := strings.Cut(files[i].Path[skip:], "/")
		if !below {
			dir.Entries = append(dir.Entries, object.TreeEntry{Name: name, Mode: mode(files[i]), Hash: blobs[i]})
			i++
			continue
		}
		prefix := files[i].Path[:skip+len(name)+1]
		end := i
		for end < len(files) && strings.HasPrefix(files[end].Path, prefix) {
			end++
		}
		hash, err := p.addDir(files[i:end], blobs[i:end], len(prefix))
		if err != nil {
			return hash, err
		}
		dir.Entries = append(dir.Entries, object.TreeEntry{Name: name, Mode: filemode.Dir, Hash: hash})
		i = end
	}
	return p.encode(&dir)
}

// encode adds a tree or a commit.
func (p *packer) encode(o interface {
	Encode(plumbing.EncodedObject) error
}) (plumbing.Hash, error) {
	if dir, ok := o.(*object.Tree); ok {
		sortEntries(dir.Entries)
	}
	var memory plumbing.MemoryObject
	if err := o.Encode(&memory); err != nil {
		return plumbing.ZeroHash, err
	}
	r, err := memory.Reader()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	var content bytes.Buffer
	if _, err := content.ReadFrom(r); err != nil {
		return plumbing.ZeroHash, err
	}
	return p.add(memory.Type(), content.Bytes())
}

// mode gives the mode of a file in git: from the tree, not from the disk, which
// may know nothing of it.
func mode(f pack.File) filemode.FileMode {
	if f.Executable {
		return filemode.Executable
	}
	return filemode.Regular
}

// journal remembers what was created and changed in a repository, so that a
// failure takes all of it back.
type journal struct{ undos []func() error }

// undo takes everything back, the last first.
func (j *journal) undo() error {
	var left []error
	for i := len(j.undos) - 1; i >= 0; i-- {
		if err := j.undos[i](); err != nil && !errors.Is(err, fs.ErrNotExist) {
			left = append(left, err)
		}
	}
	j.undos = nil
	return errors.Join(left...)
}

// mkdir creates a directory and its parents, as far as they are missing.
func (j *journal) mkdir(dir string) error {
	err := os.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if err := j.mkdir(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o777)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		j.undos = append(j.undos, func() error { return os.Remove(dir) })
	}
	return err
}

// create writes a file that is complete as soon as it has its name. One that is
// there already is left alone.
func (j *journal) create(path string, perm fs.FileMode, parts ...[]byte) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	return j.replace(path, perm, parts...)
}

// replace writes a file under the name of git's lock for it, and renames it. On
// undo the old content comes back.
func (j *journal) replace(path string, perm fs.FileMode, parts ...[]byte) error {
	lock := path + ".lock"
	file, err := os.OpenFile(lock, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: is there: another git is at work, or one was killed", lock)
	}
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err = file.Write(part); err != nil {
			break
		}
	}
	return j.commit(path, lock, errors.Join(err, file.Close()))
}

// commit renames a lock over the file that it is for.
func (j *journal) commit(path, lock string, err error) error {
	var old []byte
	var was fs.FileInfo
	if err == nil {
		if was, err = os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			was, err = nil, nil
		} else if err == nil {
			old, err = os.ReadFile(path)
		}
	}
	if err == nil {
		err = os.Rename(lock, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(lock))
	}
	j.undos = append(j.undos, func() error {
		if was == nil {
			return os.Remove(path)
		}
		return os.WriteFile(path, old, was.Mode().Perm())
	})
	return nil
}
