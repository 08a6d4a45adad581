package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSameProjects(t *testing.T) {
	t.Parallel()
	project := func(files map[string]string, mode os.FileMode) string {
		folder := t.TempDir()
		for name, text := range files {
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), mode); err != nil {
				t.Fatal(err)
			}
		}
		sum, err := digestOf(folder)
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	base := project(map[string]string{"app/main.py": "x", "docs/adr/0001.md": "one", ".env": "a", ".scaffold/project.yaml": "b"}, 0o644)
	if other := project(map[string]string{"app/main.py": "x", "docs/adr/0001.md": "two", ".env": "c", ".scaffold/project.yaml": "d"}, 0o644); other != base {
		t.Error("the record of the decision counts")
	}
	for name, other := range map[string]string{
		"bytes":      project(map[string]string{"app/main.py": "y"}, 0o644),
		"name":       project(map[string]string{"app/mein.py": "x"}, 0o644),
		"executable": project(map[string]string{"app/main.py": "x"}, 0o755),
		"one more":   project(map[string]string{"app/main.py": "x", "docs/a.md": "x"}, 0o644),
	} {
		if other == base {
			t.Errorf("%s: does not count", name)
		}
	}
	var p proved
	if p.claim(base, "first") != "" || p.claim(base, "second") != "first" || p.claim("other", "third") != "" {
		t.Error("claims")
	}
}
