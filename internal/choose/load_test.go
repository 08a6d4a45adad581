package choose

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"scaffold/internal/yamlx"
)

// small is a matrix with one of each part; the tests below break it.
const small = `schema: 1
id: small
version: 1
outcomes:
  - {id: here, label: Here}
  - {id: there, label: There}
questions:
  - key: shape
    ask: What?
    help: Help.
    values:
      - {value: big, label: Big, help: H}
      - {value: old, label: Old, help: H}
      - {value: unsure, label: U, help: H}
rows:
  - {id: R1, shapes: big, pick: here, why: W, source: S}
  - {id: R2, shapes: [old], pick: there, stay: true, why: W, source: S}
evidence:
  - {id: E1, when: {shape: big}, points: {here: 1}, why: W, source: S}
warnings:
  - id: W1
    cases:
      - {framework: there, when: {shape: big}, text: T}
notes:
  - {id: N1, text: T}
verdict:
  - {id: V1, if: {row: stay}, verdict: stay, strength: clear}
  - {id: V2, if: {row: pick, net: {min: 0}, warning: no}, verdict: recommend, strength: clear}
  - {id: V3, if: {row: none}, verdict: insufficient}
tests:
  - {name: big, given: {shape: big}, expect: {verdict: recommend, outcome: here, strength: clear}}
`

// loadProblem is a change to [small] and what is said about it.
type loadProblem struct {
	name, old, new string
	line           int
	message, hint  string
}

func loadProblems() []loadProblem {
	return []loadProblem{
		{"schema", "schema: 1", "schema: 2", 1, "schema 2 is not known", "schema 1"},
		{"unknown key", "version: 1", "version: 1\nouctomes: []", 4, `unknown key "ouctomes"`, `"outcomes"`},
		{"missing why", "pick: here, why: W,", "pick: here,", 16, `key "why" is missing`, ""},
		{"empty source", "{here: 1}, why: W, source: S", `{here: 1}, why: W, source: ""`, 19, `key "source" is empty`, ""},
		{"duplicate outcome", "id: there, label", "id: here, label", 6, `outcome "here" stands here twice`, ""},
		{"duplicate id across parts", "id: N1", "id: E1", 25, `id "E1" is used twice`, "line 19"},
		{"duplicate value", "value: old", "value: big", 13, `value "big" stands here twice`, ""},
		{"unsure not last", "{value: old, label: Old, help: H}", "{value: unsure, label: Old, help: H}", 13, `"unsure" must be the last value`, ""},
		{"no shape question", "key: shape", "key: form", 1, `there is no question "shape"`, ""},
		{"form of a key", "key: shape", "key: Shape", 8, `key "Shape" has a form`, ""},
		{"unknown shape", "shapes: big", "shapes: bit", 16, `unknown shape "bit"`, `"big"`},
		{"row for unsure", "shapes: [old]", "shapes: [old, unsure]", 17, `no row can cover "unsure"`, ""},
		{"unknown outcome", "pick: here", "pick: hare", 16, `unknown outcome "hare"`, `"here"`},
		{"unknown question", "E1, when: {shape: big}", "E1, when: {shap: big}", 19, `unknown question "shap"`, `"shape"`},
		{"unknown value", "E1, when: {shape: big}", "E1, when: {shape: {not: [bug]}}", 19, `unknown value of shape "bug"`, `"big"`},
		{"condition without value", "E1, when: {shape: big}", "E1, when: {shape: []}", 19, `condition on "shape" names no value`, ""},
		{"evidence without condition", "E1, when: {shape: big}", "E1, when: {}", 19, `evidence "E1" would always count`, ""},
		{"points below one", "{here: 1}", "{here: -1}", 19, "points are 1 to 100, not -1", ""},
		{"points for two", "{here: 1}", "{here: 1, there: 1}", 19, "exactly one outcome", "second rule"},
		{"points in words", "{here: 1}", "{here: one}", 19, "whole number", ""},
		{"framework of a warning", "framework: there", "framework: then", 23, `unknown outcome "then"`, ""},
		{"override of a warning", "framework: there", "override: yes", 23, `unknown override "yes"`, ""},
		{"verdict", "verdict: insufficient", "verdict: insuficient", 29, `unknown verdict "insuficient"`, `"insufficient"`},
		{"strength of nothing", "verdict: insufficient", "verdict: insufficient, strength: clear", 29, "a strength belongs to a verdict that picks", ""},
		{"pick without strength", "recommend, strength: clear}\n  - {id: V3", "recommend}\n  - {id: V3", 28, "a strength belongs to a verdict that picks", ""},
		{"stay without its row", "{row: stay}", "{row: pick}", 27, "stay is for `row: stay`", ""},
		{"fact", "{row: none}", "{row: nun}", 29, `unknown row "nun"`, `"none"`},
		{"empty range", "net: {min: 0}", "net: {}", 28, "needs `min`, `max` or both", ""},
		{"impossible range", "net: {min: 0}", "net: {min: 1, max: 0}", 28, "at least 1 and at most 0", ""},
		{"example", "given: {shape: big}", "given: {shape: bag}", 31, `unknown value of shape "bag"`, ""},
		{"example's expectation", "outcome: here, strength: clear}}", "outcome: her}}", 31, `unknown outcome "her"`, `"here"`},
		{"a list for an answer", "given: {shape: big}", "given: {shape: [big]}", 31, "a single answer is expected", ""},
		{"not a mapping", small, "- 1", 1, "mapping", ""},
	}
}

