package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/internal/answers"
	"scaffold/internal/prompt"
)

// TestPlaceSettlesOptions asks inside another repository, before the name is
// known: what only works at a repository's root is not offered.
func TestPlaceSettlesOptions(t *testing.T) {
	around := t.TempDir()
	for file, text := range map[string]string{
		"HEAD": "ref: refs/heads/main\n", "config": "[core]\n\trepositoryformatversion = 0\n", "objects/x": "", "refs/heads/x": "",
	} {
		path := filepath.Join(around, ".git", filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(around)
	var offered []string
	changed := false
	p := &walker{take: func(q prompt.Select) int {
		if q.Ask == "Which option?" {
			for _, c := range q.Choices {
				offered = append(offered, c.Label)
			}
			return len(q.Choices) - 1
		}
		if !changed && strings.HasPrefix(q.Ask, "Use ") {
			changed = true
			return len(q.Choices) - 1
		}
		return q.Default
	}}
	result, err := ask(t, builtin(none), p, "", "framework=fastapi")
	if err != nil {
		t.Fatal(err)
	}
	if list := strings.Join(offered, " | "); !strings.HasPrefix(list, "database: PostgreSQL | python: Python 3.13 | jobs: ARQ") || strings.Contains(list, "ci:") {
		t.Errorf("offered: %s", list)
	}
	if item := result.Answers["ci"]; item.Value != "none" || item.Origin != answers.OriginDefault {
		t.Errorf("ci: %+v", item)
	}
}
