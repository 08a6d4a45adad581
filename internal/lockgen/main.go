// Command lockgen resolves the Python requirements of the framework packs and
// writes their locks: exact versions and hashes of everything that any
// combination of options may need. It is a tool of the maintainers, run by
// `make lock`; it needs network and uv, and uses the index that uv is set up for.
//
// Nothing is written unless every set of every pack could be locked.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"scaffold/internal/pack"
	"scaffold/proof/interpreter"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	templates := flag.String("templates", "templates", "folder of the packs")
	only := flag.String("pack", "", "lock this pack alone")
	older := flag.String("older", "", "packages, separated by commas, that may become older")
	flag.Parse()
	err := run(ctx, *templates, *only, strings.Split(*older, ","))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lockgen:", err)
		os.Exit(1)
	}
}

// made is a lock that is ready to be written.
type made struct {
	path string
	lock *pack.Lock
	old  *pack.Lock
}

func run(ctx context.Context, templates, only string, older []string) error {
	stacks, err := pack.LoadStacks(os.DirFS(templates))
	if err != nil {
		return err
	}
	if only != "" {
		stacks = slices.DeleteFunc(stacks, func(s *pack.Stack) bool { return s.Framework != only })
	}
	if len(stacks) == 0 {
		return fmt.Errorf("%s: no framework pack to lock", templates)
	}
	r, err := newResolver(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.folder)

	all, problems := []made{}, []error{}
	for _, s := range stacks {
		for _, one := range setsOf(s) {
			m, err := lockOne(ctx, r, templates, s, one, older)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			all = append(all, m)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("nothing written:\n%w", err)
	}
	for _, m := range all {
		if err := writeLock(m.path, m.lock); err != nil {
			return err
		}
		fmt.Printf("%s: %d packages, %d entries\n", m.path, len(m.lock.Packages), len(m.lock.Options))
		for _, line := range changes(m.lock, m.old) {
			fmt.Println("  " + line)
		}
	}
	return nil
}

// lockOne locks one set and refuses what may not replace the lock on disk.
func lockOne(ctx context.Context, r resolver, templates string, s *pack.Stack, one set, older []string) (made, error) {
	m := made{path: filepath.Join(templates, folderOf(s, one.name), "locks", one.name+".json")}
	var err error
	if m.old, err = readLock(m.path); err != nil {
		return m, err
	}
	if m.lock, err = r.lockSet(ctx, one); err != nil {
		return m, fmt.Errorf("set %s: %w", one.name, err)
	}
	if err := errors.Join(refusals(m.lock, m.old, older)...); err != nil {
		return m, fmt.Errorf("set %s: %w", one.name, err)
	}
	return m, nil
}

// folderOf is the folder of the pack that names the set.
func folderOf(s *pack.Stack, name string) string {
	for _, p := range s.Packs {
		if slices.ContainsFunc(p.Lock, func(row pack.LockRow) bool { return row.Value == name }) {
			return filepath.Dir(filepath.FromSlash(p.ManifestPath()))
		}
	}
	return s.Framework
}

// newResolver finds uv ($UV, then PATH) and an interpreter.
func newResolver(ctx context.Context) (resolver, error) {
	uv := os.Getenv("UV")
	if uv == "" {
		uv = "uv"
	}
	path, err := exec.LookPath(uv)
	if err != nil {
		return resolver{}, fmt.Errorf("uv not found; put it on PATH or its path into $UV: %w", err)
	}
	python, err := interpreter.Find(ctx)
	if err != nil {
		return resolver{}, err
	}
	folder, err := os.MkdirTemp("", "lockgen-")
	if err != nil {
		return resolver{}, err
	}
	return resolver{uv: path, python: python.Path, folder: folder}, nil
}
