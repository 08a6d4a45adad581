package gitx

import (
	"bufio"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Repo is the repository around a directory. It is read by hand, so that formats
// which go-git cannot open stop nobody.
type Repo struct {
	Root   string // of the work tree, without symbolic links; "" when there is none
	Own    bool   // the directory itself is the root
	Unborn bool   // no commit yet on the branch that is checked out
	Branch string // the branch that is checked out; "" when none is
	Linked bool   // a linked work tree, or a submodule: .git is a file

	dir    string // the directory asked about, without symbolic links
	gitDir string
	common string // the directory with objects and references
}

// errNotPlain says that something stands in the place of a file of a repository.
var errNotPlain = errors.New("not a file of the size that git gives it")

// errNoRepository says that a .git is no repository.
var errNoRepository = errors.New("not a git repository")

// Inspect finds the work tree that a directory, or the nearest parent that
// exists, lies in. Only input and output can fail; no repository is a zero Root.
func Inspect(dir string) (Repo, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Repo{}, err
	}
	existing := abs
	for {
		info, err := os.Stat(existing)
		if err == nil && info.IsDir() {
			break
		}
		up := filepath.Dir(existing)
		if up == existing {
			return Repo{dir: abs}, nil
		}
		existing = up
	}
	start, err := filepath.EvalSymlinks(existing)
	if err != nil {
		return Repo{}, err
	}
	own := start
	if existing != abs {
		rest, _ := filepath.Rel(existing, abs)
		own = filepath.Join(start, rest)
	}
	ceilings := filepath.SplitList(os.Getenv("GIT_CEILING_DIRECTORIES"))
	for at := start; ; at = filepath.Dir(at) {
		if repo, err := open(at); err == nil {
			repo.Own, repo.dir = at == own, own
			return repo, nil
		}
		up := filepath.Dir(at)
		if up == at || !sameDevice(at, up) || at != start && contains(ceilings, at) {
			return Repo{dir: own}, nil
		}
	}
}

// contains reports whether a directory is one of those that git does not search.
func contains(ceilings []string, dir string) bool {
	for _, c := range ceilings {
		if real, err := filepath.EvalSymlinks(c); err == nil && real == dir {
			return true
		}
	}
	return false
}

// open reads the repository whose .git is in root.
func open(root string) (Repo, error) {
	repo := Repo{Root: root, dir: root, gitDir: filepath.Join(root, ".git")}
	info, err := os.Stat(repo.gitDir)
	if err != nil {
		return Repo{}, err
	}
	if !info.IsDir() {
		repo.Linked = true
		if repo.gitDir, err = pointer(repo.gitDir, "gitdir: "); err != nil {
			return Repo{}, err
		}
	}
	repo.common = repo.gitDir
	if common, err := pointer(filepath.Join(repo.gitDir, "commondir"), ""); err == nil {
		repo.common = common
	}
	if info, err := os.Stat(filepath.Join(repo.common, "objects")); err != nil || !info.IsDir() {
		return Repo{}, errNoRepository
	}
	return repo, repo.readHead()
}

// pointer reads a file that holds a path, after a prefix, relative to itself.
func pointer(file, prefix string) (string, error) {
	data, err := readFile(file, maxSmall)
	if err != nil {
		return "", err
	}
	path, ok := strings.CutPrefix(strings.TrimRight(string(data), "\r\n"), prefix)
	if !ok || path == "" {
		return "", errNoRepository
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(file), path)
	}
	return filepath.Clean(path), nil
}

// readHead fills in the branch and whether it has a commit.
func (r *Repo) readHead() error {
	data, err := readFile(filepath.Join(r.gitDir, "HEAD"), maxSmall)
	if err != nil {
		return err
	}
	ref, symbolic := strings.CutPrefix(strings.TrimSpace(string(data)), "ref:")
	if !symbolic {
		return nil // detached: there is a commit
	}
	ref = strings.TrimSpace(ref)
	if r.newFormat("refstorage") {
		return nil // references that only git can read: assume commits
	}
	if branch, ok := strings.CutPrefix(ref, "refs/heads/"); ok {
		r.Branch = branch
	}
	if _, err := os.Stat(filepath.Join(r.common, filepath.FromSlash(ref))); err == nil {
		return nil
	}
	packed, err := readFile(filepath.Join(r.common, "packed-refs"), maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		r.Unborn = true
		return nil
	}
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(packed))
	for lines.Scan() {
		if _, name, _ := strings.Cut(lines.Text(), " "); name == ref {
			return nil
		}
	}
	r.Unborn = lines.Err() == nil
	return lines.Err()
}

// newFormat reports whether the repository declares an extension of its format
// that says how objects or references are stored, other than in the usual way.
func (r *Repo) newFormat(extension string) bool {
	values, err := readConfig(filepath.Join(r.common, "config"))
	if err != nil {
		return false
	}
	switch strings.ToLower(values.last("extensions." + extension)) {
	case "", "sha1", "files":
		return false
	}
	return true
}
