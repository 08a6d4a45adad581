package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/templates"
)

// none is an environment without variables.
func none(string) (string, bool) { return "", false }

// builtin gives an App on the packs in the binary.
func builtin(lookup func(string) (string, bool)) *app.App {
	return app.New(templates.FS, templates.MatrixFile, lookup)
}

// house gives an App on packs and a matrix that are not built in.
func house() *app.App { return app.New(os.DirFS("testdata/house"), "matrix.yaml", none) }

func pairs(words ...string) []answers.Pair {
	var list []answers.Pair
	for _, word := range words {
		key, text, _ := strings.Cut(word, "=")
		list = append(list, answers.Pair{Key: key, Text: text})
	}
	return list
}

// dry plans a project in a new directory.
func dry(t *testing.T, a *app.App, sources app.Sources) (*app.NewResult, error) {
	t.Helper()
	return a.New(context.Background(), app.NewRequest{
		Sources: sources, Path: filepath.Join(t.TempDir(), "shop"), DryRun: true, Git: app.GitAuto,
	})
}

// TestPacksThatAreNotBuiltIn generates from the packs of somebody else: another
// matrix, other frameworks, other options, the same engine.
func TestPacksThatAreNotBuiltIn(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "camp-site")
	result, err := house().New(context.Background(), app.NewRequest{
		Sources: app.Sources{Flags: pairs("shape=winter", "framework=tent", "stove=true", "description=A *good* place")},
		Path:    dir, Git: app.GitOff,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"README.md":         "# Camp site\n\nA \\*good\\* place\n\nA tent.\nColour: red.\nA red flag flies.\n",
		"requirements.txt":  "canvas==1.4.0 \\\n    --hash=sha256:aa\ngas==2.0.1 \\\n    --hash=sha256:bb\n",
		"kitchen/stove.txt": "hot\n",
		".config/root":      "only at the root\n",
		".gitignore":        ".env\n",
		"scripts/pitch.sh":  "#!/bin/sh\necho pitched\n",
	}
	got := map[string]string{}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			data, _ := os.ReadFile(path)
			name, _ := filepath.Rel(dir, path)
			got[filepath.ToSlash(name)] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range want {
		if got[path] != text {
			t.Errorf("%s: %q, want %q", path, got[path], text)
		}
	}
	if env := got[".env"]; !strings.Contains(env, "\nSECRET_KEY=") || len(env) < 100 {
		t.Errorf(".env: %q", env)
	}
	if o := result.Decision.Overridden; o == nil || o.By != "flag" || string(result.Decision.Outcome) != "cabin" {
		t.Errorf("override: %+v", result.Decision)
	}
	if len(got) != len(want)+2 || !strings.Contains(got[".scaffold/project.yaml"], "name: tent") {
		t.Errorf("files: %d\n%s", len(got), got[".scaffold/project.yaml"])
	}
}

func TestRefusalsComeInOrder(t *testing.T) {
	t.Parallel()
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "mine"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		flags []string
		code  app.Code
		exit  int
		text  string
	}{
		{"wrong answer first", []string{"name=shop", "shape=winter", "food=soup"}, app.CodeInvalidAnswers, 2, "soup belongs to tent"},
		{"a pair that is not offered", []string{"name=shop", "shape=summer", "food=soup", "stove=false"}, app.CodeInvalidAnswers, 2, "soup needs a stove"},
		{"both frameworks' problems at once", []string{"name=A", "shape=winter", "food=soup", "colour=blue"}, app.CodeInvalidAnswers, 2, "blue"},
		{"no recommendation next", []string{"name=shop", "shape=unsure"}, app.CodeNoRecommendation, 6, "Too little is known"},
		{"the target last", []string{"name=shop", "shape=summer"}, app.CodeTargetInTheWay, 7, "mine"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := house().New(context.Background(), app.NewRequest{
				Sources: app.Sources{Flags: pairs(test.flags...)}, Path: occupied, Git: app.GitAuto,
			})
			var failure *app.Error
			if !errors.As(err, &failure) || failure.Code != test.code || failure.Exit != test.exit || !strings.Contains(failure.Error(), test.text) {
				t.Errorf("%+v", err)
			}
		})
	}
}

