package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of the project each package may import. Imports
// point downwards only.
var allowed = map[string][]string{
	"cmd/scaffold":      {"internal/app", "internal/cli", "templates"},
	"internal/cli":      {"internal/answers", "internal/app", "internal/choose", "internal/pack", "internal/project", "internal/prompt", "internal/yamlx"},
	"internal/app":      {"internal/answers", "internal/choose", "internal/gitx", "internal/pack", "internal/project", "internal/prompt", "internal/render", "internal/yamlx"},
	"internal/prompt":   {},
	"internal/ptytest":  {},
	"internal/answers":  {"internal/choose", "internal/pack", "internal/yamlx"},
	"internal/project":  {"internal/pack", "internal/yamlx"},
	"internal/render":   {"internal/pack", "internal/yamlx"},
	"internal/gitx":     {"internal/pack"},
	"internal/choose":   {"internal/yamlx"},
	"internal/pack":     {"internal/yamlx"},
	"internal/yamlx":    {},
	"internal/docgen":   {"internal/answers", "internal/app", "internal/cli", "templates"},
	"internal/dist":     {"internal/app"},
	"internal/lockgen":  {"internal/pack", "internal/yamlx", "proof/interpreter"},
	"templates":         {},
	"bench":             {"internal/app", "internal/cli", "proof/interpreter", "proof/load", "proof/proc", "proof/services"},
	"faults":            {},
	"proof":             {"proof/container", "proof/cover", "proof/fault", "proof/interpreter", "proof/judge", "proof/load", "proof/pages", "proof/proc", "proof/services", "proof/tree"},
	"proof/container":   {"proof/tree"},
	"proof/cover":       {},
	"proof/fault":       {},
	"proof/interpreter": {},
	"proof/load":        {},
	"proof/tree":        {},
	"proof/judge":       {},
	"proof/mutate":      {"proof/tree"},
	"proof/pages":       {},
	"proof/proc":        {},
	"proof/services":    {"proof/proc"},
}

// onlyImporter says which packages alone may import a module.
var onlyImporter = map[string][]string{
	"github.com/AlecAivazis/survey/":  {"internal/prompt"},
	"github.com/spf13/cobra":          {"internal/cli", "internal/docgen"},
	"github.com/Masterminds/sprig/v3": {"internal/render"},
	"github.com/go-git/":              {"internal/gitx"},
	"github.com/chromedp/":            {"proof/pages"},
	"go.yaml.in/yaml/":                {"internal/yamlx"},
	"github.com/compose-spec/":        {"proof/judge"},
}

// pure packages do no input or output: they may not import these.
var (
	pure      = []string{"internal/choose", "internal/answers", "internal/render"}
	effectful = []string{"os", "os/exec", "net", "net/http", "path/filepath"}
)

func TestImportsPointDownwards(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "scaffold/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := strings.TrimPrefix(words[0], "scaffold/")
		may, known := allowed[name]
		if !known {
			t.Errorf("%s: a package that this test does not know; say in `allowed` what it may import", name)
			continue
		}
		seen++
		for _, imported := range words[1:] {
			if inside, ok := strings.CutPrefix(imported, "scaffold/"); ok && !slices.Contains(may, inside) {
				t.Errorf("%s imports %s", name, inside)
			}
			for module, importers := range onlyImporter {
				if strings.HasPrefix(imported, module) && !slices.Contains(importers, name) {
					t.Errorf("%s imports %s, which only %s may", name, imported, strings.Join(importers, " and "))
				}
			}
			if slices.Contains(pure, name) && slices.Contains(effectful, imported) {
				t.Errorf("%s imports %s, but does no input or output", name, imported)
			}
		}
	}
	if seen != len(allowed) {
		t.Errorf("%d packages found, %d are named in this test", seen, len(allowed))
	}
}
