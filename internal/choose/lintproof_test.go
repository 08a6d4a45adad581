package choose

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const moon = "  - key: moon\n    ask: Is it full?\n    help: Look up.\n    values:\n" +
	"      - {value: full, label: Full, help: Round.}\n      - {value: unsure, label: Not sure, help: Clouds.}\n  - key: upgrades\n"

// TestSoundMatrixIsNotRefused has matrices in which something is said in one
// situation only: the lint must not take it for dead.
func TestSoundMatrixIsNotRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		data              []byte
		given             map[string]string
		framework, reason string
		text              string // of a warning that only these answers bring
	}{
		"a question that matters for an override alone": {
			edited(t, "  - key: upgrades\n", moon, "      - override: without-reason\n",
				"      - override: without-reason\n        when: {moon: full}\n        text: Full moon.\n      - override: without-reason\n"),
			map[string]string{"shape": "cms", "moon": "full"}, "fastapi", "", "Full moon.",
		},
		"a question that changes a text alone": {
			edited(t, "  - key: upgrades\n", moon, "  - id: W3\n    cases:\n",
				"  - id: W3\n    cases:\n      - framework: fastapi\n        when: {team: small, moon: full}\n        text: Full moon.\n"),
			map[string]string{"shape": "api", "team": "small", "moon": "full"}, "fastapi", "", "Full moon.",
		},
		"a case that speaks when a reason was given": {
			edited(t, "  - id: W3\n    cases:\n", "  - id: W3\n    cases:\n"+
				"      - override: without-reason\n        framework: fastapi\n        when: {team: small, shape: {not: [unsure]}}\n        text: Unexplained.\n"+
				"      - framework: fastapi\n        when: {team: small, shape: [cms, saas]}\n        text: Explained.\n"),
			map[string]string{"shape": "cms", "team": "small"}, "fastapi", "we know it", "Explained.",
		},
		"a case for a framework that the matrix does not know": {
			edited(t, "  - id: W3\n    cases:\n", "  - id: W9\n    cases:\n      - framework: django\n        when: {team: other}\n        text: One.\n"+
				"      - framework: fastapi\n        when: {team: other}\n        text: Two.\n      - when: {team: other}\n        text: Neither.\n  - id: W3\n    cases:\n"),
			map[string]string{"shape": "cms", "team": "other"}, "flask", "r", "Neither.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := Load("m.yaml", test.data)
			if err != nil {
				t.Fatal(err)
			}
			said := m.decide(test.given).use(test.framework, "flag", test.reason).Warnings
			if !slices.ContainsFunc(said, func(n Note) bool { return n.Text == test.text }) {
				t.Errorf("the example is wrong, it says %v", said)
			}
			for _, f := range Lint("m.yaml", test.data).Findings {
				if slices.Contains([]string{"M012", "M014", "M015", "M022"}, f.Code) {
					t.Errorf("%s %v %s", f.Code, f.Rules, f.Message)
				}
			}
		})
	}
}

