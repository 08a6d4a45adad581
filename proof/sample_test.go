package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lay writes files into a new folder.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestReadRemovals(t *testing.T) {
	t.Parallel()
	text := "# Architecture\n\n```text\na drawing\n```\n\n```text\ndelete app/items/\nline   app/v1.py   router.include(items)  # x\nrun    make openapi\n```\n"
	got, err := readRemovals(text)
	want := []removal{{"delete", "app/items/", ""}, {"line", "app/v1.py", "router.include(items)  # x"}, {"run", "make", "openapi"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	for _, wrong := range []string{"no recipe", "\n```text\ndelete a\nremove b\n```\n"} {
		if got, err := readRemovals(wrong); err == nil {
			t.Errorf("%q: %v", wrong, got)
		}
	}
}

func TestRemovalIsTakenAtItsWord(t *testing.T) {
	t.Parallel()
	folder := lay(t, map[string]string{"app/items/a.py": "x", "app/v1.py": "one\n    two  # x\nthree\n"})
	for _, one := range []struct {
		removal
		problem string
	}{
		{removal{"delete", "app/items/", ""}, ""},
		{removal{"delete", "app/items/", ""}, "no such file"},
		{removal{"line", "app/v1.py", "two  # x"}, ""},
		{removal{"line", "app/v1.py", "two  # x"}, "there is no line"},
		{removal{"run", "false", ""}, "exit status 1"},
	} {
		err := one.apply(t.Context(), folder, nil)
		if (err == nil) != (one.problem == "") || err != nil && !strings.Contains(err.Error(), one.problem) {
			t.Errorf("%v: %v, want %q", one.removal, err, one.problem)
		}
	}
	if left, err := os.ReadFile(filepath.Join(folder, "app", "v1.py")); err != nil || string(left) != "one\nthree\n" {
		t.Errorf("%q, %v", left, err)
	}
}
