package answers

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

const sqliteWithCelery = "database=sqlite with jobs=celery is not offered: a SQLite file cannot be shared with a worker; the nearest that is: "

func TestRefusedCombination(t *testing.T) {
	t.Parallel()
	c := catalogue()
	for name, test := range map[string]struct {
		sources []Source
		want    []string
	}{
		"flags":  {[]Source{c.FromFlags([]Pair{{"jobs", "celery"}, {"database", "sqlite"}}, nil)}, []string{sqliteWithCelery + "--database postgres"}},
		"env":    {[]Source{c.FromEnv(lookup("SCAFFOLD_JOBS", "celery", "SCAFFOLD_DATABASE", "sqlite"))}, []string{sqliteWithCelery + "SCAFFOLD_DATABASE=postgres"}},
		"config": {[]Source{c.FromConfig("c", []byte("database: sqlite\njobs: celery\n"))}, []string{"c:2:7: " + sqliteWithCelery + "database: postgres"}},
		"prompt": {[]Source{c.FromPrompt([]Pair{{"database", "sqlite"}, {"jobs", "celery"}})}, []string{sqliteWithCelery + "database=postgres"}},
		"told where the stronger one is": {
			[]Source{c.FromConfig("c", []byte("jobs: celery\n")), c.FromFlags([]Pair{{"database", "sqlite"}}, nil)}, []string{sqliteWithCelery + "--database postgres"},
		},
		"with another problem": {[]Source{c.FromConfig("c", []byte("database: sqlite\njobs: celery\ncallers: all\n"))}, []string{
			"c:2:7: " + sqliteWithCelery + "database: postgres", "c:3:10: callers: \"all\" is not one of its values; for example `callers: browsers`",
		}},
		"a default gives way": {[]Source{c.FromConfig("c", []byte("jobs: celery\nshape: prototype\n"))}, []string{}},
		"offered":             {[]Source{c.FromConfig("c", []byte("database: sqlite\n"))}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, "problems", lines(c.Merge(locked, test.sources...).Resolve(stackOf("django")).Problems), test.want)
		})
	}
	r := c.Merge(nil, c.FromConfig("c", []byte("database: sqlite\n"))).Resolve(stackOf("fastapi"))
	same(t, "the other framework does not refuse", lines(r.Problems), []string{})
}

// What was given for a later option is known to the default of an earlier one,
// and the origin says what the default gave way to.
func TestDefaultsGiveWay(t *testing.T) {
	t.Parallel()
	c := catalogue()
	r := c.Merge(nil, c.FromFlags([]Pair{{"jobs", "celery"}, {"shape", "prototype"}}, nil)).Resolve(stackOf("django"))
	want := Item{"database", KindOption, "postgres", OriginDefault, "jobs-need-server", "a SQLite file cannot be shared with a worker"}
	if got := r.ByKey()["database"]; got != want {
		t.Errorf("%+v", got)
	}
	r = c.Merge(nil, c.FromFlags([]Pair{{"jobs", "celery"}}, nil), c.FromDefaults("d", []byte("database: sqlite"))).Resolve(stackOf("django"))
	same(t, "problems", lines(r.Problems), []string{})
	if got := r.ByKey()["database"]; got.Value != "postgres" || got.Row != "database-usual" {
		t.Errorf("a defaults file: %+v", got)
	}
	if len(r.Unused) != 1 || r.Unused[0].Key != "database" || slices.ContainsFunc(r.Given, func(g Given) bool { return g.Key == "database" }) {
		t.Errorf("unused: %+v, given: %+v", r.Unused, r.Given)
	}
	r = c.Merge(nil, c.FromDefaults("d", []byte("jobs: celery")), c.FromFlags([]Pair{{"shape", "prototype"}}, nil)).Resolve(stackOf("django"))
	if got := r.Values(); got["jobs"] != "celery" || got["database"] != "postgres" || len(r.Unused) > 0 {
		t.Errorf("a default gives way before a defaults file does: %v", got)
	}
	preset := Default{"database", "sqlite", "inside-repository", "it is inside"}
	r = c.Merge(nil, c.FromFlags([]Pair{{"shape", "saas"}}, nil)).Resolve(stackOf("django"), preset)
	if got := r.ByKey()["database"]; got.Row != "inside-repository" || r.Values()["jobs"] != "none" {
		t.Errorf("a preset does not give way: %v", r.Values())
	}
	r = c.Merge(nil, c.FromFlags([]Pair{{"jobs", "celery"}}, nil)).Resolve(stackOf("django"), preset)
	same(t, "a preset against a flag", lines(r.Problems), []string{sqliteWithCelery + "--database postgres"})
}