// TestHiddenFaults are those that one look at each rule would not show.
func TestHiddenFaults(t *testing.T) {
	t.Parallel()
	rule := func(id, when, outcome string) string {
		return "  - id: " + id + "\n    when: " + when + "\n    points: {" + outcome + ": 1}\n    why: W\n    source: S\n"
	}
	verdict := func(id, when, like string) string {
		return "  - id: " + id + "\n    if: " + when + "\n    verdict: recommend\n    strength: contested\n    say: " + sayOf(t, like) + "\n"
	}
	for name, test := range map[string]struct {
		data []byte
		want []string
	}{
		"a row that names a shape twice": {edited(t, "shapes: website\n", "shapes: [website, website]\n"), []string{"M012 R08 | shape = website"}},
		"a condition that leaves out one value of a question": {
			edited(t, "  - id: E05\n", rule("E15", "{callers: software, shape: {not: [prototype, unsure]}}", "fastapi")+rule("E16", "{callers: software, shape: {not: [prototype, unsure]}}", "django")+"  - id: E05\n"),
			[]string{"M013 E15 E16 | callers = software, shape = cms"}},
		"a condition that every answer to a question meets": {
			edited(t, "  - id: E05\n", rule("E16", "{team: [platform], growth: [website, api, same, unsure]}", "fastapi")+"  - id: E05\n"),
			[]string{"M012 E16 E10 | team = platform"}},
		"a dead rule beside a live answer": {
			edited(t, "  - id: E05\n", rule("E15", "{shape: website, team: {not: [small, platform, other, unsure]}}", "fastapi")+"  - id: E05\n"),
			[]string{"M015 E15 | shape = website, team = small"}},
		"a narrow verdict row before a wide one": {edited(t, "  - id: V01\n", verdict("V12", "{row: pick, net: {max: -6}}", "V02")+"  - id: V01\n"),
			[]string{"M014 V12 V02 | callers = software, connections = many, shape = cms"}},
		"a verdict row twice": {edited(t, "  - id: V03\n", verdict("V12", "{row: pick, net: {max: -5}}", "V02")+"  - id: V03\n"),
			[]string{"M012 V12 V02 | back_office = day-one, growth = website, shape = api"}},
		"an override of what is always picked": {
			edited(t, "      - override: without-reason\n", "      - override: without-reason\n        framework: django\n        when: {shape: cms}\n        text: Z.\n      - override: without-reason\n"),
			[]string{"M015 W4 | shape = cms"}},
		"one dead condition of two": {edited(t, "when: {team: small}\n        text", "when: [{team: small}, {team: {not: [small, platform, other, unsure]}}]\n        text"),
			[]string{"M015 W3 | team = small"}},
		"a case twice": {edited(t, "when: {team: small}\n        text: ", "when: {team: small}\n        text: X\n      - framework: fastapi\n        when: {team: [small]}\n        text: X\n      - framework: fastapi\n        when: {connections: few}\n        text: "),
			[]string{"M012 W3 | team = small"}},
		"an outcome with too little evidence": {
			edited(t, "    label: FastAPI\n\n", "    label: FastAPI\n  - id: flask\n    label: Flask\n\n", "  - id: E05\n", rule("E15", "{team: other}", "flask")+"  - id: E05\n",
				"  - name: nothing is known\n", "  - name: a bigger team\n    given: {shape: cms, team: other}\n    expect: {verdict: recommend, outcome: django, strength: clear}\n  - name: nothing is known\n"),
			[]string{"M021 flask | team = other"}},
		"no row to stay": {cutOut(t, edited(t), "  - id: R11\n", "\n# Points are"), []string{"M010 | shape = existing-django", "M010 | shape = existing-fastapi"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Lint("m.yaml", test.data)
			got := brief(r)
			if name == "a case twice" { // its other changes make examples fail
				got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "M030") })
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%q", got)
			}
			m, err := Load("m.yaml", test.data)
			if err != nil {
				t.Fatal(err)
			}
			verifyWitnesses(t, m, r)
		})
	}
}

// TestNoRowIsMissedTwice removes each row in turn: what is said is that its
// shapes have none, and nothing that follows from it.
func TestNoRowIsMissedTwice(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("one goroutine, ten times slower")
	}
	rows := builtIn(t).data.Rows
	for i, r := range rows {
		end := "\n# Points are"
		if i+1 < len(rows) {
			end = "  - id: " + rows[i+1].ID + "\n"
		}
		var want []string
		for _, shape := range r.Shapes {
			want = append(want, "M010 | shape = "+shape.Text)
		}
		if got := brief(Lint("m.yaml", cutOut(t, edited(t), "  - id: "+r.ID+"\n", end))); !slices.Equal(got, want) {
			t.Errorf("without %s: %q", r.ID, got)
		}
	}
}

// verifyWitnesses decides the witness of every finding and looks for what the
// finding says.
func verifyWitnesses(t *testing.T, m *Matrix, r Report) {
	t.Helper()
	for _, f := range r.Findings {
		v, _ := m.vector(f.Witness)
		s := m.rules.situation(v)
		about := append(firedRules(m, v), rowsOf(m, m.value(m.rules.shape, v))...)
		var matching []string
		for _, row := range m.data.Verdict {
			if s.matches(&row.If) {
				matching = append(matching, row.ID)
			}
		}
		isVerdict := func(id string) bool {
			return slices.ContainsFunc(m.data.Verdict, func(row verdictRow) bool { return row.ID == id })
		}
		isWarning := func(id string) bool {
			return slices.ContainsFunc(m.data.Warnings, func(w warning) bool { return w.ID == id })
		}
		for _, id := range f.Rules {
			there := slices.Contains(about, id) || slices.Contains(matching, id)
			switch f.Code {
			case "M011", "M012", "M013", "M014", "M023", "M031":
				if !there && !isWarning(id) {
					t.Errorf("%s %s: %v is no answer to %s, but to %v %v", f.Code, f.Message, f.Witness, id, about, matching)
				}
			case "M015":
				if there {
					t.Errorf("%s %s: %v meets it", f.Code, f.Message, f.Witness)
				}
			}
			if f.Code == "M015" && isVerdict(id) && f.Witness == nil {
				t.Errorf("%s %s: no witness", f.Code, f.Message)
			}
		}
		if len(f.Rules) == 0 && f.Code == "M010" && len(matching) > 0 && (len(f.Witness) != 1 || m.rules.rowOf[v[m.rules.shape]] != none) {
			t.Errorf("%s: %v is covered by %v", f.Message, f.Witness, matching)
		}
	}
}

