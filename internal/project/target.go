// Package project puts a project that is in memory on disk: what is at the
// target ([Inspect], [Target.Look]), what would happen there ([NewPlan], which does no input or
// output), and the writing ([Write]), which leaves either everything or nothing.
//
// A target that refuses is reported as [yamlx.Problems]; everything else that
// goes wrong is an [*Error] with the path, or the cause of the context.
package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// State says what is at the target.
type State string

// The states of a target.
const (
	StateAbsent       State = "absent"        // nothing; it will be created
	StateEmpty        State = "empty"         // a directory with nothing but system junk
	StateRepository   State = "repository"    // repository first: .git, licence, readme, nothing else
	StateOccupied     State = "occupied"      // a directory with other content
	StateNotDirectory State = "not-directory" // the target or one of its parents is no directory
)

// Target is a place for a project, as it was found.
type Target struct {
	Path      string    // as it was given
	Dir       string    // absolute
	Real      string    // Dir without symbolic links; "" unless it is a directory
	State     State     // what is there
	InWay     []string  // names of what is in the way, sorted; directories end in "/"
	Present   []Present // files that a project can live with, sorted by name
	HasGit    bool      // there is a .git
	Missing   []string  // parents to be created, outermost first
	Leftovers []string  // staging directories of runs that were killed

	found map[string]encounter // by path of the project; nil until Look
}

// Present is a file that was there before the project.
type Present struct {
	Name string
	Data []byte // nil when it was not read: only what a project may replace is
}

// maxPresent is the size up to which a present file is read.
const maxPresent = 1 << 20

// Error is a failure of input or output at a path.
type Error struct {
	Path string
	Err  error
}

// Error gives `path: what`.
func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// failure turns an error into an [*Error] with an absolute path, and without
// naming the operation or the path twice.
func failure(path string, err error) error {
	if err == nil {
		return nil
	}
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	} else if inner, ok := errors.AsType[*os.LinkError](err); ok {
		err = inner.Err
	}
	return &Error{Path: path, Err: err}
}

// Inspect looks at a target and changes nothing.
func Inspect(path string) (Target, error) {
	dir, err := filepath.Abs(path)
	if err != nil {
		return Target{}, failure(path, err)
	}
	t := Target{Path: path, Dir: dir}
	info, err := os.Lstat(dir)
	switch {
	case err == nil && info.Mode()&fs.ModeSymlink != 0:
		info, err = os.Stat(dir)
		if err != nil {
			return t.notDirectory(dir), nil // a link to nowhere, or in a circle
		}
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return t.absent()
	}
	if err != nil {
		return Target{}, failure(dir, err)
	}
	if !info.IsDir() {
		return t.notDirectory(dir), nil
	}
	if t.Real, err = filepath.EvalSymlinks(dir); err != nil {
		return Target{}, failure(dir, err)
	}
	entries, err := os.ReadDir(t.Real)
	if err != nil {
		return Target{}, failure(dir, err)
	}
	return t.classify(entries)
}

func (t Target) notDirectory(path string) Target {
	t.State = StateNotDirectory
	t.InWay, t.Missing = []string{path}, nil
	return t
}

// absent finds the parents that are missing too.
func (t Target) absent() (Target, error) {
	t.State = StateAbsent
	parent := filepath.Dir(t.Dir)
	for {
		info, err := os.Stat(parent)
		if err == nil && info.IsDir() {
			break
		}
		if _, linkErr := os.Lstat(parent); err == nil || linkErr == nil {
			return t.notDirectory(parent), nil
		}
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			return Target{}, failure(parent, err)
		}
		t.Missing = append(t.Missing, parent)
		up := filepath.Dir(parent)
		if up == parent {
			return Target{}, failure(parent, err)
		}
		parent = up
	}
	slices.Reverse(t.Missing)
	if len(t.Missing) == 0 {
		t.Leftovers = leftovers(parent, filepath.Base(t.Dir))
	}
	return t, nil
}

// classify sorts the content of an existing directory into what is junk, what
// may stay and what is in the way.
func (t Target) classify(entries []fs.DirEntry) (Target, error) {
	t.State = StateEmpty
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case isStage(name, filepath.Base(t.Dir)) && entry.IsDir():
			if stage := filepath.Join(t.Real, name); abandoned(stage) {
				t.Leftovers = append(t.Leftovers, stage)
			}
		case name == ".git":
			t.HasGit = true
		case junk(name):
		case entry.Type().IsRegular() && mayStay(name):
			present := Present{Name: name}
			if !licence(name) {
				var err error
				if present.Data, err = readSmall(filepath.Join(t.Real, name)); err != nil {
					return Target{}, failure(filepath.Join(t.Dir, name), err)
				}
			}
			t.Present = append(t.Present, present)
		case entry.IsDir():
			t.InWay = append(t.InWay, name+"/")
		default:
			t.InWay = append(t.InWay, name)
		}
	}
	slices.Sort(t.InWay)
	switch {
	case len(t.InWay) > 0:
		t.State = StateOccupied
	case t.HasGit || len(t.Present) > 0:
		t.State = StateRepository
	}
	return t, nil
}

// readSmall reads a file of at most maxPresent bytes; a larger one gives nil.
func readSmall(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxPresent {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if data == nil && err == nil {
		data = []byte{}
	}
	return data, err
}

// licence reports whether a file is the licence of a repository: it stays.
func licence(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "license") || strings.HasPrefix(lower, "licence")
}

// mayStay reports whether a directory with this file still counts as empty.
func mayStay(name string) bool {
	return licence(name) || name == ".gitignore" || name == ".gitattributes" ||
		strings.HasPrefix(strings.ToLower(name), "readme")
}

// junk reports whether an operating system, and nobody else, puts such a thing
// into a directory.
func junk(name string) bool {
	switch name {
	case ".DS_Store", ".Spotlight-V100", ".Trashes", ".fseventsd", ".TemporaryItems",
		".DocumentRevisions-V100", ".apdisk", ".directory", "lost+found",
		"System Volume Information", "$RECYCLE.BIN":
		return true
	}
	lower := strings.ToLower(name)
	return lower == "thumbs.db" || lower == "desktop.ini" ||
		strings.HasPrefix(name, "._") || strings.HasPrefix(name, ".Trash-")
}