// chain is a stack of three options in which two refusals leave x=1 with z=1
// impossible, since y can be neither of its values; w is in no refusal.
func chain() *pack.Stack {
	refusal := func(id string, when yamlx.Condition, instead map[string]string) pack.Refusal {
		return pack.Refusal{ID: id, When: when, Why: "of " + id, Instead: instead}
	}
	return &pack.Stack{Framework: "django", Label: "Django", Packs: []*pack.Pack{{Name: "django", Label: "Django", Options: []pack.Option{
		option("x", []pack.DefaultRow{usual("x-usual", "1")}, "1", "2"),
		option("y", []pack.DefaultRow{usual("y-usual", "1")}, "1", "2"),
		option("w", []pack.DefaultRow{row("w-row", "2", yamlx.Condition{"x": one("2")}), usual("w-usual", "1")}, "1", "2"),
		option("z", []pack.DefaultRow{usual("z-usual", "2")}, "1", "2", "3"),
	}, Refuse: []pack.Refusal{
		refusal("x-y", yamlx.Condition{"x": one("1"), "y": one("1")}, map[string]string{"y": "2"}),
		refusal("y-z", yamlx.Condition{"y": one("2"), "z": one("1")}, map[string]string{"z": "2"}),
	}}}}
}

// A pair that is impossible only through a third option is refused when both are
// given, and a default that leads to it gives way.
func TestImpossibleThroughAThird(t *testing.T) {
	t.Parallel()
	stack := chain()
	c := BuildCatalogue(nil, []*pack.Stack{stack})
	resolve := func(pairs ...Pair) *Resolved { return c.Merge(nil, c.FromFlags(pairs, nil)).Resolve(stack) }
	if got := fmt.Sprint(resolve().Values()); got != "map[w:1 x:1 y:2 z:2]" {
		t.Errorf("nothing given: %s", got)
	}
	r := resolve(Pair{"z", "1"})
	same(t, "problems", lines(r.Problems), []string{})
	if got := fmt.Sprint(r.Values()); got != "map[w:2 x:2 y:1 z:1]" {
		t.Errorf("z given: %s", got)
	}
	if got := r.ByKey()["x"]; got.Row != "x-y" {
		t.Errorf("x gave way to %q", got.Row)
	}
	same(t, "both", lines(resolve(Pair{"x", "1"}, Pair{"z", "1"}).Problems), []string{
		"x=1 with y=1 is not offered: of x-y; the nearest that is: --x 2",
	})
	same(t, "what the refusal says does not help", lines(resolve(Pair{"x", "1"}, Pair{"y", "1"}, Pair{"z", "1"}).Problems), []string{
		"x=1 with y=1 is not offered: of x-y; the nearest that is: --x 2",
	})
}

// TestResolveAgainstBruteForce makes packs by chance: whatever is given, the
// values go together when any do, what was given stays, and nothing is refused
// that could be had.
func TestResolveAgainstBruteForce(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(6, 6))
	refusals, bent := 0, 0
	for range 400 {
		stack := chain()
		stack.Packs[0].Refuse = nil
		for i := range 1 + random.IntN(5) {
			r := pack.Refusal{ID: fmt.Sprintf("r-%d", i), When: yamlx.Condition{}, Why: "so", Instead: map[string]string{"z": "3"}}
			for _, o := range stack.Options() {
				if random.IntN(2) == 0 {
					r.When[o.Key] = yamlx.Match{In: []string{o.Values[random.IntN(len(o.Values))].Value}, Not: random.IntN(4) == 0}
				}
			}
			if len(r.When) > 0 {
				stack.Packs[0].Refuse = append(stack.Packs[0].Refuse, r)
			}
		}
		var given []Pair
		for _, o := range stack.Options() {
			if random.IntN(3) == 0 {
				given = append(given, Pair{o.Key, o.Values[random.IntN(len(o.Values))].Value})
			}
		}
		c := BuildCatalogue(nil, []*pack.Stack{stack})
		r := c.Merge(nil, c.FromFlags(given, nil)).Resolve(stack)
		if possible := canBeHad(stack, given); possible != (len(r.Problems) == 0) {
			t.Fatalf("given %v, refused %v: possible is %v, but: %v", given, stack.Packs[0].Refuse, possible, lines(r.Problems))
		}
		for _, pair := range given {
			if r.Values()[pair.Key] != pair.Text {
				t.Errorf("%v became %v", given, r.Values())
			}
		}
		if len(r.Problems) > 0 {
			refusals++
		}
		for _, item := range r.Items {
			if item.Origin == OriginDefault && (item.Row == "" || item.Because == "") {
				t.Errorf("%s: no reason for its default", item.Key)
			} else if item.Because == "so" {
				bent++
			}
		}
	}
	if refusals < 20 || bent < 20 {
		t.Errorf("too little happened: %d refusals, %d defaults that gave way", refusals, bent)
	}
}

// canBeHad tries all values of all options.
func canBeHad(stack *pack.Stack, given []Pair) bool {
	rows := []map[string]string{{}}
	for _, o := range stack.Options() {
		var longer []map[string]string
		for _, row := range rows {
			for _, v := range o.Values {
				if i := slices.IndexFunc(given, func(p Pair) bool { return p.Key == o.Key }); i >= 0 && given[i].Text != v.Value {
					continue
				}
				next := map[string]string{o.Key: v.Value}
				for key, value := range row {
					next[key] = value
				}
				longer = append(longer, next)
			}
		}
		rows = longer
	}
	return slices.ContainsFunc(rows, func(row map[string]string) bool {
		return !slices.ContainsFunc(stack.Refusals(), func(r pack.Refusal) bool { return r.When.Match(row) })
	})
}
