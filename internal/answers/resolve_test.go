package answers

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"scaffold/internal/yamlx"
)

func TestPrecedence(t *testing.T) {
	t.Parallel()
	c := catalogue()
	all := map[Origin]Source{
		OriginFlag:     c.FromFlags([]Pair{{"database", "sqlite"}}, nil),
		OriginEnv:      c.FromEnv(lookup("SCAFFOLD_DATABASE", "sqlite")),
		OriginConfig:   c.FromConfig("c", []byte("database: sqlite")),
		OriginArgument: c.FromArgument("database", "sqlite"),
		OriginPrompt:   c.FromPrompt([]Pair{{"database", "sqlite"}}),
		OriginDefaults: c.FromDefaults("d", []byte("database: sqlite")),
	}
	order := Origins()
	for strongest := range len(order) - 1 {
		var sources []Source // the weakest first: the order of the sources does not matter
		for _, origin := range slices.Backward(order[strongest:]) {
			sources = append(sources, all[origin])
		}
		r := c.Merge(nil, sources...).Resolve(stackOf("django"))
		item := r.ByKey()["database"]
		if item.Origin != order[strongest] || item.Value != "sqlite" || item.Row != "" {
			t.Errorf("%s is the strongest, but: %+v", order[strongest], item)
		}
	}
	item := c.Merge(nil).Resolve(stackOf("django")).ByKey()["database"]
	if want := (Item{"database", KindOption, "postgres", OriginDefault, "database-usual", "because of database-usual"}); item != want {
		t.Errorf("nothing given: %+v", item)
	}
}

func TestResolveFillsEverything(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		framework, config string
		presets           []Default
		want              []string
	}{
		"django": {"django", "shape: saas\napi: none", nil, []string{
			"shape saas config ", "callers unsure default ", "back_office unsure default ",
			"database postgres default database-usual", "python 3.13 default python-usual", "live_docs true default docs-usual",
			"api none config ", "jobs celery default jobs-usual",
		}},
		"fastapi": {"fastapi", "framework: fastapi\npython: 3.10", nil, []string{
			"shape unsure default ", "callers unsure default ", "back_office unsure default ",
			"database postgres default database-usual", "python 3.10 config ", "live_docs true default docs-usual",
			"jobs arq default jobs-usual", "orm sqlalchemy default orm-usual", "ws none default ws-usual",
		}},
		"a default sees the questions and the defaults before it": {"django", "shape: prototype", nil, []string{
			"shape prototype config ", "callers unsure default ", "back_office unsure default ",
			"database sqlite default database-prototype", "python 3.13 default python-usual", "live_docs true default docs-usual",
			"api drf default api-usual", "jobs none default jobs-website",
		}},
		"a default sees the options before it": {"django", "database: sqlite", nil, []string{
			"shape unsure default ", "callers unsure default ", "back_office unsure default ",
			"database sqlite config ", "python 3.13 default python-usual", "live_docs true default docs-usual",
			"api drf default api-usual", "jobs none default jobs-sqlite",
		}},
		"a preset stands before the rows": {"django", "", []Default{{"database", "sqlite", "here", "a test"}, {"api", "none", "here", "a test"}}, []string{
			"shape unsure default ", "callers unsure default ", "back_office unsure default ",
			"database sqlite default here", "python 3.13 default python-usual", "live_docs true default docs-usual",
			"api none default here", "jobs none default jobs-sqlite",
		}},
		"what was given stands before a preset": {"django", "api: drf", []Default{{"api", "none", "here", "a test"}}, []string{
			"shape unsure default ", "callers unsure default ", "back_office unsure default ",
			"database postgres default database-usual", "python 3.13 default python-usual", "live_docs true default docs-usual",
			"api drf config ", "jobs celery default jobs-usual",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := catalogue()
			r := c.Merge(locked, c.FromConfig("c.yaml", []byte(test.config))).Resolve(stackOf(test.framework), test.presets...)
			var got []string
			values := map[string]string{}
			for _, item := range r.Items {
				got = append(got, fmt.Sprintf("%s %s %s %s", item.Key, item.Value, item.Origin, item.Row))
				values[item.Key] = item.Value
			}
			same(t, "items", got, test.want)
			same(t, "problems", lines(r.Problems), []string{})
			if !maps.Equal(values, r.Values()) || len(r.ByKey()) != len(r.Items) || r.Framework != test.framework {
				t.Errorf("Values and ByKey say something else: %v", r.Values())
			}
		})
	}
}

