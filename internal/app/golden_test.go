package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/internal/app"
)

var update = flag.Bool("update", false, "write the golden files again")

// TestTrees holds the list of files of six projects, with mode and class: a file
// that appears or disappears shows in review.
func TestTrees(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"django-default":  {"shape=marketplace"},
		"django-smallest": {"shape=prototype", "api=none", "jobs=none", "ci=none"},
		"django-website":  {"shape=website", "ci=gitlab"},
		"fastapi-default": {"shape=api"},
		"fastapi-light":   {"shape=realtime", "database=sqlite", "ci=gitlab"},
		"fastapi-smallest": {
			"shape=prototype", "framework=fastapi", "reason=a service from the start", "jobs=none", "ci=none",
		},
	}
	for name, flags := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := dry(t, builtin(none), app.Sources{Flags: pairs(flags...)})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, f := range result.Files {
				fmt.Fprintf(&b, "%s %-7s %s\n", f.Mode, f.Class, f.Path)
			}
			golden := filepath.Join("testdata", "trees", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if b.String() != string(want) {
				t.Errorf("the files changed; look at them, then `go test ./internal/app -update`:\n%s", b.String())
			}
		})
	}
}
