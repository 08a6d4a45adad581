package answers

import (
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// locked are the names a project may not have in these tests.
func locked(name string) bool {
	return slices.Contains([]string{"django", "celery", "fastapi", "django-app"}, name)
}

func one(words ...string) yamlx.Match { return yamlx.Match{In: words} }

func option(key string, rows []pack.DefaultRow, values ...string) pack.Option {
	o := pack.Option{Key: key, Ask: "Which " + key + "?", Help: "Help for " + key + ".", Default: rows}
	for _, v := range values {
		o.Values = append(o.Values, pack.OptionValue{Value: v, Label: "Label " + v, Adds: "adds " + v})
	}
	return o
}

func usual(id, value string) pack.DefaultRow {
	return pack.DefaultRow{ID: id, Value: value, Because: "because of " + id}
}

func row(id, value string, when yamlx.Condition) pack.DefaultRow {
	r := usual(id, value)
	r.When = yamlx.Conditions{when}
	return r
}

// stacks gives two small stacks: every kind of option, and one combination that
// is not offered.
func stacks() (django, fastapi *pack.Stack) {
	database := option("database", []pack.DefaultRow{
		row("database-prototype", "sqlite", yamlx.Condition{"shape": one("prototype")}),
		usual("database-usual", "postgres"),
	}, "postgres", "sqlite")
	database.Aliases = []string{"db"}
	shared := &pack.Pack{Name: "shared", Options: []pack.Option{
		database,
		option("python", []pack.DefaultRow{usual("python-usual", "3.13")}, "3.10", "3.13"),
		option("live_docs", []pack.DefaultRow{usual("docs-usual", "true")}, "true", "false"),
	}}
	jobs := option("jobs", []pack.DefaultRow{
		row("jobs-website", "none", yamlx.Condition{"shape": one("website", "prototype")}),
		row("jobs-sqlite", "none", yamlx.Condition{"database": one("sqlite")}),
		usual("jobs-usual", "celery"),
	}, "celery", "none")
	djangoPack := &pack.Pack{Name: "django", Label: "Django", Summary: "A Django project.", Options: []pack.Option{
		option("api", []pack.DefaultRow{usual("api-usual", "drf")}, "drf", "none"),
		jobs,
	}, Refuse: []pack.Refusal{{
		ID: "jobs-need-server", When: yamlx.Condition{"jobs": one("celery"), "database": one("sqlite")},
		Why: "a SQLite file cannot be shared with a worker", Instead: map[string]string{"database": "postgres"},
	}}}
	old := option("ws", []pack.DefaultRow{usual("ws-usual", "none")}, "none", "redis")
	old.Deprecated = "use jobs"
	fastapiPack := &pack.Pack{Name: "fastapi", Label: "FastAPI", Summary: "A FastAPI project.", Options: []pack.Option{
		option("jobs", []pack.DefaultRow{usual("jobs-usual", "arq")}, "arq", "none"),
		option("orm", []pack.DefaultRow{usual("orm-usual", "sqlalchemy")}, "sqlalchemy", "sqlmodel"),
		old,
	}}
	django = &pack.Stack{Framework: "django", Label: "Django", Packs: []*pack.Pack{shared, djangoPack}}
	fastapi = &pack.Stack{Framework: "fastapi", Label: "FastAPI", Packs: []*pack.Pack{shared, fastapiPack}}
	return django, fastapi
}

func question(key string, values ...string) Question {
	q := Question{Key: key, Ask: "Ask " + key + "?", Help: "Help for " + key + "."}
	for _, v := range values {
		q.Values = append(q.Values, Value{Value: v, Label: "Label " + v, Help: "help " + v})
	}
	return q
}

func catalogue() *Catalogue {
	django, fastapi := stacks()
	return BuildCatalogue([]Question{
		question("shape", "saas", "marketplace", "website", "api", "realtime", "prototype", "unsure"),
		question("callers", "browsers", "software", "unsure"),
		question("back_office", "day-one", "later", "never", "unsure"),
	}, []*pack.Stack{django, fastapi})
}

func stackOf(framework string) *pack.Stack {
	django, fastapi := stacks()
	if framework == "fastapi" {
		return fastapi
	}
	return django
}

// lookup gives an environment.
func lookup(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func lines(problems yamlx.Problems) []string {
	out := []string{}
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

// same compares lists line by line, so that a difference can be read.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got: %s\nwant: %s", what, strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}
