package answers

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"scaffold/internal/yamlx"
)

func compiled(t testing.TB, c *Catalogue) *jsonschema.Schema {
	t.Helper()
	data, err := c.Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler() // checks the schema against its meta-schema
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// accepts is the Go code's answer to a config file alone: when it names the
// framework, it is resolved for it.
func accepts(c *Catalogue, text string) (bool, yamlx.Problems) {
	a := c.Merge(nil, c.FromConfig("c.json", []byte(text)))
	problems := a.Problems()
	if framework, ok := a.Framework(); ok {
		problems = a.Resolve(stackOf(framework)).Problems
	}
	return len(problems) == 0, problems
}

// examples are config files, and whether they are right.
func examples() map[string]bool {
	long := strings.Repeat("é", 200)
	return map[string]bool{
		`{}`: true,
		`{"name": "shop", "shape": "saas", "version": 1}`:                 true,
		`{"name": "shop", "framework": "django", "reason": "we know it"}`: true,
		`{"version": 2}`:     false,
		`{"version": "1"}`:   false,
		`{"version": null}`:  false,
		`{"name": "Django"}`: false,
		`{"name": "my app"}`: false,
		`{"name": "a--b"}`:   false,
		`{"name": "con"}`:    false,
		`{"name": ""}`:       false,
		`{"name": "é"}`:      false,
		`{"name": "a\n"}`:    false,
		`{"name": "` + strings.Repeat("a", 40) + `"}`:                     true,
		`{"name": "` + strings.Repeat("a", 41) + `"}`:                     false,
		`{"name": ["shop"]}`:                                              false,
		`{"name": null}`:                                                  false,
		`{"description": ""}`:                                             true,
		`{"description": "it's {\"x\"} <% y %> 🚀"}`:                       true,
		`{"description": "` + long + `"}`:                                 true,
		`{"description": "` + long + `x"}`:                                false,
		`{"description": "a\nb"}`:                                         false,
		`{"description": "a\u2028b"}`:                                     false,
		`{"description": "a\u007fb"}`:                                     false,
		`{"reason": "a\tb"}`:                                              false,
		`{"shape": "Saas"}`:                                               false,
		`{"shape": "unsure"}`:                                             true,
		`{"shape": {"a": 1}}`:                                             false,
		`{"colour": "red"}`:                                               false,
		`{"live_docs": true}`:                                             true,
		`{"live_docs": false, "framework": "fastapi"}`:                    true,
		`{"live_docs": "true"}`:                                           true,
		`{"live_docs": "yes"}`:                                            false,
		`{"live_docs": 1}`:                                                false,
		`{"python": 3.13}`:                                                true,
		`{"python": "3.10"}`:                                              true,
		`{"python": "3.13", "framework": "django"}`:                       true,
		`{"python": 3.12}`:                                                false,
		`{"python": true}`:                                                false,
		`{"jobs": true}`:                                                  false,
		`{"jobs": "arq"}`:                                                 true,
		`{"jobs": "arq", "framework": "fastapi"}`:                         true,
		`{"jobs": "arq", "framework": "django"}`:                          false,
		`{"orm": "sqlmodel", "framework": "fastapi"}`:                     true,
		`{"orm": "sqlmodel", "framework": "django"}`:                      false,
		`{"api": "none", "framework": "fastapi"}`:                         false,
		`{"framework": "flask"}`:                                          false,
		`{"db": "sqlite"}`:                                                true,
		`{"db": "oracle"}`:                                                false,
		`{"ws": "redis", "framework": "fastapi"}`:                         true,
		`{"framework": "django", "jobs": "celery", "database": "sqlite"}`: false,
		`{"framework": "django", "jobs": "none", "database": "sqlite"}`:   true,
		`{"framework": "django", "jobs": "celery", "db": "sqlite"}`:       false,
		`{"framework": "django", "jobs": "celery", "shape": "prototype"}`: true,
		`{"framework": "fastapi", "jobs": "arq", "database": "sqlite"}`:   true,
		`["name"]`: false,
		`"name"`:   false,
	}
}

// The schema and the code accept and refuse the same files.
func TestSchemaAgreesWithTheCode(t *testing.T) {
	t.Parallel()
	c := catalogue()
	schema := compiled(t, c)
	for text, want := range examples() {
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		ok, problems := accepts(c, text)
		if ok != want {
			t.Errorf("%s: the code says %v: %v", text, ok, problems)
		}
		if invalid := schema.Validate(instance); (invalid == nil) != want {
			t.Errorf("%s: the schema says %v", text, invalid)
		}
	}
}

// Every value of every key, alone and for each framework, is in both or in none.
func TestSchemaAgreesOnEveryValue(t *testing.T) {
	t.Parallel()
	c := catalogue()
	schema := compiled(t, c)
	checked := 0
	for _, framework := range append([]string{""}, c.Frameworks()...) {
		for _, k := range c.Keys() {
			for _, value := range append(k.Allowed(""), "nothing-of-the-kind", "") {
				if k.Name == KeyFramework && framework != "" {
					continue
				}
				file := map[string]any{k.Name: value}
				if framework != "" {
					file[KeyFramework] = framework
				}
				text, err := json.Marshal(file)
				if err != nil {
					t.Fatal(err)
				}
				ok, problems := accepts(c, string(text))
				if invalid := schema.Validate(file); (invalid == nil) != ok {
					t.Errorf("%s: the code says %v, the schema %v", text, problems, invalid)
				}
				checked++
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d files checked", checked)
	}
}

func TestSchemaIsOrderedAndStable(t *testing.T) {
	t.Parallel()
	first, err := catalogue().Schema()
	if err != nil {
		t.Fatal(err)
	}
	second, err := catalogue().Schema()
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("two runs differ: %v", err)
	}
	at := -1
	for _, key := range append([]string{KeyVersion}, catalogue().keyNames()...) {
		next := strings.Index(string(first), "\n    \""+key+"\": {")
		if next <= at {
			t.Errorf("%q is not in the catalogue's place", key)
		}
		at = next
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	c := catalogue()
	want := []string{
		"name", "description", "framework", "reason", "shape", "callers", "back_office",
		"database", "python", "live_docs", "api", "jobs", "orm", "ws",
	}
	same(t, "keys", c.keyNames(), want)
	k, ok := c.Key("back_office")
	if !ok || k.Flag != "--back-office" || k.Env != "SCAFFOLD_BACK_OFFICE" || k.Kind != KindQuestion || k.Bool {
		t.Errorf("%+v", k)
	}
	if k, _ := c.Key("live_docs"); !k.Bool || !slices.Equal(k.Frameworks, []string{"django", "fastapi"}) {
		t.Errorf("%+v", k)
	}
	k, _ = c.Key("jobs")
	for value, frameworks := range map[string][]string{"celery": {"django"}, "arq": {"fastapi"}, "none": {"django", "fastapi"}} {
		if v, ok := k.Find(value); !ok || !slices.Equal(v.Frameworks, frameworks) || v.Label != "Label "+value || v.Help != "adds "+value {
			t.Errorf("jobs: %+v", v)
		}
	}
	if k, _ := c.Key("orm"); !slices.Equal(k.Frameworks, []string{"fastapi"}) {
		t.Errorf("%+v", k)
	}
	if k, ok := c.Key("db"); !ok || k.Name != "database" || !slices.Equal(k.Aliases, []string{"db"}) {
		t.Errorf("an alias leads to %+v", k)
	}
	if _, ok := c.Key("version"); ok {
		t.Error("version is a key of the config file only")
	}
	if k, _ := c.Key("framework"); !slices.Equal(k.Allowed(""), []string{"django", "fastapi"}) || k.Values[1].Label != "FastAPI" || k.Values[1].Help != "A FastAPI project." {
		t.Errorf("%+v", k)
	}
	flags := map[string]string{}
	for _, k := range c.Keys() {
		for _, name := range []string{k.Flag, k.Env} {
			if other := flags[name]; other != "" {
				t.Errorf("%s stands for %s and %s", name, other, k.Name)
			}
			flags[name] = k.Name
		}
	}
}

// Whatever stands in a file, the answer is a list of located problems or none,
// and a file without problems gives values that exist.
func FuzzConfig(f *testing.F) {
	for _, seed := range []string{
		"", "name: shop\nshape: saas\n", "jobs: [a]\n", "a: &x 1\nb: *x\n", "jobs: none\njobs: none\n", "---\na: 1\n---\nb: 2\n",
		"{\"name\": \"x\"}", "version: 2", "<<: {a: 1}", "name: !!binary aGk=\n", "? [a]\n: b\n", "shap: saas\n", "name:\n", "\xff", "a: \x00",
		"framework: django\norm: sqlmodel\njobs: celery\ndatabase: sqlite\n", "description: |\n  x\n  y\n", "- 1", "\t", "db: sqlite\ndatabase: postgres",
	} {
		f.Add([]byte(seed))
	}
	c := catalogue()
	f.Fuzz(func(t *testing.T, data []byte) {
		a := c.Merge(locked, c.FromConfig("c.yaml", data))
		for _, framework := range c.Frameworks() {
			r := a.Resolve(stackOf(framework))
			for _, p := range append(r.Problems, r.Warnings...) {
				if wrong := located(p); wrong != "" || p.File != "c.yaml" {
					t.Errorf("%s: %+v", wrong, p)
				}
			}
			for _, item := range r.Items {
				k, _ := c.Key(item.Key)
				if !slices.Contains(k.Allowed(framework), item.Value) {
					t.Errorf("%s has the value %q", item.Key, item.Value)
				}
			}
		}
		a.Missing("scaffold new", KeyName)
		c.Command("scaffold new", "", a.Given())
	})
}
