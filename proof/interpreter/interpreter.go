// Package interpreter finds a Python interpreter that is new enough for
// generated projects. It trusts no file name: every candidate is run, because
// a launcher on PATH may exist and still refuse.
package interpreter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Oldest minor version of Python 3 that generated projects support.
const oldestMinor = 12

// ErrNone says that no candidate will do.
var ErrNone = errors.New("not found")

// Python is one interpreter that was run and answered.
type Python struct {
	Path    string // of the executable itself, behind launchers and links
	Version string // "3.13.0"
}

// Find gives the first interpreter that is new enough: $PYTHON, then the
// usual names on PATH, then the installations below ~/.pyenv/versions, newest
// first. The error wraps [ErrNone] and lists what was looked at.
func Find(ctx context.Context) (Python, error) {
	return first(ctx, "3.12 or newer", newEnough)
}

// FindMinor gives the first interpreter of a minor version such as "3.14", from
// the same places. The error wraps [ErrNone].
func FindMinor(ctx context.Context, version string) (Python, error) {
	return first(ctx, version, func(found string) bool { return strings.HasPrefix(found, version+".") })
}

// first gives the first candidate whose version will do.
func first(ctx context.Context, wanted string, willDo func(version string) bool) (Python, error) {
	tried := []string{}
	for _, candidate := range candidates() {
		python, err := Ask(ctx, candidate)
		if err == nil && willDo(python.Version) {
			return python, nil
		}
		if err == nil {
			tried = append(tried, candidate+" is "+python.Version)
		}
	}
	if len(tried) == 0 {
		tried = []string{"no interpreter answered"}
	}
	return Python{}, fmt.Errorf("Python %s %w: %s", wanted, ErrNone, strings.Join(tried, ", "))
}

// candidates are the executables to ask, in order and without duplicates.
func candidates() []string {
	found := []string{}
	add := func(path string) {
		if path != "" && !slices.Contains(found, path) {
			found = append(found, path)
		}
	}
	add(os.Getenv("PYTHON"))
	for _, name := range []string{"python3.13", "python3.14", "python3.12", "python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			add(path)
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		for _, path := range installations(filepath.Join(home, ".pyenv", "versions")) {
			add(path)
		}
	}
	return found
}

// installations are the interpreters below a folder of installed versions,
// newest version first.
func installations(folder string) []string {
	name := filepath.Join("bin", "python3")
	if runtime.GOOS == "windows" {
		name = "python.exe"
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	versions := []string{}
	for _, entry := range entries {
		if newEnough(entry.Name()) {
			versions = append(versions, entry.Name())
		}
	}
	slices.SortFunc(versions, func(a, b string) int {
		return slices.Compare(numbers(b), numbers(a))
	})
	paths := make([]string, len(versions))
	for i, version := range versions {
		paths[i] = filepath.Join(folder, version, name)
	}
	return paths
}

// Ask runs an interpreter and has it tell its own path and version.
func Ask(ctx context.Context, candidate string) (Python, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	const question = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))"
	out, err := exec.CommandContext(ctx, candidate, "-c", question).Output()
	if err != nil {
		return Python{}, fmt.Errorf("%s: %w", candidate, err)
	}
	path, version, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if !ok {
		return Python{}, fmt.Errorf("%s: unexpected answer %q", candidate, out)
	}
	return Python{Path: strings.TrimSpace(path), Version: strings.TrimSpace(version)}, nil
}

// newEnough tells whether a version such as "3.13.0" is supported.
func newEnough(version string) bool {
	parts := numbers(version)
	return len(parts) >= 2 && parts[0] == 3 && parts[1] >= oldestMinor
}

// numbers are the leading numeric parts of a dotted version; nil when the text
// does not begin with one.
func numbers(version string) []int {
	parts := []int{}
	for text := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(text)
		if err != nil {
			break
		}
		parts = append(parts, n)
	}
	return parts
}
