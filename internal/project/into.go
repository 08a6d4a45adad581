package project

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"scaffold/internal/yamlx"
)

// among adds the project to a directory that holds other files. Everything is
// written into a staging directory first and then linked to its place, one file
// after the other: a link never replaces anything.
//
// A process that is killed leaves some files of the project, each complete (on a
// file system without links the one being copied may be cut short), and the
// staging directory. The next run names that directory, and finds the files with
// the same bytes and goes on from there.
func (w *writer) among() error {
	dir := w.plan.target.Real
	stage, err := w.stageInside(dir)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return failure(w.plan.target.Dir, err)
	}
	// The last to be undone opens it anew: this one is closed by then.
	defer root.Close()
	made := map[string]bool{".": true}
	for _, file := range w.added() {
		if err := w.folders(root, path.Dir(file), made); err != nil {
			return err
		}
		if err := w.step("move:" + file); err != nil {
			return err
		}
		if _, replaced := w.plan.replaced[file]; replaced { // at the top level, always
			if err := w.makeRoom(filepath.Join(dir, file), filepath.Join(stage, "old", file)); err != nil {
				return err
			}
		}
		if err := w.place(root, filepath.Join(filepath.Base(stage), "new", filepath.FromSlash(file)), file); err != nil {
			return err
		}
	}
	if err := w.commit(dir, stage); err != nil {
		return err
	}
	// From here on it has worked; a rest that cannot be removed is only named.
	if err := os.RemoveAll(stage); err != nil {
		w.leftovers = append(w.leftovers, stage)
	}
	return nil
}

// added names the files that are not there already.
func (w *writer) added() []string {
	var names []string
	for _, f := range w.plan.tree {
		if !w.plan.same[f.Path] {
			names = append(names, f.Path)
		}
	}
	if w.plan.env != nil {
		names = append(names, EnvName)
	}
	return names
}

// folders makes a directory of the target and those above it, where they are
// missing.
func (w *writer) folders(root *os.Root, dir string, made map[string]bool) error {
	if made[dir] {
		return nil
	}
	if err := w.folders(root, path.Dir(dir), made); err != nil {
		return err
	}
	if err := w.step("folder:" + dir); err != nil {
		return err
	}
	name := filepath.FromSlash(dir)
	mkdirErr := root.Mkdir(name, 0o777)
	if mkdirErr != nil && !errors.Is(mkdirErr, fs.ErrExist) {
		return failure(w.final(dir), mkdirErr)
	}
	info, err := root.Lstat(name)
	if err != nil {
		return failure(w.final(dir), err)
	}
	if !info.IsDir() { // a link is none
		return w.appeared(dir)
	}
	made[dir] = true
	if mkdirErr == nil {
		w.onUndo(func() error { return w.takeAway(dir, info) })
	}
	return nil
}

// place gives a staged file its name in the target, where nothing may be.
func (w *writer) place(root *os.Root, staged, file string) error {
	name := filepath.FromSlash(file)
	info, err := root.Lstat(staged)
	if err != nil {
		return failure(w.final(file), err)
	}
	switch err := root.Link(staged, name); {
	case errors.Is(err, fs.ErrExist):
		return w.appeared(file)
	case err != nil: // no links here, or another file system below a mount point
		if info, err = w.copyTo(root, staged, name); errors.Is(err, fs.ErrExist) {
			return w.appeared(file)
		} else if err != nil {
			return failure(w.final(file), err)
		}
	}
	w.onUndo(func() error { return w.takeAway(file, info) })
	// At once, not with the stage: git remembers the time of the last change of
	// the entry, and the loss of a name is one.
	return failure(w.final(file), root.Remove(staged))
}

// copyTo creates a file with the content and the permissions of another. What it
// began and could not finish is removed.
func (w *writer) copyTo(root *os.Root, from, to string) (fs.FileInfo, error) {
	source, err := root.Open(from)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return nil, err
	}
	target, err := root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(target, source)
	if err = errors.Join(err, target.Close()); err != nil {
		return nil, errors.Join(err, root.Remove(to))
	}
	return root.Lstat(to)
}

// takeAway removes what this run created, and leaves what is somebody else's by
// now: another file, a changed one, a directory with content.
func (w *writer) takeAway(file string, made fs.FileInfo) error {
	root, err := os.OpenRoot(w.plan.target.Real)
	if err != nil {
		return failure(w.final(file), err)
	}
	defer root.Close()
	name := filepath.FromSlash(file)
	now, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failure(w.final(file), err)
	}
	if !os.SameFile(made, now) || !made.IsDir() && (made.Size() != now.Size() || !made.ModTime().Equal(now.ModTime())) {
		return nil
	}
	err = root.Remove(name)
	if err != nil && made.IsDir() && notEmpty(filepath.Join(w.plan.target.Real, name)) {
		return nil
	}
	return failure(w.final(file), err)
}

// appeared is a refusal: what was not there when the plan was made is there now.
func (w *writer) appeared(file string) error {
	return yamlx.Problems{w.plan.target.problem(file, file+" appeared while the project was written", "move it away")}
}
