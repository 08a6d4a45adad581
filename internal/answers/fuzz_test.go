package answers

import (
	"slices"
	"testing"
)

// FuzzAnswers: whatever flags, --set, a variable, a prompt and a defaults file say
// about one key, the answers are values that exist, or located problems.
func FuzzAnswers(f *testing.F) {
	for _, seed := range [][6]string{
		{"jobs", "celery", "jobs=none", "arq", "python: 3.10\n", "shop"}, {"name", "Shop", "=x", "x", "name: a\n", "../x"}, {"framework", "fastapi", "reason=\u202e", "", "- a", "."},
		{"live_docs", "yes", "live_docs", "true", "jobs: &a [*a]", "con"}, {"db", "sqlite", "db=postgres", "none", "database: \"\\e[2J\"\n", ""}, {"", "", "", "", "", ""}, {"shape", "unsure", "shape=saas", "\x00", "shape: api", "\xff"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], seed[4], seed[5])
	}
	c := catalogue()
	f.Fuzz(func(t *testing.T, key, text, set, variable, defaults, argument string) {
		lookup := func(name string) (string, bool) {
			return variable, name == EnvPrefix+"JOBS" || name == EnvPrefix+"SHAPE"
		}
		a := c.Merge(locked,
			c.FromFlags([]Pair{{key, text}}, []string{set}), c.FromEnv(lookup), c.FromPrompt([]Pair{{key, variable}}),
			c.FromDefaults("d.yaml", []byte(defaults)), c.FromArgument(KeyName, argument))
		for _, framework := range c.Frameworks() {
			r := a.Resolve(stackOf(framework))
			for _, p := range append(slices.Clone(r.Problems), r.Warnings...) {
				if wrong := located(p); wrong != "" {
					t.Errorf("%s: %+v", wrong, p)
				}
			}
			for _, item := range r.Items {
				k, known := c.Key(item.Key)
				if !known || !slices.Contains(k.Allowed(framework), item.Value) {
					t.Errorf("%s has the value %q", item.Key, item.Value)
				}
			}
		}
		if name := a.Text(KeyName); name != "" && CheckName(name, locked) != nil {
			t.Errorf("the name %q is taken", name)
		}
		for _, p := range a.Missing("scaffold new", KeyName) {
			if wrong := located(p); wrong != "" {
				t.Errorf("%s: %+v", wrong, p)
			}
		}
		c.Command("scaffold new", "", a.Given())
	})
}
