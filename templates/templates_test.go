package templates_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/render"
	"scaffold/internal/yamlx"
	"scaffold/proof/cover"
	"scaffold/templates"
)

func stacks(t *testing.T) []*pack.Stack {
	t.Helper()
	list, err := pack.LoadStacks(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func matrix(t *testing.T) *choose.Matrix {
	t.Helper()
	data, err := fs.ReadFile(templates.FS, templates.MatrixFile)
	if err != nil {
		t.Fatal(err)
	}
	m, err := choose.Load(templates.MatrixFile, data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestEmbeddedFilesAreTheOnesInTheRepository guards against names that
// embedding leaves out and against files that were never added.
func TestEmbeddedFilesAreTheOnesInTheRepository(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", ".").Output()
	if err != nil {
		t.Skip("not a git checkout, or no git")
	}
	var want, got []string
	for file := range strings.Lines(string(out)) {
		if file = strings.TrimSpace(file); !strings.HasSuffix(file, ".go") {
			want = append(want, file)
		}
	}
	err = fs.WalkDir(templates.FS, ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			got = append(got, file)
		}
		if name := entry.Name(); err == nil && file != "." && (strings.HasPrefix(name, ".") || name == "vendor") {
			t.Errorf("%s: store dotfiles as dot_NAME, and use no folder called vendor", file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("embedded and in git differ:\n%v\n%v", got, want)
	}
}

func TestTemplatesPassTheStaticCheck(t *testing.T) {
	t.Parallel()
	for _, stack := range stacks(t) {
		for _, err := range render.Check(stack) {
			t.Errorf("%s: %v", stack.Framework, err)
		}
	}
}

// factors gives the shapes of products and the options of a stack.
func factors(stack *pack.Stack, m *choose.Matrix) (shape cover.Factor, options []cover.Factor) {
	for _, q := range m.Questions() {
		if q.Key == choose.ShapeKey {
			shape.Key = q.Key
			for _, v := range q.Values {
				shape.Values = append(shape.Values, v.Value)
			}
		}
	}
	for _, o := range stack.Options() {
		f := cover.Factor{Key: o.Key}
		for _, v := range o.Values {
			f.Values = append(f.Values, v.Value)
		}
		options = append(options, f)
	}
	return shape, options
}

// combinations gives assignments of the options and the product's shape in which
// every two of them meet, and every three values of three options.
func combinations(stack *pack.Stack, m *choose.Matrix) []map[string]string {
	shape, options := factors(stack, m)
	rows := cover.Pairs(append(slices.Clone(options), shape), nil)
	for i, one := range options {
		others := slices.Delete(slices.Clone(options), i, i+1)
		for _, value := range one.Values {
			for _, row := range cover.Pairs(others, nil) {
				row[one.Key], row[shape.Key] = value, shape.Values[0]
				rows = append(rows, row)
			}
		}
	}
	all, seen := []map[string]string{}, map[string]bool{}
	for _, row := range rows {
		key := fmt.Sprint(row) // maps print in the order of their keys
		if seen[key] {
			continue
		}
		seen[key] = true
		for _, q := range m.Questions() {
			if q.Key != shape.Key {
				row[q.Key] = choose.Unsure
			}
		}
		all = append(all, row)
	}
	return all
}

// TestCombinationsRender renders combinations of options and shapes: no error, no
// path that only differs by case, every YAML and JSON file can be read, and an
// option that is off leaves no trace.
func TestCombinationsRender(t *testing.T) {
	t.Parallel()
	m := matrix(t)
	for _, stack := range stacks(t) {
		t.Run(stack.Framework, func(t *testing.T) {
			t.Parallel()
			read, seen := map[string]bool{}, map[string]bool{}
			for _, values := range combinations(stack, m) {
				ctx := render.Context{Project: render.Project{Name: "my-app", Title: "My app", Database: "my_app", Description: `An "odd" <% one %> {{ it's }} é 😀`}}
				tree, err := render.Render(t.Context(), stack, values, ctx, render.Options{})
				if err != nil {
					t.Fatalf("%v: %v", values, err)
				}
				checkTree(t, values, tree, read)
				checkTraces(t, stack, values, tree, seen)
			}
		})
	}
}

func checkTree(t *testing.T, values map[string]string, tree pack.Tree, read map[string]bool) {
	t.Helper()
	folded := map[string]string{}
	for _, f := range tree {
		if other := folded[strings.ToLower(f.Path)]; other != "" {
			t.Errorf("%v: %s and %s differ by case only", values, f.Path, other)
		}
		folded[strings.ToLower(f.Path)] = f.Path
		sum := f.Path + f.SHA256()
		if read[sum] {
			continue
		}
		read[sum] = true
		binary := path.Ext(f.Path) == ".mo" // compiled translations
		if !binary && len(f.Data) > 0 && (f.Data[len(f.Data)-1] != '\n' || strings.HasSuffix(string(f.Data), "\n\n")) {
			t.Errorf("%v: %s does not end in exactly one line break", values, f.Path)
		}
		switch path.Ext(f.Path) {
		case ".json":
			if !json.Valid(f.Data) {
				t.Errorf("%v: %s is not JSON", values, f.Path)
			}
		case ".yaml", ".yml":
			if strings.HasPrefix(path.Base(f.Path), "compose") {
				continue // anchors and merge keys are usual there; the proof loads them
			}
			if _, problems := yamlx.Parse(yamlx.WhereTemplate, f.Path, f.Data); len(problems) > 0 {
				t.Errorf("%v: %v", values, problems)
			}
		}
	}
}

// traces are words of values of options that no project without them says; those of a|b
// belong to both.
var traces = map[string]map[string][]string{
	"jobs":          {"celery": {"celery", "redis"}, "django-tasks": {"django_tasks", "django-tasks", "dbtaskresult"}, "django-q2": {"django_q", "django-q", "q_cluster"}, "celery|django-tasks|django-q2": {"daily_jobs", "config.alive"}, "arq": {"arq"}, "taskiq": {"taskiq"}, "dramatiq": {"dramatiq"}, "arq|taskiq|dramatiq": {"redis"}},
	"api":           {"drf": {"rest_framework", "restframework", "spectacular", "openapi"}},
	"metrics":       {"prometheus": {"prometheus", "metrics"}},
	"database":      {"postgres": {"psycopg", "asyncpg"}},
	"auth":          {"users": {"fastapi_users", "fastapi-users", "mail_url", "mailer", "app_user"}, "oidc": {"oidc", "jwks", "signing_keys", "provider"}, "api-key": {"api_key", "apikey"}, "allauth": {"allauth", "adapters", "google", "github_client_id", "second factor", "sign_in"}, "django": {"axes", "lockout", "log-in"}},
	"admin":         {"sqladmin": {"sqladmin", "admin"}},
	"import_export": {"true": {"import_export", "import-export", "tablib"}},
	"debug_toolbar": {"true": {"toolbar"}},
	"ci":            {"gitlab": {"gitlab", "renovate"}, "github": {".github/", "dependabot"}},
}

// checkTraces looks for the words of values in a project that does without them.
func checkTraces(t *testing.T, stack *pack.Stack, values map[string]string, tree pack.Tree, seen map[string]bool) {
	t.Helper()
	for option, byValue := range traces {
		for value, list := range byValue {
			owners := strings.Split(value, "|")
			if o, ok := stack.Option(option); ok && o.Has(owners[0]) && !slices.Contains(owners, values[option]) {
				findWords(t, values, tree, option+"="+value, list, seen)
			}
		}
	}
}

func findWords(t *testing.T, values map[string]string, tree pack.Tree, off string, words []string, seen map[string]bool) {
	t.Helper()
	for _, f := range tree {
		if strings.HasPrefix(f.Path, "docs/adr/") || f.Path == ".gitignore" || f.Path == ".dockerignore" {
			continue
		}
		key := off + f.Path + f.SHA256()
		if seen[key] {
			continue
		}
		seen[key] = true
		text := strings.ToLower(f.Path + "\n" + string(f.Data))
		for _, word := range words {
			if containsWord(text, word) {
				t.Errorf("%v: %s is off, but %s says %q", values, off, f.Path, word)
			}
		}
	}
}

// containsWord finds a word that is no part of a longer one.
func containsWord(text, word string) bool {
	letter := func(b byte) bool { return b >= 'a' && b <= 'z' }
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		begin, end := at+i, at+i+len(word)
		if (begin == 0 || !letter(text[begin-1])) && (end == len(text) || !letter(text[end])) {
			return true
		}
		at = begin + 1
	}
}
