package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// The limits of what is read of packs. The largest pack that is planned for has
// 10,000 files.
const (
	maxFiles = 20_000    // of a pack
	maxBytes = 8 << 20   // of a file
	maxTotal = 256 << 20 // of a pack
	maxDepth = 32        // folders in folders
)

// guarded reads packs that somebody else may have written: nothing through a
// symbolic link, nothing but files and folders, and only so much of it.
type guarded struct {
	fsys    fs.FS
	folders sync.Map // paths of folders that were looked at
}

// guard puts the limits around a file system that holds packs.
func guard(fsys fs.FS) fs.FS { return &guarded{fsys: fsys} }

// refuse is what is wrong with a path of a pack.
func refuse(name, format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{name}, args...)...)
}

// look finds a file or folder, every folder above it included.
func (g *guarded) look(op, name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	if strings.Count(name, "/") > maxDepth {
		return nil, refuse(name, "more than %d folders deep", maxDepth)
	}
	if up := path.Dir(name); up != name {
		if _, known := g.folders.Load(up); !known {
			info, err := g.look(op, up)
			if err != nil {
				return nil, err
			}
			if !info.IsDir() {
				return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
			}
			g.folders.Store(up, true)
		}
	}
	info, err := fs.Lstat(g.fsys, name)
	if err != nil {
		return nil, err
	}
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return nil, refuse(name, "a symbolic link: a pack holds files and folders only")
	case !mode.IsRegular() && !mode.IsDir():
		return nil, refuse(name, "neither a file nor a folder")
	case mode.IsRegular() && info.Size() > maxBytes:
		return nil, refuse(name, "larger than %d MiB", maxBytes>>20)
	}
	return info, nil
}

// Open opens a file or folder.
func (g *guarded) Open(name string) (fs.File, error) {
	if _, err := g.look("open", name); err != nil {
		return nil, err
	}
	return g.fsys.Open(name)
}

// Stat looks at a file or folder.
func (g *guarded) Stat(name string) (fs.FileInfo, error) { return g.look("stat", name) }

// ReadFile gives the bytes of a file.
func (g *guarded) ReadFile(name string) ([]byte, error) {
	info, err := g.look("open", name)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if err := read(g.fsys, name, b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// read puts the bytes of a file into a buffer, in the place of what it holds.
func read(fsys fs.FS, name string, into *bytes.Buffer) error {
	into.Reset()
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := into.ReadFrom(io.LimitReader(f, maxBytes+1)); err != nil {
		return err
	}
	if into.Len() > maxBytes { // it has grown, or its size was a lie
		return refuse(name, "larger than %d MiB", maxBytes>>20)
	}
	return nil
}

// ReadDir lists a folder.
func (g *guarded) ReadDir(name string) ([]fs.DirEntry, error) {
	if _, err := g.look("open", name); err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(g.fsys, name)
	if len(entries) > maxFiles {
		return nil, refuse(name, "more than %d files", maxFiles)
	}
	return entries, err
}

// Files lists the files below a folder of the pack, in order; a folder that is
// not there has none. Whatever is not a file or a folder is an error, and so are
// too many of them.
func (p *Pack) Files(folder string) ([]string, error) {
	var files []string
	err := fs.WalkDir(p.fsys, folder, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case file == folder && errors.Is(err, fs.ErrNotExist):
			return fs.SkipDir
		case err != nil:
			return refuse(p.Name, "%w", err)
		case entry.IsDir():
			return nil
		case !entry.Type().IsRegular():
			return refuse(p.Name+"/"+file, "not a regular file")
		case len(files) == maxFiles:
			return refuse(p.Name, "more than %d files", maxFiles)
		}
		files = append(files, file)
		return nil
	})
	return files, err
}
