package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"scaffold/proof/proc"
	"scaffold/proof/tree"
)

// removal is one line of the recipe by which a project says how its sample
// domain is removed: delete PATH, line FILE TEXT, run COMMAND.
type removal struct{ verb, path, text string }

var (
	recipe  = regexp.MustCompile("(?s)\n```text\n(delete .*?)```\n")
	removes = regexp.MustCompile(`^(delete|line|run) +(\S+)(?: +(\S.*))?$`)
)

// readRemovals finds the recipe in the project's documentation.
func readRemovals(text string) ([]removal, error) {
	block := recipe.FindStringSubmatch(text)
	if block == nil {
		return nil, errors.New("docs/architecture.md has no recipe for removing the sample domain (a text block that begins with delete)")
	}
	all := []removal{}
	for line := range strings.Lines(block[1]) {
		words := removes.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if words == nil {
			return nil, fmt.Errorf("docs/architecture.md: %q is not delete PATH, line FILE TEXT or run COMMAND", line)
		}
		all = append(all, removal{words[1], words[2], words[3]})
	}
	return all, nil
}

// apply does what the line says, as a reader would: a line that is not there, or
// is there twice, is a mistake of the recipe.
func (r removal) apply(ctx context.Context, folder string, log *os.File) error {
	path := filepath.Join(folder, filepath.FromSlash(r.path))
	switch r.verb {
	case "run":
		words := append([]string{r.path}, strings.Fields(r.text)...)
		return proc.Task{Args: words, Folder: folder, Env: proc.CleanEnvironment(os.Environ()), Log: log, Limit: 5 * time.Minute}.Run(ctx)
	case "delete":
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("delete %s: %w", r.path, err)
		}
		return os.RemoveAll(path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(data), "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.TrimSpace(line) == r.text })
	if at < 0 {
		return fmt.Errorf("line %s: there is no line %q", r.path, r.text)
	}
	return os.WriteFile(path, []byte(strings.Join(slices.Delete(lines, at, at+1), "")), 0o644)
}

// checkWithoutSample removes the sample domain from a copy of the project as
// its documentation says, and runs the checks of what is left.
func checkWithoutSample(ctx context.Context, s *subject, log *os.File) error {
	text, err := os.ReadFile(filepath.Join(s.project.folder, "docs", "architecture.md"))
	if errors.Is(err, fs.ErrNotExist) {
		return errNotConcerned
	}
	if err != nil {
		return err
	}
	removals, err := readRemovals(string(text))
	if err != nil {
		return err
	}
	folder := filepath.Join(filepath.Dir(s.project.folder), "without-sample")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := copyProject(s.project.folder, folder); err != nil {
		return err
	}
	for _, one := range removals {
		write(log, "%s %s %s", one.verb, one.path, one.text)
		if err := one.apply(ctx, folder, log); err != nil {
			return err
		}
	}
	return makeCheck(ctx, folder, log)
}

// copyProject copies a project; the copy uses the environment of the original,
// and has no repository.
func copyProject(from, to string) error {
	const environment = ".venv"
	err := tree.Copy(from, to, func(name string) bool { return name == ".git" || name == environment }, 0o755)
	if err != nil {
		return err
	}
	return os.Symlink(filepath.Join(from, environment), filepath.Join(to, environment))
}
