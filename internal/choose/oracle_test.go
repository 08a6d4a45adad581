package choose

import (
	"fmt"
	"math"
	"testing"
)

// The second implementation: the rules of the decision engine written down once
// more as plain code, from their description and not from the matrix file. It
// shares nothing with the package but the words of the answers.

var oracleDomain = []struct {
	key    string
	values []string
}{
	{"shape", []string{"cms", "saas", "internal-tool", "marketplace", "website", "api", "ml", "pipeline", "realtime", "agent", "integration", "prototype", "existing-django", "existing-fastapi", "unsure"}},
	{"callers", []string{"browsers", "apps", "software", "both", "unsure"}},
	{"back_office", []string{"day-one", "later", "never", "unsure"}},
	{"waiting", []string{"most", "few", "unsure"}},
	{"connections", []string{"many", "few", "unsure"}},
	{"team", []string{"small", "platform", "other", "unsure"}},
	{"growth", []string{"website", "api", "same", "unsure"}},
	{"upgrades", []string{"version-bump", "best-tool", "unsure"}},
}

// oracleAnswers has one field per question, so that comparing is cheap.
type oracleAnswers struct {
	shape, callers, office, waiting, connections, team, growth, upgrades string
}

func fromMap(a map[string]string) oracleAnswers {
	get := func(key string) string {
		if v, ok := a[key]; ok {
			return v
		}
		return "unsure"
	}
	return oracleAnswers{get("shape"), get("callers"), get("back_office"), get("waiting"),
		get("connections"), get("team"), get("growth"), get("upgrades")}
}

type oracleSays struct {
	verdict, outcome, strength string
	dj, fa                     int
	warnings                   string // about the framework that was asked about, else the outcome
}

func (a oracleAnswers) points() (dj, fa, djRules, faRules int) {
	d := func(n int) { dj += n; djRules++ }
	f := func(n int) { fa += n; faRules++ }
	proto := a.shape == "prototype"
	switch {
	case a.callers == "browsers":
		d(2)
	case a.callers == "apps":
		f(1)
	case a.callers == "software" && !proto:
		f(3)
	}
	switch a.office {
	case "day-one":
		d(3)
	case "later":
		d(1)
	}
	switch a.waiting {
	case "most":
		f(2)
	case "few":
		d(1)
	}
	if a.connections == "many" {
		f(3)
	}
	switch a.team {
	case "small":
		d(2)
	case "platform":
		f(2)
	}
	switch {
	case a.growth == "website":
		d(2)
	case a.growth == "api" && !proto:
		f(2)
	}
	switch a.upgrades {
	case "version-bump":
		d(1)
	case "best-tool":
		f(1)
	}
	return dj, fa, djRules, faRules
}

func (a oracleAnswers) warnings(framework string) string {
	out := ""
	content, service := false, false
	switch a.shape {
	case "cms", "saas", "marketplace", "internal-tool", "website":
		content = true
	case "realtime", "api", "ml", "pipeline", "agent", "integration":
		service = true
	}
	switch framework {
	case "fastapi":
		if content || a.office == "day-one" {
			out += "W1 "
		}
		if a.team == "small" {
			out += "W3 "
		}
		if a.growth == "website" {
			out += "W5 "
		}
	case "django":
		if service || a.connections == "many" {
			out += "W2 "
		}
		if a.growth == "api" && a.shape != "prototype" {
			out += "W5 "
		}
	}
	return out
}

func (a oracleAnswers) decide(framework string) oracleSays {
	dj, fa, djRules, faRules := a.points()
	s := oracleSays{dj: dj, fa: fa}
	switch a.shape {
	case "existing-django":
		s.verdict, s.outcome, s.strength = "stay", "django", "clear"
		return s
	case "existing-fastapi":
		s.verdict, s.outcome, s.strength = "stay", "fastapi", "clear"
		return s
	case "unsure":
		margin, rules, best := dj-fa, djRules, "django"
		if fa > dj {
			margin, rules, best = fa-dj, faRules, "fastapi"
		}
		switch {
		case dj+fa < 3:
			s.verdict = "insufficient"
		case margin == 0:
			s.verdict = "too-close"
		default:
			s.verdict, s.outcome, s.strength = "recommend", best, "slight"
			if margin >= 3 && rules >= 2 && a.warnings(best) == "" {
				s.strength = "clear"
			}
		}
	default:
		s.verdict, s.outcome = "recommend", "fastapi"
		net := fa - dj
		switch a.shape {
		case "cms", "saas", "internal-tool", "marketplace", "website", "prototype":
			s.outcome, net = "django", dj-fa
		}
		switch {
		case net <= -5:
			s.strength = "contested"
		case net <= -2 || a.warnings(s.outcome) != "":
			s.strength = "slight"
		default:
			s.strength = "clear"
		}
	}
	if framework == "" {
		framework = s.outcome
	}
	s.warnings = a.warnings(framework)
	return s
}

