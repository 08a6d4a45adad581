// Package gitx looks at git repositories and records a project in one, in
// process. The one exception is a question to an installed git: for the
// configuration (it alone understands includeIf), and where a repository uses a
// format that this package cannot write.
//
// A first commit is written straight from the tree in memory: one pack file, an
// index with the state of the files on disk, a reference. Hooks do not run and
// nothing is signed; the notes of a [Result] say so where it matters.
//
// It is the only importer of go-git.
package gitx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrNoIdentity says that nobody said who commits.
var ErrNoIdentity = errors.New("no git identity: neither the environment nor the git configuration names one")

// The installed git is stopped after these times: it answers a question, or
// hashes the files of a project.
const (
	askTimeout = 2 * time.Second
	addTimeout = time.Minute
)

// environment is a list of NAME=value as of [os.Environ].
type environment []string

// process gives the list itself, or the environment of the process for nil.
func process(list []string) environment {
	if list == nil {
		return os.Environ()
	}
	return list
}

// get gives the last value of a variable.
func (e environment) get(name string) (string, bool) {
	for i := len(e) - 1; i >= 0; i-- {
		key, value, _ := strings.Cut(e[i], "=")
		if key == name || runtime.GOOS == "windows" && strings.EqualFold(key, name) {
			return value, true
		}
	}
	return "", false
}

// text gives the value of a variable, "" when it is not set.
func (e environment) text(name string) string {
	value, _ := e.get(name)
	return value
}

// home gives the home directory; "" when there is none.
func (e environment) home() string {
	if runtime.GOOS == "windows" && e.text("HOME") == "" {
		return e.text("USERPROFILE")
	}
	return e.text("HOME")
}

// binary finds the installed git on PATH; relative entries of PATH are skipped.
func (e environment) binary() (string, bool) {
	for _, dir := range filepath.SplitList(e.text("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		found, err := exec.LookPath(filepath.Join(dir, "git"))
		if err != nil || stub(found) {
			continue
		}
		return found, true
	}
	return "", false
}

// stub reports whether a git is the one of macOS that opens a window to install
// the developer tools instead of doing anything.
func stub(path string) bool {
	if runtime.GOOS != "darwin" || path != "/usr/bin/git" {
		return false
	}
	_, tools := os.Stat("/Library/Developer/CommandLineTools/usr/bin/git")
	_, xcode := os.Stat("/Applications/Xcode.app")
	return tools != nil && xcode != nil
}

// errNoGit says that no git is installed.
var errNoGit = errors.New("git is not installed")

// git asks the installed git about the repository in gitDir, with dir as its
// work tree, and gives what it prints.
func (e environment) git(ctx context.Context, dir, gitDir string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	return e.run(ctx, dir, gitDir, nil, args...)
}

// run runs the installed git until it ends or the context does.
func (e environment) run(ctx context.Context, dir, gitDir string, input []byte, args ...string) ([]byte, error) {
	path, ok := e.binary()
	if !ok {
		return nil, errNoGit
	}
	// Neither a hook nor a monitor of the repository runs: its owner may be
	// somebody else, and GIT_DIR switches git's own check of that off.
	safe := []string{"-c", "core.hooksPath=" + os.DevNull, "-c", "core.fsmonitor=false"}
	if args[0] == "config" {
		safe = nil // it runs nothing, and is asked for these very settings
	}
	cmd := exec.CommandContext(ctx, path, append(safe, args...)...)
	cmd.Dir = dir
	cmd.Env = slices.DeleteFunc(slices.Clone(e), local)
	if slices.Contains([]string{"add", "commit", "diff", "update-index"}, args[0]) { // they read files
		cmd.Env = append(cmd.Env, e.withoutFilters(ctx, dir, gitDir)...)
	}
	cmd.Env = append(cmd.Env,
		"GIT_DIR="+gitDir, "GIT_WORK_TREE="+dir, "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
		"GIT_LITERAL_PATHSPECS=1", "LC_ALL=C")
	cmd.WaitDelay = 200 * time.Millisecond
	cmd.Stdin = bytes.NewReader(input)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &limited{w: &complaint, left: 4096}
	if err := cmd.Run(); err != nil {
		if line, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n"); line != "" {
			return nil, errors.New("git " + args[0] + ": " + line)
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// withoutFilters gives variables that switch off the filters which the
// configuration of a repository itself defines: each is a command that git would
// run for files that the repository's attributes name. Those of the user, for
// large files as a rule, stay.
func (e environment) withoutFilters(ctx context.Context, dir, gitDir string) []string {
	out, err := e.git(ctx, dir, gitDir, "config", "--show-scope", "--includes", "-z", "--get-regexp", `^filter\.`)
	if err != nil {
		return nil // there is none
	}
	count, _ := strconv.Atoi(e.text("GIT_CONFIG_COUNT"))
	var off []string
	words := strings.Split(string(out), "\x00")
	for i := 0; i+1 < len(words); i += 2 {
		key, _, _ := strings.Cut(words[i+1], "\n")
		if words[i] != "local" && words[i] != "worktree" {
			continue
		}
		value := ""
		if strings.HasSuffix(key, ".required") {
			value = "false"
		}
		n := strconv.Itoa(count)
		off = append(off, "GIT_CONFIG_KEY_"+n+"="+key, "GIT_CONFIG_VALUE_"+n+"="+value)
		count++
	}
	return append(off, "GIT_CONFIG_COUNT="+strconv.Itoa(count))
}

// local reports whether a variable ties git to another repository, as it does in
// a hook.
func local(entry string) bool {
	name, _, _ := strings.Cut(entry, "=")
	switch name {
	case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CONFIG", "GIT_GRAFT_FILE",
		"GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS", "GIT_INTERNAL_SUPER_PREFIX":
		return true
	}
	return strings.HasPrefix(name, "GIT_TRACE")
}

// limited keeps the first bytes of what is written and drops the rest.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	keep := p[:min(len(p), l.left)]
	l.left -= len(keep)
	if _, err := l.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}