func TestOptionsOfTheOtherFramework(t *testing.T) {
	t.Parallel()
	c := catalogue()
	for name, test := range map[string]struct {
		framework          string
		sources            []Source
		problems, warnings []string
		jobs               string
	}{
		"flags": {"django", []Source{c.FromFlags([]Pair{{"orm", "sqlmodel"}, {"jobs", "arq"}}, nil)}, []string{
			"--jobs: arq belongs to fastapi, not to django; choose another value, or settle on fastapi with --framework fastapi",
			"--orm: an option of fastapi, not of django; leave it out, or settle on fastapi with --framework fastapi",
		}, []string{}, "celery default"},
		"config, with other findings": {"django", []Source{c.FromConfig("c.yaml", []byte("orm: sqlmodel\ndatabase: oracle\njobs: arq\n"))}, []string{
			"c.yaml:1:6: orm: an option of fastapi, not of django; leave it out, or settle on fastapi with framework: fastapi",
			"c.yaml:2:11: database: \"oracle\" is not one of its values; for example `database: postgres`",
			"c.yaml:3:7: jobs: arq belongs to fastapi, not to django; choose another value, or settle on fastapi with framework: fastapi",
		}, []string{}, "celery default"},
		"environment warns, and the next one counts": {"django",
			[]Source{c.FromEnv(lookup("SCAFFOLD_ORM", "sqlmodel", "SCAFFOLD_JOBS", "arq")), c.FromConfig("c.yaml", []byte("jobs: none"))},
			[]string{}, []string{
				"SCAFFOLD_JOBS: arq belongs to fastapi, not to django; it is left aside",
				"SCAFFOLD_ORM: an option of fastapi, not of django; it is left aside",
			}, "none config"},
		"a stronger value hides it": {"django",
			[]Source{c.FromFlags([]Pair{{"jobs", "celery"}}, nil), c.FromConfig("c.yaml", []byte("jobs: arq"))},
			[]string{}, []string{}, "celery flag"},
		"defaults file: unused": {"django",
			[]Source{c.FromDefaults("d.yaml", []byte("orm: sqlmodel\njobs: arq"))},
			[]string{}, []string{}, "celery default"},
		"its own": {"fastapi", []Source{c.FromFlags([]Pair{{"orm", "sqlmodel"}, {"jobs", "arq"}}, nil)}, []string{}, []string{}, "arq flag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := c.Merge(locked, test.sources...).Resolve(stackOf(test.framework))
			same(t, "problems", lines(r.Problems), test.problems)
			same(t, "warnings", lines(r.Warnings), test.warnings)
			if item := r.ByKey()["jobs"]; item.Value+" "+string(item.Origin) != test.jobs {
				t.Errorf("jobs: %+v, want %s", item, test.jobs)
			}
			if unused := test.sources[0].Given; name == "defaults file: unused" && !slices.Equal(r.Unused, []Given{unused[1], unused[0]}) {
				t.Errorf("unused: %+v", r.Unused)
			}
		})
	}
	r := c.Merge(nil, c.FromFlags([]Pair{{"jobs", "arq"}}, nil)).Resolve(stackOf("django"))
	if got := r.Problems[0].Allowed; !slices.Equal(got, []string{"celery", "none"}) {
		t.Errorf("allowed for django: %v", got)
	}
}

func TestReasonWithoutFrameworkWarns(t *testing.T) {
	t.Parallel()
	c := catalogue()
	a := c.Merge(nil, c.FromFlags([]Pair{{"reason", "we know it"}}, nil))
	same(t, "warnings", lines(a.Resolve(stackOf("django")).Warnings), []string{
		"--reason: a reason is kept only when a framework is given too; add --framework django",
	})
	a = c.Merge(nil, c.FromFlags([]Pair{{"reason", "we know it"}}, nil), c.FromConfig("c", []byte("framework: django")))
	same(t, "warnings", lines(a.Resolve(stackOf("django")).Warnings), []string{})
}

func TestWhatTheDecisionSees(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config    string
		questions map[string]string
		framework string
		decidable bool
	}{
		{"shape: saas\ncallers: unsure\njobs: nonsense\nname: X", map[string]string{"shape": "saas", "callers": "unsure"}, "", true},
		{"shape: sas\nframework: django", map[string]string{}, "django", false},
		{"shap: saas", map[string]string{}, "", false}, // a slip, not a missing answer
		{"framework: flask", map[string]string{}, "", false},
		{"framework: Django", map[string]string{}, "", false},
		{"", map[string]string{}, "", true},
	} {
		c := catalogue()
		a := c.Merge(nil, c.FromConfig("c", []byte(test.config)))
		framework, _ := a.Framework()
		if !maps.Equal(a.Questions(), test.questions) || framework != test.framework || a.Decidable() != test.decidable {
			t.Errorf("%q: %v %q %v", test.config, a.Questions(), framework, a.Decidable())
		}
	}
}

func TestProblemsComeInOrderOfPlace(t *testing.T) {
	t.Parallel()
	c := catalogue()
	a := c.Merge(nil,
		c.FromConfig("c", []byte("jobs: x\napi: x")), c.FromEnv(lookup("SCAFFOLD_API", "x")),
		c.FromFlags([]Pair{{"api", "x"}}, nil), c.FromArgument("name", "X"), c.FromPrompt([]Pair{{"shape", "x"}}))
	var got []yamlx.Where
	for _, p := range a.Problems() {
		got = append(got, p.Where)
	}
	want := []yamlx.Where{yamlx.WhereArgument, yamlx.WhereFlag, yamlx.WhereEnv, yamlx.WhereConfig, yamlx.WhereConfig, yamlx.WherePrompt}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	a.Problems()[0].Message = "changed"
	if a.Problems()[0].Message == "changed" {
		t.Error("the caller can change the answers' own list")
	}
}
