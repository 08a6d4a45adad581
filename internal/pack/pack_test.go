package pack

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"scaffold/internal/yamlx"
)

const head = "schema: 1\nname: up\nversion: 0.1.0\nrequires_tool: \">=0.1.0\"\n"

func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func TestManifestProblemsAreLocatedAndTogether(t *testing.T) {
	t.Parallel()
	manifest := `schema: 2
name: Up
version: "1"
requires_tool: 0.1.0
classes: [{glob: x, class: mine}]
lock: [{when: {a: b}, value: s}]
options:
  - key: jobs
    ask: 0123456789012345678901234567890123456789012345678901234567890
    help: h
    values: [{value: a, label: A, adds: x}, {value: a, label: A, adds: x}]
    default: [{id: r, value: c, because: b}, {id: r, when: {shape: api}, value: a, because: b}]
features:
  - {name: base, when: {jobs: a}}
  - name: Queue
    env: [{name: lower, meaning: m, required: always}]
`
	_, err := Load(files("up/pack.yaml", manifest), "up")
	var problems yamlx.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"up/pack.yaml:1:1: schema 2, this tool reads 1",
		`up/pack.yaml:1:1: the name "Up"`,
		`up/pack.yaml:1:1: the version "1"`,
		`up/pack.yaml:1:1: "0.1.0" is not of the form >=`,
		`up/pack.yaml:5:11: class "mine"`,
		"up/pack.yaml:6:8: the last row has a condition",
		"up/pack.yaml:8:5: option \"jobs\": the question has 61 columns",
		`up/pack.yaml:11:45: option "jobs": value "a" is empty or given twice`,
		`up/pack.yaml:12:15: option "jobs": default "c" is not one of its values`,
		`up/pack.yaml:12:15: option "jobs": exactly the last default row has no condition`,
		`up/pack.yaml:12:46: default row "r" is given twice`,
		`up/pack.yaml:12:46: option "jobs": exactly the last default row has no condition`,
		`up/pack.yaml:14:5: feature "base" is always on`,
		`up/pack.yaml:15:5: feature "Queue"`,
		`up/pack.yaml:16:11: environment variable "lower"`,
		`up/pack.yaml:16:11: required: "always"`,
	} {
		if !slices.ContainsFunc(problems, func(p yamlx.Problem) bool { return strings.HasPrefix(p.String(), want) }) {
			t.Errorf("missing: %s", want)
		}
	}
	if len(problems) != 16 {
		t.Errorf("%d problems:\n%v", len(problems), problems)
	}
}

// TestOptionNeedsValuesAndDefault: an option that nobody can answer would leave
// every project without a value for it.
func TestOptionNeedsValuesAndDefault(t *testing.T) {
	t.Parallel()
	for _, rest := range []string{
		"values: [], default: []", "values: [{value: d, label: e, adds: f}], default: []", "values: [], default: [{id: g, value: d, because: h}]",
	} {
		_, err := Load(files("up/pack.yaml", head+"options: [{key: a, ask: b, help: c, "+rest+"}]\n"), "up")
		if err == nil || !strings.Contains(err.Error(), `up/pack.yaml:5:11: option "a" has no values, or no default`) {
			t.Errorf("%s: %v", rest, err)
		}
	}
}

func TestUnknownManifestKey(t *testing.T) {
	t.Parallel()
	_, err := Load(files("up/pack.yaml", head+"optoins: []\n"), "up")
	if err == nil || err.Error() != `up/pack.yaml:5:1: unknown key "optoins"; did you mean "options"?` {
		t.Fatal(err)
	}
}

const below = `schema: 1
name: below
version: 0.2.0
requires_tool: ">=0.1.0"
executable: [run.sh]
root_only: [.ci/**]
classes: [{glob: "*.lock", class: managed}, {glob: "**/adr/*.md", class: seed}]
options:
  - {key: db, ask: q, help: h, values: [{value: a, label: A, adds: x}, {value: b, label: B, adds: y}], default: [{id: db-usual, value: a, because: z}]}
features:
  - {name: base}
  - {name: dba, when: {db: a}}
`

const above = `schema: 1
name: up
version: 0.1.0
requires_tool: ">=0.1.0"
extends: below
label: Up
classes: [{glob: own.lock, class: seed}]
lock: [{when: {jobs: q}, value: set-q}, {value: set}]
options:
  - {key: jobs, ask: q, help: h, values: [{value: q, label: Q, adds: x}, {value: none, label: N, adds: y}], default: [{id: jobs-usual, value: q, because: z}]}
refuse: [{id: no-pair, when: {db: b, jobs: q}, why: w, instead: {jobs: none}}]
features:
  - {name: base}
  - {name: queue, when: {jobs: q}}
`

func lockJSON(name string) string {
	return `{"schema":1,"python":">=3.12","packages":{"` + name + `":{"version":"1","hashes":["sha256:a"]}},"options":{"base":{"direct":[],"closure":["` + name + `"]}}}`
}

