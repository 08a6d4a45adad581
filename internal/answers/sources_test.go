package answers

import (
	"slices"
	"strings"
	"testing"

	"scaffold/internal/yamlx"
)

func TestConfigProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"right":       {"name: shop\nshape: saas\nversion: 1\n", []string{}},
		"empty":       {"", []string{}},
		"json":        {`{"name": "shop", "live_docs": true, "python": 3.13}`, []string{}},
		"source text": {"python: 3.10\n", []string{}},
		"several at once": {
			"name: Django\nshap: saas\njobs: cellery\nback_office: [later]\nlive_docs: {a: b}\ncallers:\nversion: 2\n",
			[]string{
				`c.yaml:1:7: the name "Django" is not valid: ` + nameRule + `; for example name: django-app-2`,
				`c.yaml:2:1: unknown key "shap"; did you mean "shape"?`,
				`c.yaml:3:7: jobs: "cellery" is not one of its values; did you mean "celery"?`,
				"c.yaml:4:14: back_office: a single value is expected, this is a list; for example `back_office: day-one`",
				"c.yaml:5:12: live_docs: a single value is expected, this is a mapping; for example `live_docs: true`",
				"c.yaml:6:9: callers: no value is given; for example `callers: browsers`",
				"c.yaml:7:10: version: the form of this file has version 1, no other is known; write `version: 1`, or leave the key out",
			},
		},
		"quoted version": {"version: \"1\"\n", []string{"c.yaml:1:10: version: the form of this file has version 1, no other is known; write `version: 1`, or leave the key out"}},
		"case":           {"Jobs: celery\njobs: Celery\n", []string{`c.yaml:1:1: unknown key "Jobs"; did you mean "jobs"?`, `c.yaml:2:7: jobs: "Celery" is not one of its values; did you mean "celery"? values are case-sensitive`}},
		"dash":           {"back-office: later\n", []string{`c.yaml:1:1: unknown key "back-office"; did you mean "back_office"?`}},
		"not near":       {"zzzzzzzz: 1\njobs: kafka-streams\n", []string{`c.yaml:1:1: unknown key "zzzzzzzz"`, "c.yaml:2:7: jobs: \"kafka-streams\" is not one of its values; for example `jobs: celery`"}},
		"boolean words":  {"live_docs: yes\n", []string{`c.yaml:1:12: live_docs: "yes" is not one of its values; did you mean "true"?`}},
		"null name":      {"name: null\ndescription: ~\n", []string{"c.yaml:1:7: name: no value is given; write a value, or leave the key out", "c.yaml:2:14: description: no value is given; write a value, or leave the key out"}},
		"list":           {"- a\n", []string{"c.yaml:1:1: one flat mapping of keys to values is expected, this is a list; write one `key: value` per line"}},
		"alias twice":    {"database: postgres\ndb: sqlite\n", []string{`c.yaml:2:5: db: "sqlite" is given, but database is already "postgres"; keep one of the two`}},
		"line break":     {"description: |\n  a\n  b\n", []string{"c.yaml:1:14: the description has a line break: it is one line; write it in one line"}},
		"duplicate":      {"jobs: none\njobs: none\n", []string{`c.yaml:2:1: key "jobs" is already given on line 1; keep one of the two`}},
		"nul":            {"jobs: \x00\n", []string{"c.yaml:1:7: a NUL byte: this is not a text file"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := catalogue()
			a := c.Merge(locked, c.FromConfig("c.yaml", []byte(test.text)))
			same(t, "problems", lines(a.Problems()), test.want)
			for _, p := range a.Problems() {
				if p.Where != yamlx.WhereConfig || p.Allowed == nil {
					t.Errorf("%+v: the place and a list of allowed values are always there", p)
				}
			}
		})
	}
}

// Findings about the form of the file and about its content come together,
// as far as the parser gives what it could read.
func TestConfigFormAndContentTogether(t *testing.T) {
	t.Parallel()
	const text = "jobs: nine\njobs: none\nshap: &x saas\ncallers: *x\n"
	c := catalogue()
	a := c.Merge(nil, c.FromConfig("c.yaml", []byte(text)))
	want := []string{
		`c.yaml:1:7: jobs: "nine" is not one of its values; did you mean "none"?`,
		`c.yaml:2:1: key "jobs" is already given on line 1; keep one of the two`,
		`c.yaml:3:1: unknown key "shap"; did you mean "shape"?`,
		"c.yaml:3:7: an anchor (&x); write the value out where it is needed",
		"c.yaml:4:10: an alias (*x); write the value out",
	}
	if v, _ := yamlx.Parse(yamlx.WhereConfig, "c.yaml", []byte(text)); v == nil {
		want = []string{want[1], want[3], want[4]}
	}
	same(t, "problems", lines(a.Problems()), want)
}

func TestFlagProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pairs []Pair
		sets  []string
		want  []string
	}{
		"right":           {[]Pair{{"jobs", "celery"}}, []string{"database=sqlite"}, []string{}},
		"twice the same":  {[]Pair{{"jobs", "celery"}, {"jobs", "celery"}}, nil, []string{}},
		"twice":           {[]Pair{{"back_office", "later"}, {"back_office", "never"}}, nil, []string{`--back-office: "never" is given, but --back-office is already "later"; keep one of the two`}},
		"flag and set":    {[]Pair{{"jobs", "celery"}}, []string{"jobs=none"}, []string{`--set jobs: "none" is given, but --jobs is already "celery"; keep one of the two`}},
		"set without =":   {nil, []string{"jobs"}, []string{`--set: "jobs" is not KEY=VALUE; for example --set database=postgres`}},
		"set without key": {nil, []string{"=none"}, []string{`--set: "=none" is not KEY=VALUE; for example --set database=postgres`}},
		"set unknown":     {nil, []string{"jbos=none"}, []string{`--set: unknown key "jbos"; did you mean "jobs"?`}},
		"set version":     {nil, []string{"version=1"}, []string{`--set: unknown key "version"`}},
		"value with =":    {nil, []string{"description=a=b"}, []string{}},
		"empty value":     {[]Pair{{"jobs", ""}}, nil, []string{"--jobs: \"\" is not one of its values; for example `--jobs celery`"}},
		"empty text":      {[]Pair{{"description", ""}}, nil, []string{}},
		"several": {[]Pair{{"jobs", "x-x-x-x-x"}, {"shape", "API"}}, []string{"oops"}, []string{
			"--jobs: \"x-x-x-x-x\" is not one of its values; for example `--jobs celery`",
			`--shape: "API" is not one of its values; did you mean "api"? values are case-sensitive`,
			`--set: "oops" is not KEY=VALUE; for example --set database=postgres`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := catalogue()
			a := c.Merge(locked, c.FromFlags(test.pairs, test.sets))
			same(t, "problems", lines(a.Problems()), test.want)
		})
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	c := catalogue()
	s := c.FromEnv(lookup("SCAFFOLD_JOBS", "none", "SCAFFOLD_SHAPE", "", "SCAFFOLD_BACK_OFFICE", "sometimes", "SCAFFOLD_NO_INPUT", "1", "JOBS", "x", "SCAFFOLD_DB", "sqlite"))
	want := []Given{
		{Key: "database", Text: "sqlite", Origin: OriginEnv, Label: "SCAFFOLD_DB"},
		{Key: "jobs", Text: "none", Origin: OriginEnv, Label: "SCAFFOLD_JOBS"},
	}
	if !slices.Equal(s.Given, want) {
		t.Errorf("given: %+v, want %+v", s.Given, want)
	}
	same(t, "problems", lines(s.Problems), []string{
		"SCAFFOLD_BACK_OFFICE: \"sometimes\" is not one of its values; for example `SCAFFOLD_BACK_OFFICE=day-one`",
	})
	same(t, "warnings", lines(s.Warnings), []string{
		"SCAFFOLD_DB: this key is called database now; write `SCAFFOLD_DATABASE=sqlite`",
	})
}

func TestDefaultsHoldQuestionsAndOptionsOnly(t *testing.T) {
	t.Parallel()
	c := catalogue()
	s := c.FromDefaults("d.yaml", []byte("name: x\nframework: django\njobs: none\nnme: y\n"))
	same(t, "problems", lines(s.Problems), []string{
		"d.yaml:1:7: name: a defaults file holds questions and options only; leave the key out",
		"d.yaml:2:12: framework: a defaults file holds questions and options only; leave the key out",
		`d.yaml:4:1: unknown key "nme"`,
	})
	if len(s.Given) != 1 || s.Given[0].Key != "jobs" || s.Problems[0].Where != yamlx.WhereDefaults {
		t.Errorf("given %+v, first problem in %q", s.Given, s.Problems[0].Where)
	}
}

func TestDeprecatedKeyWarns(t *testing.T) {
	t.Parallel()
	c := catalogue()
	s := c.FromConfig("c.yaml", []byte("ws: redis\n"))
	same(t, "warnings", lines(s.Warnings), []string{"c.yaml:1:5: ws: this key goes away; use jobs"})
	if len(s.Problems) != 0 || len(s.Given) != 1 {
		t.Errorf("a deprecated key still counts: %+v", s)
	}
}

func TestAllowedValuesAreListed(t *testing.T) {
	t.Parallel()
	c := catalogue()
	s := c.FromFlags([]Pair{{"jobs", "x"}}, []string{"nothing-like-it=1"})
	if got := s.Problems[0].Allowed; !slices.Equal(got, []string{"celery", "none", "arq"}) {
		t.Errorf("values: %v", got)
	}
	if got := s.Problems[1].Allowed; !slices.Equal(got, c.keyNames()) {
		t.Errorf("keys: %v", got)
	}
}

func TestLongValuesAreShortenedInMessages(t *testing.T) {
	t.Parallel()
	c := catalogue()
	long := strings.Repeat("x", 5000)
	s := c.FromFlags([]Pair{{"jobs", long}, {"name", long}}, []string{long})
	for _, p := range c.Merge(nil, s).Problems() {
		if len(p.Message) > 300 {
			t.Errorf("a message of %d bytes", len(p.Message))
		}
	}
}