// everyAssignment calls f with every assignment of all questions. The map is
// reused.
func everyAssignment(f func(a map[string]string)) {
	a := map[string]string{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(oracleDomain) {
			f(a)
			return
		}
		for _, v := range oracleDomain[i].values {
			a[oracleDomain[i].key] = v
			walk(i + 1)
		}
	}
	walk(0)
}

func seenBy(m *Matrix, r result) oracleSays {
	s := oracleSays{verdict: string(m.data.Verdict[r.verdict].Verdict), dj: r.scores[0], fa: r.scores[1]}
	outcome, strength := m.says(r)
	s.outcome, s.strength = string(outcome), string(strength)
	for i, w := range m.data.Warnings {
		if r.warnings>>i&1 == 1 {
			s.warnings += w.ID + " "
		}
	}
	return s
}

func TestEveryAssignmentAgainstTheSecondImplementation(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	frameworks := map[string]int{"": none, "django": 0, "fastapi": 1}
	total, wrong := 0, 0
	counts := map[string]int{}
	everyAssignment(func(a map[string]string) {
		total++
		v, _ := m.vector(a)
		o := fromMap(a)
		for framework, index := range frameworks {
			want := o.decide(framework)
			if got := seenBy(m, m.rules.evaluate(v, index)); got != want && wrong < 10 {
				wrong++
				t.Errorf("%v with framework %q: got %+v, want %+v", a, framework, got, want)
			}
		}
		if total%61 == 0 {
			decisionAgrees(t, Decide(m, a), o.decide(""))
		}
		r := seenBy(m, m.rules.evaluate(v, none))
		switch a["shape"] {
		case "unsure":
			counts["unsure "+r.verdict+" "+r.strength]++
		case "existing-django", "existing-fastapi":
			counts["existing "+r.verdict+" "+r.strength]++
		default:
			counts["known "+r.verdict+" "+r.strength]++
		}
	})
	if total != 129_600 {
		t.Fatalf("%d assignments, want 129600", total)
	}
	shares(t, counts)
}

// shares holds the proportions that the design states.
func shares(t *testing.T, counts map[string]int) {
	t.Helper()
	want := map[string]struct {
		of      int
		percent float64
	}{
		"known recommend clear":     {103_680, 40.7},
		"known recommend slight":    {103_680, 49.5},
		"known recommend contested": {103_680, 9.8},
		"unsure recommend clear":    {8_640, 36.6},
		"unsure recommend slight":   {8_640, 48.9},
		"unsure too-close ":         {8_640, 9.4},
		"unsure insufficient ":      {8_640, 5.1},
		"existing stay clear":       {17_280, 100},
	}
	for kind, n := range counts {
		w, ok := want[kind]
		if !ok {
			t.Errorf("%d assignments end in %q", n, kind)
			continue
		}
		if got := math.Round(1000*float64(n)/float64(w.of)) / 10; got != w.percent {
			t.Errorf("%s: %.1f %%, want %.1f %%", kind, got, w.percent)
		}
	}
	if len(counts) != len(want) {
		t.Errorf("%d kinds of result, want %d: %v", len(counts), len(want), counts)
	}
}

// decisionAgrees compares the full decision with the second implementation.
func decisionAgrees(t *testing.T, d Decision, want oracleSays) {
	t.Helper()
	got := oracleSays{verdict: string(d.Verdict), outcome: string(d.Outcome), strength: string(d.Strength),
		dj: d.Scores["django"], fa: d.Scores["fastapi"]}
	for _, w := range d.Warnings {
		got.warnings += w.ID + " "
	}
	if got != want {
		t.Errorf("shape %s: decided %+v, want %+v", d.Shape, got, want)
	}
	for outcome, reasons := range d.Reasons {
		sum := 0
		for i, r := range reasons {
			sum += r.Points
			if r.Points == 0 && i != 0 {
				t.Errorf("shape %s: the row is not the first of the reasons %v", d.Shape, reasons)
			}
			if i > 1 && r.Points > reasons[i-1].Points {
				t.Errorf("shape %s: reasons are not the strongest first: %v", d.Shape, reasons)
			}
		}
		if sum != d.Scores[outcome] {
			t.Errorf("shape %s: reasons for %s add up to %d, score is %d", d.Shape, outcome, sum, d.Scores[outcome])
		}
	}
	if d.Outcome == "" && len(d.For)+len(d.Against)+len(d.Warnings) != 0 {
		t.Errorf("shape %s: nothing is picked, but there is something for or against it: %v", d.Shape, fmt.Sprint(d.For, d.Against, d.Warnings))
	}
}
