package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A fault that cannot be put in any more is out of date.
func TestMutationsFindTheirPlace(t *testing.T) {
	t.Parallel()
	checkout := filepath.Join("..", "..")
	for _, one := range mutations {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for _, e := range one.edits {
				data, err := os.ReadFile(filepath.Join(checkout, "templates", e.file))
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(folder, "templates", e.file)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := one.put(folder); err != nil {
				t.Fatal(err)
			}
			for _, e := range one.edits {
				before, _ := os.ReadFile(filepath.Join(checkout, "templates", e.file))
				after, err := os.ReadFile(filepath.Join(folder, "templates", e.file))
				if e.old == "" && err == nil || e.old != "" && string(before) == string(after) {
					t.Errorf("templates/%s is as before", e.file)
				}
			}
		})
	}
}

func TestFailedChecks(t *testing.T) {
	t.Parallel()
	got, err := failedChecks([]byte(`{"combinations": [{"results": [
		{"check": "setup", "state": "passed"}, {"check": "check", "state": "failed"}, {"check": "image", "state": "unavailable"}]}]}`))
	if err != nil || !slices.Equal(got, []string{"check"}) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := failedChecks([]byte("{")); err == nil {
		t.Error("read half a report")
	}
}