func TestLoadLocatesEveryProblem(t *testing.T) {
	t.Parallel()
	for _, tt := range loadProblems() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(small, tt.old) != 1 {
				t.Fatalf("%q stands %d times in the matrix", tt.old, strings.Count(small, tt.old))
			}
			_, err := Load("m.yaml", []byte(strings.Replace(small, tt.old, tt.new, 1)))
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok {
				t.Fatalf("error is %v", err)
			}
			for _, p := range problems {
				if p.File != "m.yaml" || p.Where != yamlx.WhereMatrix || p.Line < 1 || p.Column < 1 || p.Allowed == nil {
					t.Errorf("problem is not located: %+v", p)
				}
				if p.Line == tt.line && strings.Contains(p.Message, tt.message) && strings.Contains(p.Hint, tt.hint) {
					return
				}
			}
			t.Errorf("no problem at line %d saying %q with hint %q, but\n%v", tt.line, tt.message, tt.hint, err)
		})
	}
}

func TestLoadReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("pick: here", "pick: nowhere", "{here: 1}", "{here: 0}", "row: none", "row: some").Replace(small)
	_, err := Load("m.yaml", []byte(broken))
	if problems, _ := errors.AsType[yamlx.Problems](err); len(problems) != 3 {
		t.Errorf("want three problems, got\n%v", err)
	}
}

func TestSmallMatrix(t *testing.T) {
	t.Parallel()
	m, err := Load("m.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if problems := m.RunTests("m.yaml"); len(problems) != 0 {
		t.Error(problems)
	}
	if d := Decide(m, nil); d.Verdict != VerdictInsufficient || d.Outcome != "" || len(d.Unanswered) != 1 {
		t.Errorf("nothing known: %+v", d)
	}
	if d := Decide(m, map[string]string{"shape": "old"}); d.Verdict != VerdictStay || d.Outcome != "there" {
		t.Errorf("old: %+v", d)
	}
}

