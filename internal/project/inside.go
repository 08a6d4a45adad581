package project

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"scaffold/internal/yamlx"
)

// inside stages the project in a directory of the target that exists, and moves
// its top-level entries up. What makes room is kept in the staging directory
// until everything has worked.
func (w *writer) inside() error {
	dir := w.plan.target.Real
	stage, err := w.stageInside(dir)
	if err != nil {
		return err
	}
	fresh, old := filepath.Join(stage, "new"), filepath.Join(stage, "old")
	for _, name := range w.topLevel() {
		if err := w.step("move:" + name); err != nil {
			return err
		}
		if err := w.makeRoom(filepath.Join(dir, name), filepath.Join(old, name)); err != nil {
			return err
		}
		if err := w.moveUp(filepath.Join(fresh, name), filepath.Join(dir, name)); err != nil {
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

// stageInside writes the project into a staging directory of the target, below
// "new"; "old" has room for what is replaced.
func (w *writer) stageInside(dir string) (stage string, err error) {
	stage, mode, err := w.stage(dir)
	if err != nil {
		return "", err
	}
	for _, name := range []string{"new", "old"} {
		if err := os.Mkdir(filepath.Join(stage, name), 0o700|mode.Perm()); err != nil {
			return "", failure(stage, err)
		}
	}
	return stage, w.files(filepath.Join(stage, "new"))
}

// topLevel names the entries that are moved up, sorted.
func (w *writer) topLevel() []string {
	var names []string
	for _, f := range w.plan.tree {
		name, _, _ := strings.Cut(f.Path, "/")
		if !w.plan.same[f.Path] && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if w.plan.env != nil {
		names = append(names, EnvName)
	}
	slices.Sort(names)
	return names
}

// makeRoom moves a file that the plan replaces into the staging directory, if it
// still is what the plan was made for.
func (w *writer) makeRoom(from, to string) error {
	name := filepath.Base(from)
	planned, replaced := w.plan.replaced[name]
	if !replaced {
		return nil
	}
	info, err := os.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failure(w.final(name), err)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return failure(w.final(name), err)
	}
	if !info.Mode().IsRegular() || !bytes.Equal(data, planned) {
		return yamlx.Problems{w.plan.target.problem(name, name+" was changed while the project was written", "run it again")}
	}
	if err := os.Rename(from, to); err != nil {
		return failure(w.final(name), err)
	}
	w.onUndo(func() error { return failure(from, renameNew(to, from)) })
	return nil
}

// moveUp gives an entry its final place, where nothing may be.
func (w *writer) moveUp(from, to string) error {
	err := moveNew(from, to)
	if errors.Is(err, fs.ErrExist) {
		name := filepath.Base(to)
		return yamlx.Problems{w.plan.target.problem(name, name+" appeared while the project was written", "move it away")}
	}
	if err != nil {
		return failure(w.final(filepath.Base(to)), err)
	}
	w.onUndo(func() error { return failure(to, os.Rename(to, from)) })
	return nil
}

// moveNew renames a file or directory, and fails with [fs.ErrExist] when the new
// name is taken. A plain rename would replace a file; a link does not.
func moveNew(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		err := os.Link(from, to)
		if err == nil {
			return os.Remove(from)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		// A file system without links: look first.
	}
	if _, err := os.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return renameNew(from, to)
}

// renameNew renames to a name that is not taken by a file or by a directory with
// content. Windows refuses as long as another program has something in it open,
// which passes; there it is tried for a while.
func renameNew(from, to string) error {
	err := os.Rename(from, to)
	for wait := 10 * time.Millisecond; err != nil && runtime.GOOS == "windows" && wait < time.Second; wait *= 2 {
		if _, there := os.Lstat(to); there == nil {
			return err
		}
		time.Sleep(wait)
		err = os.Rename(from, to)
	}
	return err
}
