package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/internal/pack"
)

// oldestPython is what the locks are resolved for; they hold from there on.
const oldestPython = "3.12"

// resolver runs `uv pip compile` with one interpreter in a folder of its own.
type resolver struct {
	uv     string // executable
	python string // executable
	folder string // for its input files
}

// packages is a resolver's answer: name -> version, marker and hashes.
type packages = map[string]pack.LockedPackage

// resolve gives the packages that the requirements need, on every platform and
// every supported Python, as wheels. With a superset, versions come from there.
func (r resolver) resolve(ctx context.Context, requirements []string, superset packages) (packages, error) {
	input := filepath.Join(r.folder, "requirements.in")
	if err := os.WriteFile(input, []byte(strings.Join(requirements, "\n")+"\n"), 0o600); err != nil {
		return nil, err
	}
	args := []string{
		"pip", "compile", input, "--quiet", "--python", r.python, "--universal", "--python-version", oldestPython,
		"--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-build",
	}
	if superset != nil {
		constraints := filepath.Join(r.folder, "superset.txt")
		if err := os.WriteFile(constraints, []byte(pins(superset)), 0o600); err != nil {
			return nil, err
		}
		args = append(args, "--constraints", constraints)
	}
	command := exec.CommandContext(ctx, r.uv, args...)
	command.Env = append(os.Environ(), "UV_PYTHON_DOWNLOADS=never", "NO_COLOR=1")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("uv pip compile: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	return parseCompiled(stdout.String())
}

// pins are the packages as constraints.
func pins(all packages) string {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out.WriteString(name + "==" + all[name].Version)
		if marker := all[name].Marker; marker != "" {
			out.WriteString(" ; " + marker)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// lockSet resolves all features of a set together, then every feature alone
// within that answer, and compares some projects with what uv says of them.
func (r resolver) lockSet(ctx context.Context, s set) (*pack.Lock, error) {
	if err := checkSet(s); err != nil {
		return nil, err
	}
	entries := s.entries()
	all := []string{}
	for _, direct := range entries {
		all = append(all, direct...)
	}
	superset, err := r.resolve(ctx, unique(all), nil)
	if err != nil {
		return nil, err
	}
	made := &pack.Lock{Schema: pack.Schema, Python: ">=" + oldestPython, Packages: superset, Options: map[string]pack.LockedOption{}}
	for name, direct := range entries {
		closure, err := r.resolve(ctx, direct, superset)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		made.Options[name] = pack.LockedOption{Direct: direct, Closure: slices.Sorted(maps.Keys(closure))}
	}
	return made, r.compare(ctx, s, made)
}

// checkSet checks the direct requirements of all features.
func checkSet(s set) error {
	problems := []error{}
	for _, f := range s.features {
		for _, requirement := range slices.Concat(f.Requirements, f.DevRequirements) {
			if err := checkDirect(requirement); err != nil {
				problems = append(problems, fmt.Errorf("feature %s: %w", f.Name, err))
			}
		}
	}
	return errors.Join(problems...)
}

// entries are the lists of direct requirements by their name in the lock.
func (s set) entries() map[string][]string {
	all := map[string][]string{}
	for _, f := range s.features {
		if len(f.Requirements) > 0 {
			all[f.Name] = unique(f.Requirements)
		}
		if len(f.DevRequirements) > 0 {
			all[f.Name+pack.DevSuffix] = unique(f.DevRequirements)
		}
	}
	return all
}

// compare checks what generation relies on: that the union of closures is what
// uv itself resolves for a project. The projects: what is always on, what is
// always on with its development, and everything.
func (r resolver) compare(ctx context.Context, s set, made *pack.Lock) error {
	smallest, developed, fullest := []string{}, []string{}, []string{}
	entries := s.entries()
	for _, f := range s.features {
		for _, name := range []string{f.Name, f.Name + pack.DevSuffix} {
			if entries[name] == nil {
				continue
			}
			if len(f.When) == 0 && name == f.Name {
				smallest = append(smallest, name)
			}
			if len(f.When) == 0 {
				developed = append(developed, name)
			}
			fullest = append(fullest, name)
		}
	}
	problems := []error{}
	for _, chosen := range [][]string{smallest, developed, fullest} {
		direct := []string{}
		for _, name := range chosen {
			direct = append(direct, entries[name]...)
		}
		if len(direct) == 0 {
			continue
		}
		want, err := r.resolve(ctx, unique(direct), made.Packages)
		if err != nil {
			return err
		}
		if err := sameAs(want, made.Pins(chosen)); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", strings.Join(chosen, "+"), err))
		}
	}
	return errors.Join(problems...)
}

// sameAs says where the pins of a project differ from what uv resolves for it.
func sameAs(want packages, got []pack.Pin) error {
	problems := []error{}
	seen := map[string]bool{}
	for _, pin := range got {
		seen[pin.Name] = true
		one, ok := want[pin.Name]
		switch {
		case !ok:
			problems = append(problems, fmt.Errorf("%s is not needed", pin.Name))
		case one.Version != pin.Version:
			problems = append(problems, fmt.Errorf("%s is %s, should be %s", pin.Name, pin.Version, one.Version))
		case one.Marker != pin.Marker && pin.Marker != "": // none is wider: at worst one package more than needed
			problems = append(problems, fmt.Errorf("%s has the marker %q, should have %q", pin.Name, pin.Marker, one.Marker))
		case !slices.Equal(one.Hashes, pin.Hashes):
			problems = append(problems, fmt.Errorf("%s has other hashes", pin.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !seen[name] {
			problems = append(problems, fmt.Errorf("%s is missing", name))
		}
	}
	return errors.Join(problems...)
}