// TestNoVerdictRowPicksNothing shows what a gap in the table comes to, which the
// lint reports.
func TestNoVerdictRowPicksNothing(t *testing.T) {
	t.Parallel()
	m, err := Load("m.yaml", []byte(strings.Replace(small, "net: {min: 0}", "net: {min: 9}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	d := Decide(m, map[string]string{"shape": "big"})
	if d.Verdict != VerdictInsufficient || d.Outcome != "" || d.Strength != "" || m.Say(d) != "" {
		t.Errorf("got %+v", d)
	}
}

// TestWarningsAboutAnyFramework has a case without a framework, and one about
// any override.
func TestWarningsAboutAnyFramework(t *testing.T) {
	t.Parallel()
	source := strings.NewReplacer(
		"rows:\n", "  - {key: size, ask: A?, help: H, values: [{value: xl, label: L, help: H}, {value: unsure, label: U, help: H}]}\nrows:\n",
		"notes:\n", "  - {id: W2, cases: [{when: {size: xl}, text: T}]}\n  - {id: W3, cases: [{override: without-reason, text: T}]}\nnotes:\n",
		", warning: no}", "}",
	).Replace(small)
	m, err := Load("m.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		given      map[string]string
		framework  string
		warnings   string
		unanswered string
	}{
		{map[string]string{"shape": Unsure}, "", "", ""}, // nothing is built
		{map[string]string{"shape": Unsure}, "elsewhere", "", "size"},
		{map[string]string{"shape": Unsure, "size": "xl"}, "elsewhere", "W2", ""},
		{map[string]string{"shape": "big", "size": "xl"}, "elsewhere", "W2 W3", ""},
		{map[string]string{"shape": "big", "size": "xl"}, "there", "W1 W2 W3", ""},
		{map[string]string{"shape": "old"}, "there", "", ""},
	}
	for _, tt := range tests {
		d := Decide(m, tt.given).Use(tt.framework, "flag", "")
		if got := strings.Join(warningIDs(d), " "); got != tt.warnings {
			t.Errorf("%v on %q: warnings %q, want %q", tt.given, tt.framework, got, tt.warnings)
		}
		if got := strings.Join(d.Unanswered, " "); got != tt.unanswered {
			t.Errorf("%v on %q: unanswered %q, want %q", tt.given, tt.framework, got, tt.unanswered)
		}
	}
}

// TestStayThatDependsOnMore has a verdict for staying that looks at more than
// the shape: other questions matter then.
func TestStayThatDependsOnMore(t *testing.T) {
	t.Parallel()
	source := strings.NewReplacer(
		"rows:\n", "  - {key: size, ask: A?, help: H, values: [{value: xl, label: L, help: H}, {value: unsure, label: U, help: H}]}\nrows:\n",
		"warnings:\n", "  - {id: E2, when: {size: xl}, points: {here: 3}, why: W, source: S}\nwarnings:\n",
		"verdict:\n", "verdict:\n  - {id: V0, if: {row: stay, net: {max: -3}}, verdict: stay, strength: contested}\n",
	).Replace(small)
	m, err := Load("m.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	d := Decide(m, map[string]string{"shape": "old"})
	if d.Strength != Clear || strings.Join(d.Unanswered, " ") != "size" {
		t.Errorf("strength %s, unanswered %v", d.Strength, d.Unanswered)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	if data, err := os.ReadFile(builtInFile); err == nil {
		f.Add(data)
	}
	f.Add([]byte("schema: 1"))
	f.Add([]byte("- when: {not: [a]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Load("f.yaml", data)
		if err != nil {
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok || len(problems) == 0 {
				t.Fatalf("error is %T", err)
			}
			for _, p := range problems {
				if p.Message == "" || p.Line < 1 {
					t.Errorf("problem without message or place: %+v", p)
				}
			}
			return
		}
		for _, framework := range append(m.Outcomes(), "", "other") {
			d := Decide(m, map[string]string{"shape": m.Questions()[0].Values[0].Value}).Use(framework, "flag", "")
			if _, err := json.Marshal(d); err != nil {
				t.Error(err)
			}
			if m.Text(d, 40, Style{}) == "" || m.Summary(d) == "" {
				t.Error("a decision has no text")
			}
		}
		m.RunTests("f.yaml")
	})
}