// TestEveryKeyThroughEveryWay gives each value of each key as a flag, as a
// variable, in a file and with --set: the same project comes out, and the JSON
// Schema knows the value.
func TestEveryKeyThroughEveryWay(t *testing.T) {
	t.Parallel()
	a := builtin(none)
	catalogue, err := a.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	data, err := catalogue.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for _, key := range catalogue.Keys() {
		if key.Flag == "" {
			continue
		}
		values := key.Values
		if len(values) == 0 {
			values = []answers.Value{{Value: "a-word", Frameworks: key.Frameworks}}
		}
		for _, value := range values {
			t.Run(key.Name+"="+value.Value, func(t *testing.T) {
				t.Parallel()
				if !strings.Contains(string(schema.Properties[key.Name]), `"`+value.Value+`"`) && len(key.Values) > 0 {
					t.Errorf("the schema does not know it: %s", schema.Properties[key.Name])
				}
				everyWay(t, key, value)
			})
		}
	}
}

func everyWay(t *testing.T, key answers.Key, value answers.Value) {
	t.Helper()
	framework := value.Frameworks[0]
	if key.Name == answers.KeyFramework {
		framework = value.Value
	}
	base := pairs("framework=" + framework)
	if key.Name == answers.KeyFramework {
		base = nil
	}
	one := answers.Pair{Key: key.Name, Text: value.Value}
	inEnv := func(name string) (string, bool) { return value.Value, name == key.Env }
	ways := []struct {
		origin  answers.Origin
		app     *app.App
		sources app.Sources
	}{
		{answers.OriginFlag, builtin(none), app.Sources{Flags: append(slices.Clone(base), one)}},
		{answers.OriginFlag, builtin(none), app.Sources{Flags: base, Sets: []string{key.Name + "=" + value.Value}}},
		{answers.OriginEnv, builtin(inEnv), app.Sources{Flags: base}},
		{answers.OriginConfig, builtin(none), app.Sources{Flags: base, Config: &app.File{Name: "c.yaml", Data: []byte(key.Name + ": " + value.Value + "\n")}}},
		{answers.OriginConfig, builtin(none), app.Sources{Flags: base, Config: &app.File{Name: "c.json", Data: []byte(`{"` + key.Name + `": "` + value.Value + `"}`)}}},
	}
	var first map[string]string
	for _, way := range ways {
		result, err := dry(t, way.app, way.sources)
		if err != nil {
			t.Fatalf("%s: %v", way.origin, err)
		}
		if item, ok := result.Answers[key.Name]; ok && (item.Value != value.Value || item.Origin != way.origin) {
			t.Errorf("%s: %+v", way.origin, item)
		}
		sums := map[string]string{}
		for _, f := range result.Files {
			if f.SHA256 != nil {
				sums[f.Path+" "+f.Mode] = *f.SHA256
			}
		}
		if first == nil {
			first = sums
		}
		for path, sum := range first {
			if sums[path] != sum || len(sums) != len(first) {
				t.Errorf("%s: %s differs from what the flag gives", way.origin, path)
			}
		}
	}
}

// TestDescriptionSurvives puts every awkward character into the description and
// looks for it in the files of both frameworks.
func TestDescriptionSurvives(t *testing.T) {
	t.Parallel()
	const text = `It's "odd": <% x %> {{ y }} {% z %} \ # $HOME 50 % é 😀`
	for _, framework := range []string{"django", "fastapi"} {
		dir := filepath.Join(t.TempDir(), "shop")
		_, err := builtin(none).New(context.Background(), app.NewRequest{
			Sources: app.Sources{Flags: pairs("framework="+framework, "description="+text)}, Path: dir, Git: app.GitOff,
		})
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, "pyproject.toml"))
		if err != nil {
			t.Fatal(err)
		}
		if want := `description = "It's \"odd\": <% x %> {{ y }} {% z %} \\ # $HOME 50 % é 😀"`; !strings.Contains(string(data), want) {
			t.Errorf("%s: pyproject.toml does not hold %s", framework, want)
		}
	}
}

func TestEveryFailureHasAnExitCode(t *testing.T) {
	t.Parallel()
	codes := []app.Code{
		app.CodeFailure, app.CodeUsage, app.CodeInvalidAnswers, app.CodeMissingAnswers, app.CodeNoRecommendation,
		app.CodeExistingCodebase, app.CodeTargetInTheWay, app.CodePack, app.CodeTemplate, app.CodeInterrupted, app.CodeTerminated,
	}
	want := []int{1, 2, 2, 2, 6, 6, 7, 8, 8, 130, 143}
	for i, code := range codes {
		if got := app.NewError(code, "").Exit; got != want[i] {
			t.Errorf("%s: %d, want %d", code, got, want[i])
		}
	}
}
