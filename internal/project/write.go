package project

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// WriteOptions is what writing needs besides the plan.
type WriteOptions struct {
	// Commit makes the repository. It is called once, when all files are in dir:
	// the staging directory of a new project, the target itself otherwise (moving
	// a file changes what git remembers of it). scratch is a directory on the same
	// file system for what is to appear in dir at once, "" where dir is one itself.
	// On an error it must leave dir as it was. nil: no repository.
	Commit func(ctx context.Context, dir, scratch string) error
	// Progress is told each stage of the work; nil: nobody is.
	Progress func(line string)

	fault func(step string) error // tests fail or cancel at a step
}

// WriteResult says what is worth knowing after writing.
type WriteResult struct {
	Leftovers []string // staging directories of earlier runs that were killed
}

// Write puts the project of a plan on disk. On an error, when the context ends,
// and on a panic everything is as it was before. An error is [yamlx.Problems]
// when the target is in the way by now, the cause of the context, an [*Error],
// or what Commit gave.
//
// A new directory is built beside its place and moved there by one rename: a
// process that is killed leaves it absent or complete. Into a directory that
// exists already (a shell may stand in it, it may be a mount point) the entries
// are moved one by one; beside other files every file is created on its own.
func Write(ctx context.Context, plan Plan, options WriteOptions) (WriteResult, error) {
	if err := plan.target.Refusal(plan.into).Err(); err != nil {
		return WriteResult{}, err
	}
	if err := plan.problems.Err(); err != nil {
		return WriteResult{}, err
	}
	w := &writer{ctx: ctx, plan: plan, options: options}
	defer w.end()
	defer w.undo() // also when something panics; empty after success
	write := w.inside
	switch {
	case plan.target.State == StateAbsent:
		write = w.beside
	case plan.into:
		write = w.among
	}
	if err := write(); err != nil {
		if left := w.undo(); left != nil {
			err = errors.Join(err, left)
		}
		return WriteResult{}, err
	}
	w.undos = nil
	return WriteResult{Leftovers: append(still(plan.target.Leftovers), w.leftovers...)}, nil
}

// writer is one run of Write.
type writer struct {
	ctx       context.Context
	plan      Plan
	options   WriteOptions
	undos     []func() error // undone last first
	leftovers []string       // what could not be removed after success
	lease     io.Closer      // of the staging directory; nil where there are no locks
}

// undo takes back what was done, and reports what it could not.
func (w *writer) undo() error {
	var left []error
	for i := len(w.undos) - 1; i >= 0; i-- {
		if err := w.undos[i](); err != nil {
			left = append(left, err)
		}
	}
	w.undos = nil
	return errors.Join(left...)
}

// end gives up the staging directory.
func (w *writer) end() {
	if w.lease != nil {
		w.lease.Close()
	}
}

// onUndo adds what takes back the step that was just done.
func (w *writer) onUndo(f func() error) { w.undos = append(w.undos, f) }

// step stops when the context has ended.
func (w *writer) step(name string) error {
	if w.options.fault != nil {
		if err := w.options.fault(name); err != nil {
			return err
		}
	}
	return context.Cause(w.ctx)
}

func (w *writer) progress(format string, args ...any) {
	if w.options.Progress != nil {
		w.options.Progress(fmt.Sprintf(format, args...))
	}
}

// beside builds a new directory in a sibling and renames it.
func (w *writer) beside() error {
	dir := w.plan.target.Dir
	if err := w.parents(); err != nil {
		return err
	}
	stage, mode, err := w.stage(filepath.Dir(dir))
	if err != nil {
		return err
	}
	if err := w.files(stage); err != nil {
		return err
	}
	if err := w.commit(stage, ""); err != nil {
		return err
	}
	if err := w.step("rename"); err != nil {
		return err
	}
	if err := os.Chmod(stage, mode); err != nil {
		return failure(dir, err)
	}
	err = renameNew(stage, dir)
	if _, there := os.Lstat(dir); err != nil && there == nil {
		return yamlx.Problems{w.plan.target.problem(dir, "appeared while the project was written", "name another target, or move it away")}
	}
	return failure(dir, err)
}

// parents creates the missing parents of the target.
func (w *writer) parents() error {
	for _, parent := range w.plan.target.Missing {
		if err := w.step("parent"); err != nil {
			return err
		}
		err := os.Mkdir(parent, 0o777)
		if errors.Is(err, fs.ErrExist) {
			continue // somebody else was faster: it is theirs
		}
		if err != nil {
			return failure(parent, err)
		}
		w.onUndo(func() error {
			if err := os.Remove(parent); !errors.Is(err, fs.ErrNotExist) && !notEmpty(parent) {
				return failure(parent, err)
			}
			return nil
		})
	}
	return nil
}

