package answers

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestMissing(t *testing.T) {
	t.Parallel()
	const (
		name  = "name is missing: give PATH or --name NAME, the environment variable SCAFFOLD_NAME, or `name:` in a config file"
		shape = "shape or framework is missing: give --shape VALUE or --framework VALUE, the environment variable SCAFFOLD_SHAPE or SCAFFOLD_FRAMEWORK, or `shape:` or `framework:` in a config file"
	)
	for label, test := range map[string]struct {
		pairs    []Pair
		required []string
		want     []string
	}{
		"nothing": {nil, []string{KeyName}, []string{
			name + "; for example: scaffold new my-app --shape saas", shape + "; for example: scaffold new my-app --shape saas",
		}},
		"the rest is kept":             {[]Pair{{"jobs", "none"}, {"name", "shop"}}, []string{KeyName}, []string{shape + "; for example: scaffold new shop --shape saas --jobs none"}},
		"only the name":                {[]Pair{{"framework", "fastapi"}}, []string{KeyName}, []string{name + "; for example: scaffold new my-app --framework fastapi"}},
		"unsure is an answer":          {[]Pair{{"shape", "unsure"}, {"name", "shop"}}, []string{KeyName}, []string{}},
		"wrong is not missing":         {[]Pair{{"shape", "sas"}, {"name", "X"}}, []string{KeyName}, []string{}},
		"a decision needs no name":     {nil, nil, []string{shape + "; for example: scaffold new --shape saas"}},
		"a slip is not missing":        {[]Pair{{"shap", "saas"}, {"nmae", "x"}}, []string{KeyName}, []string{}},
		"the example is complete":      {[]Pair{{"name", "X"}}, []string{KeyName}, []string{shape + "; for example: scaffold new my-app --shape saas"}},
		"also when the shape is wrong": {[]Pair{{"shape", "sas"}}, []string{KeyName}, []string{name + "; for example: scaffold new my-app --shape saas"}},
		"wrong values are not shown":   {[]Pair{{"jobs", "x"}, {"name", "shop"}}, []string{KeyName}, []string{shape + "; for example: scaffold new shop --shape saas"}},
	} {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			c := catalogue()
			problems := c.Merge(locked, c.FromFlags(test.pairs, nil)).Missing("scaffold new", test.required...)
			same(t, "missing", lines(problems), test.want)
			for _, p := range problems {
				if located(p) != "" || p.Key == "" {
					t.Errorf("%s: %+v", located(p), p)
				}
			}
		})
	}
}

// The command says the same as the values it was made of, through any of the
// four ways a key can be given.
func TestEveryKeyThroughEveryWay(t *testing.T) {
	t.Parallel()
	c := catalogue()
	for _, k := range c.Keys() {
		values := k.Allowed("")
		if len(values) == 0 {
			values = []string{"my-app"}
		}
		for _, value := range values {
			for way, s := range map[string]Source{
				"flag":   c.FromFlags([]Pair{{k.Name, value}}, nil),
				"set":    c.FromFlags(nil, []string{k.Name + "=" + value}),
				"env":    c.FromEnv(lookup(k.Env, value)),
				"config": c.FromConfig("c", []byte(k.Name+": "+value)),
				"json":   c.FromConfig("c", []byte(`{"`+k.Name+`": "`+value+`"}`)),
			} {
				a := c.Merge(locked, s)
				if len(a.Problems()) > 0 || a.Text(k.Name) != value {
					t.Errorf("%s by %s: %q, %v", k.Name, way, a.Text(k.Name), a.Problems())
				}
				want := "new " + k.Flag + " " + value
				if k.Name == KeyName {
					want = "new " + value
				}
				if got := c.Command("new", "", a.Given()); got != want {
					t.Errorf("command %q, want %q", got, want)
				}
			}
		}
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	c := catalogue()
	a := c.Merge(nil,
		c.FromConfig("c", []byte("jobs: celery\nshape: saas\ndescription: \"it's\"\n")),
		c.FromFlags([]Pair{{"name", "shop"}, {"reason", "--why"}, {"back_office", "day-one"}}, nil),
		c.FromEnv(lookup("SCAFFOLD_DB", "sqlite", "SCAFFOLD_ORM", "sqlmodel")),
	)
	r := a.Resolve(stackOf("django"))
	want := `scaffold new shop --description 'it'\''s' --reason=--why --shape saas --back-office day-one --database sqlite --jobs celery`
	if got := c.Command("scaffold new", "", r.Given); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// What PATH says is not said twice, and what a defaults file says not at all.
func TestCommandWithPath(t *testing.T) {
	t.Parallel()
	c := catalogue()
	defaults := c.FromDefaults("d.yaml", []byte("shape: saas\njobs: none\n"))
	for path, test := range map[string]struct {
		source Source
		want   string
	}{
		"deep/shop": {c.FromArgument(KeyName, "shop"), "new deep/shop --callers browsers"},
		"my shop":   {c.FromPrompt([]Pair{{"name", "my-shop"}}), "new 'my shop' --name my-shop --callers browsers"},
		"-x":        {c.FromFlags([]Pair{{"name", "x"}}, nil), "new ./-x --name x --callers browsers"},
		"":          {c.FromFlags([]Pair{{"name", "x"}}, nil), "new x --callers browsers"},
	} {
		a := c.Merge(nil, test.source, defaults, c.FromPrompt([]Pair{{"callers", "browsers"}}))
		if got := c.Command("new", path, a.Given()); got != test.want {
			t.Errorf("%q: %s, want %s", path, got, test.want)
		}
	}
}

func TestSettledLeavesOutWhatIsPreset(t *testing.T) {
	t.Parallel()
	c := catalogue()
	a := c.Merge(nil, c.FromDefaults("d.yaml", []byte("shape: saas\ncallers: browsers\n")), c.FromFlags([]Pair{{"callers", "unsure"}}, nil))
	if got := a.Settled(); len(got) != 1 || got["callers"] != "unsure" {
		t.Errorf("settled: %v", got)
	}
	if got := a.Questions(); len(got) != 2 || got["shape"] != "saas" {
		t.Errorf("answered: %v", got)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	words := []string{"", "plain-1.2_x/y", "two words", "it's", `"`, "$HOME", "`id`", "a;b", "a&b", "*", "~", "#", "!", "(", "a\\b", "é", "🚀", "''", "-x", "a=b", "{a,b}", "a\tb", "<% x %>"}
	for _, word := range words {
		if strings.ContainsAny(word, " '\"$`;&*~#!(\\{<\t") && !strings.HasPrefix(Quote(word), "'") {
			t.Errorf("%q is not quoted: %s", word, Quote(word))
		}
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no POSIX shell on this machine")
	}
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = Quote(word)
	}
	out, err := exec.Command(sh, "-c", `printf '%s\n' `+strings.Join(quoted, " ")).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"); !slices.Equal(got, words) {
		t.Errorf("the shell reads %q", got)
	}
}