func rowsOf(m *Matrix, shape string) []string {
	var ids []string
	for _, r := range m.data.Rows {
		if r.Shapes.has(shape) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func firedRules(m *Matrix, v vector) []string {
	var fired []string
	for i, e := range m.rules.evidence {
		if holds(e.tests, v) {
			fired = append(fired, m.data.Evidence[i].ID)
		}
	}
	return fired
}

// TestLintAgainstDecisions makes up small matrices, takes every decision that
// they can be asked for, and holds the findings against what these show.
func TestLintAgainstDecisions(t *testing.T) {
	t.Parallel()
	seen, seeds := map[string]int{}, uint64(1500)
	if raceDetector { // one goroutine, ten times slower
		seeds = 200
	}
	for seed := range seeds {
		source := madeUp(rand.New(rand.NewPCG(seed, 4)))
		m, err := Load("m.yaml", []byte(source))
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		r := Lint("m.yaml", []byte(source))
		verifyWitnesses(t, m, r)
		got, named := map[string]bool{}, map[string]bool{}
		for _, f := range r.Findings {
			for _, id := range f.Rules {
				named[id] = named[id] || f.Level == LevelError
			}
			switch {
			case f.Code == "M012" && strings.HasPrefix(f.Message, "case"), f.Code == "M014" && strings.HasPrefix(f.Message, "case"):
				got["silent "+f.Message[:6]] = true
			case f.Code == "M015" && strings.HasPrefix(f.Message, "case"):
				got["silent "+f.Message[:6]] = true
			case f.Code == "M010" && f.Message == "no verdict row covers these answers":
				got["gap"] = true
			case f.Code == "M011":
				got["overlap"] = true
			case f.Code == "M015" && strings.HasPrefix(f.Message, "evidence"), f.Code == "M021", f.Code == "M022", f.Code == "M023":
				got[f.Code+" "+f.Rules[0]] = true
			}
		}
		want := shown(m)
		maps.DeleteFunc(want, func(what string, _ bool) bool { // advice about a rule that has an error is left out
			id, ok := strings.CutPrefix(what, "M023 ")
			return ok && named[id]
		})
		for _, set := range []map[string]bool{got, want} {
			for what := range set {
				if !got[what] || !want[what] {
					t.Fatalf("seed %d: %s: found %v, shown %v\n%s", seed, what, got[what], want[what], source)
				}
				seen[what]++
			}
		}
		if !r.Failed() {
			seen["clean"]++
		}
	}
	for _, what := range []string{"clean", "gap", "overlap", "silent case 1", "silent case 2", "M015 E3", "M021 c", "M022 q2", "M023 E1"} {
		if seen[what] == 0 {
			t.Errorf("no matrix with %s was made up: %v", what, seen)
		}
	}
}

// madeUp writes a matrix of three questions.
func madeUp(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	when := func() string {
		return pick("{q1: a}", "{q1: {not: [b]}}", "{q2: a}", "{shape: x}", "{shape: {not: [unsure]}, q1: a}", "{q1: {not: [a, b, unsure]}}", "{q1: b, q2: a}")
	}
	question := func(key string, values ...string) string {
		text := "  - {key: " + key + ", ask: A, help: H, values: ["
		for _, v := range append(values, Unsure) {
			text += "{value: " + v + ", label: L, help: H}, "
		}
		return text + "]}\n"
	}
	var b strings.Builder
	b.WriteString("schema: 1\nid: made-up\nversion: 1\noutcomes: [{id: a, label: A}, {id: b, label: B}" + pick("", ", {id: c, label: C}") + "]\nquestions:\n")
	b.WriteString(question("shape", "x", "y", "z") + question("q1", "a", "b") + question("q2", "a"))
	b.WriteString("rows:\n  - {id: R1, shapes: [x], pick: a, why: W, source: S}\n  - {id: R2, shapes: [y], pick: b, why: W, source: S}\n" +
		"  - {id: R3, shapes: [z], pick: b, stay: " + pick("true", "false") + ", why: W, source: S}\nevidence:\n")
	for i := range 2 + r.IntN(2) {
		fmt.Fprintf(&b, "  - {id: E%d, when: %s, points: {%s: %d}, why: W, source: S}\n", i+1, when(), pick("a", "b"), 1+r.IntN(3))
	}
	b.WriteString("warnings:\n  - id: W1\n    cases:\n")
	for i := range 1 + r.IntN(3) {
		fmt.Fprintf(&b, "      - {%s%s%stext: T%d}\n", pick("", "framework: a, ", "framework: b, "), pick("", "override: without-reason, "), pick("", "when: "+when()+", "), i+1)
	}
	b.WriteString("verdict:\n  - {id: V1, if: {row: stay}, verdict: stay, strength: clear}\n" + pick(
		"  - {id: V2, if: {row: pick}, verdict: recommend, strength: clear}\n",
		"  - {id: V2, if: {row: pick, net: {min: -1}}, verdict: recommend, strength: clear}\n  - {id: V3, if: {row: pick, net: {max: "+pick("-2", "-1", "-3")+"}}, verdict: recommend, strength: slight}\n",
		"  - {id: V2, if: {row: pick, warning: yes}, verdict: recommend, strength: slight}\n  - {id: V3, if: {row: pick, warning: no}, verdict: recommend, strength: clear}\n"))
	limit := r.IntN(3)
	fmt.Fprintf(&b, "  - {id: V4, if: {row: none, points: {max: %d}}, verdict: insufficient}\n", limit)
	fmt.Fprintf(&b, "  - {id: V5, if: {row: none, points: {min: %s}}, verdict: recommend, strength: slight}\n", pick(fmt.Sprint(limit+1), fmt.Sprint(limit+1), fmt.Sprint(limit), fmt.Sprint(limit+2)))
	return b.String()
}

// noticed is everything that a person can be told about some answers, in words.
func noticed(m *Matrix, answers map[string]string, texts map[string]bool) string {
	d := m.decide(answers)
	all := fmt.Sprint(d.Verdict, d.Outcome, d.Strength, m.Say(d), d.result.verdict == none)
	for _, framework := range append(m.Outcomes(), "", "other") {
		for _, reason := range []string{"", "because"} {
			all += "\n" + framework + reason
			for _, w := range d.use(framework, "flag", reason).Warnings {
				all += w.ID + w.Text
				texts[w.Text] = true
			}
		}
	}
	return all
}

// shown finds by taking decisions what the lint has to find.
func shown(m *Matrix) map[string]bool {
	faults, texts, fired, picked := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	open, alone := map[string]bool{}, map[string]bool{}
	byAnswers := map[string]string{}
	questions := m.Questions()
	everyAnswer(questions, func(a map[string]string) {
		byAnswers[fmt.Sprint(a)] = noticed(m, a, texts)
		d, says := m.decide(a), map[saidRow]bool{}
		for _, row := range m.data.Verdict {
			if s := m.rules.situation(d.v); s.matches(&row.If) {
				says[row.says()] = true
			}
		}
		faults["gap"] = faults["gap"] || len(says) == 0
		faults["overlap"] = faults["overlap"] || len(says) > 1
		if d.Verdict.Picks() {
			picked[string(d.Outcome)] = true
		}
		for outcome, reasons := range d.Reasons {
			for _, reason := range reasons {
				fired[reason.Rule] = true
				if a[ShapeKey] == Unsure {
					if !open[reason.Rule] {
						alone[reason.Rule] = true
					}
					open[reason.Rule] = true
					alone[reason.Rule] = alone[reason.Rule] && string(d.Outcome) == outcome
				}
			}
		}
	})
	for _, e := range m.data.Evidence {
		faults["M015 "+e.ID] = !fired[e.ID]
	}
	for _, id := range m.Outcomes() {
		faults["M021 "+id] = !picked[id]
	}
	for i, one := range m.data.Warnings[0].Cases {
		faults[fmt.Sprintf("silent case %d", i+1)] = !texts[one.Text]
	}
	for _, q := range questions {
		faults["M022 "+q.Key] = true
		everyAnswer(questions, func(a map[string]string) {
			here := byAnswers[fmt.Sprint(a)]
			was := a[q.Key]
			a[q.Key] = Unsure
			if byAnswers[fmt.Sprint(a)] != here {
				faults["M022 "+q.Key] = false
			}
			a[q.Key] = was
		})
	}
	for rule, is := range alone {
		faults["M023 "+rule] = is
	}
	maps.DeleteFunc(faults, func(_ string, is bool) bool { return !is })
	return faults
}

// everyAnswer calls f with every assignment. The map is reused.
func everyAnswer(questions []Question, f func(a map[string]string)) {
	a := map[string]string{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(questions) {
			f(a)
			return
		}
		for _, v := range questions[i].Values {
			a[questions[i].Key] = v.Value
			walk(i + 1)
		}
	}
	walk(0)
}
