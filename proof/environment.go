package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"scaffold/proof/interpreter"
	"scaffold/proof/proc"
)

// interpreters are those that were looked for, by minor version.
type interpreters struct {
	mu      sync.Mutex
	byMinor map[string]interpreter.Python
}

// minor gives the interpreter of a minor version such as "3.14"; none when this
// machine has none.
func (i *interpreters) minor(ctx context.Context, version string) (interpreter.Python, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if found, ok := i.byMinor[version]; ok {
		return found, nil
	}
	found, err := interpreter.FindMinor(ctx, version)
	if err != nil && !errors.Is(err, interpreter.ErrNone) {
		return found, err
	}
	if i.byMinor == nil {
		i.byMinor = map[string]interpreter.Python{}
	}
	i.byMinor[version] = found
	return found, nil
}

// environments are virtual environments that projects with the same
// requirements share: making one is most of what a setup costs.
type environments struct {
	mu    sync.Mutex
	byKey map[string]*environment
}

// environment belongs to the project that made it.
type environment struct {
	mu     sync.Mutex
	folder string // "" until a setup has succeeded
	types  string // folder of a copy of what mypy learned; "" until a check has succeeded
}

// of gives the environment of a requirement set.
func (e *environments) of(key string) *environment {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.byKey[key] == nil {
		e.byKey[key] = &environment{}
	}
	return e.byKey[key]
}

// requirementKey names the requirement set of a project and its Python.
func requirementKey(folder, python string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, python)
	for _, name := range []string{"requirements.txt", "requirements-dev.txt"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%d\n%s", len(data), data)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// setUp runs the project's own `make setup`, which has to find the Python of the
// project's image by itself unless PYTHON names it. Where another project with the
// same requirements has an environment already, `make setup` finds it in place
// and has nothing to install.
func (r *runner) setUp(ctx context.Context, p *project, log *os.File) error {
	if p.python.Path == "" {
		return fmt.Errorf("%w: no Python %s on PATH or below ~/.pyenv/versions", errUnavailable, p.minor)
	}
	key, err := requirementKey(p.folder, p.python.Path)
	if err != nil {
		return err
	}
	p.key = key
	shared := r.environments.of(key)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	own := filepath.Join(p.folder, ".venv")
	if shared.folder != "" {
		if err := os.Symlink(shared.folder, own); err != nil {
			return err
		}
	}
	env := proc.CleanEnvironment(os.Environ(), "UV_PYTHON_DOWNLOADS=never")
	if os.Getenv("PYTHON") != "" {
		env = append(env, "PYTHON="+p.python.Path)
	}
	if err := (proc.Task{Args: []string{"make", "setup"}, Folder: p.folder, Env: env, Log: log, Limit: 15 * time.Minute}).Run(ctx); err != nil {
		return err
	}
	if shared.folder == "" {
		shared.folder = own
	}
	made, err := interpreter.Ask(ctx, filepath.Join(own, "bin", "python"))
	if err == nil && made.Version != p.python.Version {
		err = fmt.Errorf("make setup took Python %s; the image runs %s", made.Version, p.minor)
	}
	return err
}

// typesFolder is where mypy keeps what it learned, in a project.
const typesFolder = ".mypy_cache"

// lend gives the project what mypy learned about its requirements elsewhere. A
// project gets a copy, so that two checks at a time do not write into one.
func (e *environments) lend(p *project) error {
	shared := e.of(p.key)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	own := filepath.Join(p.folder, typesFolder)
	if _, err := os.Stat(own); err == nil || shared.types == "" {
		return nil
	}
	return os.CopyFS(own, os.DirFS(shared.types))
}

// learn keeps a copy of what mypy learned in the project, for the others.
func (e *environments) learn(p *project) error {
	shared := e.of(p.key)
	shared.mu.Lock()
	defer shared.mu.Unlock()
	own := filepath.Join(p.folder, typesFolder)
	if _, err := os.Stat(own); err != nil || shared.types != "" {
		return nil
	}
	kept := filepath.Join(filepath.Dir(p.folder), "types")
	if err := os.CopyFS(kept, os.DirFS(own)); err != nil {
		return err
	}
	shared.types = kept
	return nil
}
