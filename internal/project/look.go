package project

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// kind is what was found at a path of the project.
type kind int

const (
	nothing kind = iota
	folder       // a directory
	sameFile
	otherFile    // a file with other bytes
	link         // a symbolic link, wherever it leads
	special      // a device, a pipe, a junction
	otherCase    // a name that differs in case only
	fileAsFolder // a file where the project has a directory
)

// encounter is what a path of the project meets in the target.
type encounter struct {
	kind kind
	at   string // path of what is there, as it is spelled there
	data []byte // of another file, unless it is too large
}

// errNotLooked is a mistake of the caller: nothing may be planned blindly.
var errNotLooked = errors.New("nobody looked at what is there")

// Look finds what the files of a tree and .env meet in a target that holds other
// files, and changes nothing. It is what [NewPlan] needs for PlanOptions.Into;
// any other target is given back as it is.
func (t Target) Look(tree pack.Tree) (Target, error) {
	if t.State != StateOccupied {
		return t, nil
	}
	t.found = map[string]encounter{}
	if len(CheckPaths(tree)) > 0 {
		return t, nil // these paths lead nowhere; the plan refuses them
	}
	root, err := os.OpenRoot(t.Real)
	if err != nil {
		return Target{}, failure(t.Dir, err)
	}
	defer root.Close()
	l := looker{target: t, root: root, folders: map[string]encounter{".": {kind: folder, at: "."}}, names: map[string][]string{}}
	for _, f := range tree {
		if t.found[f.Path], err = l.file(f); err != nil {
			return Target{}, err
		}
	}
	// Only that it is there counts: its content is nobody's business.
	t.found[EnvName], err = l.entry(EnvName)
	if err != nil {
		return Target{}, err
	}
	return t, nil
}

// looker looks at many paths and reads each directory once.
type looker struct {
	target  Target
	root    *os.Root
	folders map[string]encounter
	names   map[string][]string // of directories that are there
}

// file finds what a file of the project meets.
func (l looker) file(f pack.File) (encounter, error) {
	if up, err := l.folder(path.Dir(f.Path)); err != nil || up.kind != folder {
		return up, err
	}
	found, err := l.entry(f.Path)
	if err != nil || found.kind != otherFile {
		return found, err
	}
	name := filepath.FromSlash(f.Path)
	info, err := l.root.Lstat(name)
	if err != nil {
		return encounter{}, l.failure(f.Path, err)
	}
	if info.Size() > maxPresent && info.Size() != int64(len(f.Data)) {
		return found, nil
	}
	if found.data, err = l.root.ReadFile(name); err != nil {
		return encounter{}, l.failure(f.Path, err)
	}
	if bytes.Equal(found.data, f.Data) {
		return encounter{kind: sameFile, at: f.Path}, nil
	}
	if found.data == nil {
		found.data = []byte{}
	}
	return found, nil
}

// folder finds what a directory of the project meets; what is in the way further
// up is the answer for everything below it.
func (l looker) folder(dir string) (encounter, error) {
	if known, ok := l.folders[dir]; ok {
		return known, nil
	}
	found, err := l.folder(path.Dir(dir))
	if err == nil && found.kind == folder {
		found, err = l.entry(dir)
	}
	if err != nil {
		return encounter{}, err
	}
	if found.kind == otherFile {
		found.kind = fileAsFolder
	}
	l.folders[dir] = found
	return found, nil
}

// entry finds what is at a path whose parent is a directory. The name is sought
// in the listing, since a file system that ignores case finds another spelling.
func (l looker) entry(file string) (encounter, error) {
	names, err := l.list(path.Dir(file))
	if err != nil {
		return encounter{}, err
	}
	base := path.Base(file)
	if !slices.Contains(names, base) {
		for _, name := range names {
			if fold(name) == fold(base) {
				return encounter{kind: otherCase, at: path.Join(path.Dir(file), name)}, nil
			}
		}
		return encounter{}, nil
	}
	found := encounter{kind: special, at: file}
	info, err := l.root.Lstat(filepath.FromSlash(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return encounter{}, nil // gone since the listing
	case err != nil:
		return encounter{}, l.failure(file, err)
	case info.Mode()&fs.ModeSymlink != 0:
		found.kind = link
	case info.IsDir():
		found.kind = folder
	case info.Mode().IsRegular():
		found.kind = otherFile
	}
	return found, nil
}

// list gives the names in a directory, sorted.
func (l looker) list(dir string) ([]string, error) {
	if names, ok := l.names[dir]; ok {
		return names, nil
	}
	d, err := l.root.Open(filepath.FromSlash(dir))
	if err != nil {
		return nil, l.failure(dir, err)
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return nil, l.failure(dir, err)
	}
	slices.Sort(names)
	l.names[dir] = names
	return names, nil
}

func (l looker) failure(file string, err error) error {
	return failure(filepath.Join(l.target.Dir, filepath.FromSlash(file)), err)
}

// obstacle says why a file of the project cannot be where it belongs; ok is
// false when it can.
func (t Target) obstacle(file string, found encounter) (problem yamlx.Problem, ok bool) {
	const away = "move it away"
	message, hint := "", away
	switch found.kind {
	case nothing, sameFile:
		return yamlx.Problem{}, false
	case otherFile:
		message, hint = "%s differs from the project's", "move it away, or compare with --diff"
	case folder:
		message = "%s is a directory, and the project has a file there"
	case fileAsFolder:
		message = "%s is a file, and the project has a directory there"
	case link:
		message = "%s is a symbolic link, and nothing is written through one"
	case special:
		message = "%s is neither a file nor a directory"
	case otherCase:
		// The way here is spelled alike, so that as many elements are the answer.
		depth := strings.Count(found.at, "/") + 1
		want := path.Join(strings.SplitN(file, "/", depth+1)[:depth]...)
		return t.problem(found.at, fmt.Sprintf("%s differs from the project's %s in case only", found.at, want), "rename it first"), true
	}
	return t.problem(found.at, fmt.Sprintf(message, found.at), hint), true
}
