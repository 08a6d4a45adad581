// Package judge asks tools that nobody here wrote what they think of a
// generated project.
package judge

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrUnavailable says that a tool cannot be had, or cannot work, on this
// machine. It is never a judgement.
var ErrUnavailable = errors.New("cannot run here")

// The Python tools, each pinned to a version and hashes.
var (
	//go:embed requirements.txt
	requirements string
	//go:embed alone.txt
	alone string // each without what it asks for
)

// actionlint is built in a module of its own: as a library it needs another
// version of a package than this module has.
const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"

// Tools are the Python tools in an environment of their own, and actionlint.
type Tools struct {
	folder string // of the environment
	alone  string // folder of the packages that were installed alone

	actionlint string // path
}

// Install makes the environment below the cache folder, or finds it there. The
// folder is named by the requirements; it appears when it is complete.
func Install(ctx context.Context, python, cache string, log io.Writer) (*Tools, error) {
	sum := sha256.Sum256([]byte(python + "\n" + requirements + alone + actionlint))
	final := filepath.Join(cache, "judges-"+hex.EncodeToString(sum[:8]))
	made := &Tools{folder: filepath.Join(final, "venv"), alone: filepath.Join(final, "alone"), actionlint: filepath.Join(final, "actionlint")}
	if _, err := os.Stat(final); err == nil {
		return made, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	building, err := os.MkdirTemp(cache, "judges-building-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(building)
	if err := fill(ctx, python, building, log); err != nil {
		return nil, err
	}
	// Another run may have been faster.
	if err := os.Rename(building, final); err != nil && !errors.Is(err, fs.ErrExist) {
		if _, there := os.Stat(final); there != nil {
			return nil, err
		}
	}
	return made, nil
}

// fill installs everything into a folder. Programs are called as modules or by
// path, so that the folder can be renamed afterwards.
func fill(ctx context.Context, python, folder string, log io.Writer) error {
	venv := filepath.Join(folder, "venv")
	lists := map[string]string{"requirements.txt": requirements, "alone.txt": alone}
	for name, text := range lists {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	pip := []string{filepath.Join(venv, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"}
	for _, args := range [][]string{
		{python, "-m", "venv", "--copies", venv},
		append(append([]string{}, pip...), "--requirement", filepath.Join(folder, "requirements.txt")),
		append(append([]string{}, pip...), "--no-deps", "--target", filepath.Join(folder, "alone"), "--requirement", filepath.Join(folder, "alone.txt")),
	} {
		if err := run(ctx, log, folder, nil, args...); err != nil {
			return fmt.Errorf("installing the judges: %w", err)
		}
	}
	if err := run(ctx, log, folder, []string{"GOBIN=" + folder, "GOFLAGS="}, "go", "install", actionlint); err != nil {
		return fmt.Errorf("installing the judges: %w", err)
	}
	return nil
}

// Axe is the script of axe-core.
func (t *Tools) Axe() string {
	return filepath.Join(t.alone, "axe_playwright_python", "axe.min.js")
}

// program is a tool that is no Python module.
func (t *Tools) program(name string) string { return filepath.Join(t.folder, "bin", name) }

// module is a tool that is one: the scripts that pip writes know the folder
// that they were made in.
func (t *Tools) module(name string, args ...string) []string {
	return append([]string{filepath.Join(t.folder, "bin", "python"), "-m", name}, args...)
}

// run runs a tool; what it says goes into the log.
func run(ctx context.Context, log io.Writer, folder string, env []string, args ...string) error {
	_, err := ask(ctx, log, folder, env, args...)
	return err
}

// ask runs a tool and gives what it says as well.
func ask(ctx context.Context, log io.Writer, folder string, env []string, args ...string) (string, error) {
	fmt.Fprintln(log, "$", strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	var said bytes.Buffer
	cmd.Dir, cmd.Env = folder, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	fmt.Fprintln(log, said.String())
	if _, missing := exec.LookPath(args[0]); missing != nil {
		return said.String(), fmt.Errorf("%w: %w", ErrUnavailable, missing)
	}
	if err != nil {
		return said.String(), fmt.Errorf("%s: %w\n%s", filepath.Base(args[0]), err, last(said.String(), 12))
	}
	return said.String(), nil
}

// last gives the last lines of a text.
func last(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
