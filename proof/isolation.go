package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"scaffold/proof/proc"
)

// withoutDatabase is a plugin of pytest: it leaves out the tests that ask for a
// database by one of the fixtures that make it.
const withoutDatabase = `def pytest_collection_modifyitems(config, items):
    asking = [item for item in items if {"engine", "empty"} & set(item.fixturenames)]
    config.hook.pytest_deselected(items=asking)
    items[:] = [item for item in items if item not in asking]
`

// testIsolation runs the tests that ask for no database before anything has made
// one. A test that uses it all the same would fail whenever the random order puts
// it first, which a run of all tests meets by chance alone.
func (s *subject) testIsolation(ctx context.Context, log io.Writer, services ...string) error {
	if _, err := os.Stat(filepath.Join(s.project.folder, "tests", "database.py")); err != nil {
		return nil // the test framework itself refuses a database that was not asked for
	}
	importable, err := s.module("without_database", withoutDatabase)
	if err != nil {
		return err
	}
	return proc.Task{
		Args:   []string{filepath.Join(".venv", "bin", "python"), "-m", "pytest", "-q", "-p", "without_database"},
		Folder: s.project.folder,
		Env:    proc.CleanEnvironment(os.Environ(), append(services, importable)...),
		Log:    log,
		Limit:  5 * time.Minute,
	}.Run(ctx)
}