func TestStackJoinsPacks(t *testing.T) {
	t.Parallel()
	stacks, err := LoadStacks(files("x/pack.yaml", below, "y/pack.yaml", above,
		"y/locks/set.json", lockJSON("web"), "y/locks/set-q.json", lockJSON("web-queue")))
	if err != nil {
		t.Fatal(err)
	}
	if len(stacks) != 1 || stacks[0].Framework != "up" || stacks[0].Label != "Up" || len(stacks[0].Packs) != 2 {
		t.Fatalf("%+v", stacks)
	}
	s := stacks[0]
	if keys := []string{s.Options()[0].Key, s.Options()[1].Key}; !slices.Equal(keys, []string{"db", "jobs"}) {
		t.Error(keys)
	}
	if s.LockName(map[string]string{"jobs": "q"}) != "set-q" || s.LockName(map[string]string{"jobs": "none"}) != "set" {
		t.Error("lock rows")
	}
	for path, want := range map[string]Class{"own.lock": ClassSeed, "x.lock": ClassManaged, "docs/adr/1.md": ClassSeed, "a.py": ClassMerge} {
		if got := s.Class(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if !s.Executable("run.sh") || s.Executable("a.sh") || !s.RootOnly(".ci/a/b.yml") || s.RootOnly("a/.ci/b") {
		t.Error("modes or root-only globs")
	}
	for name, want := range map[string]bool{"web": true, "web-queue": true, "base": false, "closure": false, "we": false, "queue": false} {
		if s.Locks(name) != want {
			t.Errorf("%s: locked is not %t", name, want)
		}
	}
}

func TestStackProblems(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, below, above, want string }{
		{"missing pack", strings.Replace(below, "name: below", "name: other", 1), above, `pack "up" extends "below", which is not there`},
		{"option twice", below, strings.Replace(above, "key: jobs", "key: db", 1), `option "db" is already declared by pack "below"`},
		{"feature twice", below, strings.Replace(above, "name: queue", "name: dba", 1), `feature "dba" is already declared by pack "below"`},
		{"refusal of nothing", below, strings.Replace(above, "{jobs: none}", "{jobs: zero}", 1), `refusal "no-pair": jobs=zero is not an option with that value`},
		{"refusal of a value that is not there", below, strings.Replace(above, "{db: b, jobs: q}", "{db: z, jobs: q}", 1), `refusal "no-pair": db=z is not an option with that value`},
		{"refusal without an option", below, strings.Replace(above, "{db: b, jobs: q}", "{shape: saas}", 1), `refusal "no-pair": it names no option`},
		{"refusal without a way out", below, strings.Replace(above, "{jobs: none}", "{jobs: q}", 1), `refusal "no-pair": what it offers instead is refused by it too`},
		{"refusal with another way out", below, strings.Replace(above, "jobs: q}, why: w, instead: {jobs: none}", "jobs: {not: none}}, why: w, instead: {jobs: q}", 1), `refusal "no-pair": what it offers instead is refused by it too`},
		{"circle", below + "extends: up\n", above, `extends itself`},
		{"name twice", strings.Replace(below, "name: below", "name: up", 1), above, `pack "up" is already in x/pack.yaml`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := LoadStacks(files("x/pack.yaml", test.below, "y/pack.yaml", test.above))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestLockMustBeComplete(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{", `{"schema":2}`, `{"schema":1,"packages":{},"options":{"base":{"closure":["web"]}}}`, lockJSON("Web"), lockJSON("web_queue")} {
		if _, err := readLock(files("locks/s.json", text), "s"); err == nil || !strings.HasPrefix(err.Error(), "locks/s.json: ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestMatchGlob(t *testing.T) {
	t.Parallel()
	tests := []struct {
		glob, name string
		want       bool
	}{
		{"*.txt", "a.txt", true},
		{"*.txt", "b/a.txt", false},
		{"**/*.txt", "a.txt", true},
		{"**/*.txt", "b/c/a.txt", true},
		{".github/**", ".github/workflows/ci.yml", true},
		{".github/**", "x/.github/ci.yml", false},
		{"a/**/z", "a/z", true},
		{"a/**/z", "a/b/c/z", true},
		{"a/*/z", "a/b/c/z", false},
		{"[", "[", false},
	}
	for _, test := range tests {
		if got := MatchGlob(test.glob, test.name); got != test.want {
			t.Errorf("%s on %s: %v", test.glob, test.name, got)
		}
	}
}

func TestTreeDigestSeesPathsModesAndBytes(t *testing.T) {
	t.Parallel()
	base := Tree{{Path: "a", Data: []byte("x")}}
	for _, other := range []Tree{{{Path: "b", Data: []byte("x")}}, {{Path: "a", Data: []byte("y")}}, {{Path: "a", Data: []byte("x"), Executable: true}}, {}} {
		if base.Digest() == other.Digest() {
			t.Errorf("%v has the same digest", other)
		}
	}
}