// notEmpty reports whether somebody else put something into a directory.
func notEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) > 0
}

// stage makes a staging directory that nobody else can look into, and gives the
// permissions that a directory gets at this place under the current umask.
func (w *writer) stage(parent string) (string, fs.FileMode, error) {
	if err := w.step("stage"); err != nil {
		return "", 0, err
	}
	stage, err := os.MkdirTemp(parent, stagePrefix(filepath.Base(w.plan.target.Dir))+"*")
	if err != nil {
		return "", 0, failure(parent, err)
	}
	w.onUndo(func() error { return failure(stage, os.RemoveAll(stage)) })
	w.lease = claim(stage)
	if err := w.step("mode"); err != nil {
		return "", 0, err
	}
	probe := filepath.Join(stage, "mode")
	if err := os.Mkdir(probe, 0o777); err != nil {
		return "", 0, failure(w.plan.target.Dir, err)
	}
	info, err := os.Lstat(probe)
	if err != nil {
		return "", 0, failure(stage, err)
	}
	return stage, info.Mode() & (fs.ModePerm | fs.ModeSetgid), failure(stage, os.Remove(probe))
}

// files writes all files that are not there already into a directory.
func (w *writer) files(dir string) error {
	w.progress("writing %d files", len(w.plan.tree)-len(w.plan.same))
	root, err := os.OpenRoot(dir)
	if err != nil {
		return failure(dir, err)
	}
	defer root.Close() // before the rename: Windows does not move an open directory
	at := folders{root: root}
	defer at.leave(0)
	for _, f := range w.plan.tree {
		if w.plan.same[f.Path] {
			continue
		}
		if err := w.step("file:" + f.Path); err != nil {
			return err
		}
		folder, name, err := at.of(f.Path)
		if err == nil {
			err = create(folder, name, f.Data, permissions(f))
		}
		if err != nil {
			return failure(w.final(f.Path), err)
		}
	}
	if w.plan.env == nil {
		return nil
	}
	if err := w.step("file:" + EnvName); err != nil {
		return err
	}
	return failure(w.final(EnvName), create(root, EnvName, w.plan.env.content(fresh), 0o600))
}

// final is the path that a file has in the end: the one to name in an error.
func (w *writer) final(file string) string {
	return filepath.Join(w.plan.target.Dir, filepath.FromSlash(file))
}

// permissions are those before the umask is taken off.
func permissions(f pack.File) fs.FileMode {
	if f.Executable {
		return 0o755
	}
	return 0o644
}

// folders are the directories from the root down to that of the last file, each
// opened once. In a sorted tree all files below a directory stand together, so
// that each is made when it is entered, and entered once.
type folders struct {
	root  *os.Root
	names []string
	open  []*os.Root // of names
}

// of gives the directory of a file, which is made with those above it as far as
// they were not entered, and the file's name in it.
func (f *folders) of(file string) (*os.Root, string, error) {
	parts := strings.Split(file, "/")
	dirs, name := parts[:len(parts)-1], parts[len(parts)-1]
	shared := 0
	for shared < min(len(dirs), len(f.names)) && dirs[shared] == f.names[shared] {
		shared++
	}
	f.leave(shared)
	at := f.root
	if shared > 0 {
		at = f.open[shared-1]
	}
	for _, dir := range dirs[shared:] {
		if err := at.Mkdir(dir, 0o777); err != nil {
			return nil, "", err
		}
		below, err := at.OpenRoot(dir)
		if err != nil {
			return nil, "", err
		}
		f.names, f.open, at = append(f.names, dir), append(f.open, below), below
	}
	return at, name, nil
}

// leave closes the directories below a depth.
func (f *folders) leave(depth int) {
	for _, dir := range f.open[depth:] {
		dir.Close()
	}
	f.names, f.open = f.names[:depth], f.open[:depth]
}

// create writes one file that must not be there.
func create(dir *os.Root, name string, data []byte, mode fs.FileMode) error {
	file, err := dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if _, err := file.Write(data); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// commit makes the repository in dir.
func (w *writer) commit(dir, scratch string) error {
	if err := w.step("commit"); err != nil {
		return err
	}
	if w.options.Commit == nil {
		return nil
	}
	w.progress("making the repository")
	return w.options.Commit(w.ctx, dir, scratch)
}
