package choose

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const builtInFile = "../../templates/matrix.yaml"

func builtInSource(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile(builtInFile)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func builtIn(t testing.TB) *Matrix {
	t.Helper()
	m, err := Load("matrix.yaml", builtInSource(t))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestBuiltInQuestionsAreThoseOfTheDesign(t *testing.T) {
	t.Parallel()
	questions := builtIn(t).Questions()
	if len(questions) != len(oracleDomain) {
		t.Fatalf("%d questions, want %d", len(questions), len(oracleDomain))
	}
	for i, q := range questions {
		var values []string
		for _, v := range q.Values {
			values = append(values, v.Value)
			if n := utf8.RuneCountInString(v.Label); n >= 60 {
				t.Errorf("%s: label of %s has %d columns", q.Key, v.Value, n)
			}
		}
		if q.Key != oracleDomain[i].key || !slices.Equal(values, oracleDomain[i].values) {
			t.Errorf("question %d is %s %v, want %v", i, q.Key, values, oracleDomain[i])
		}
		if n := utf8.RuneCountInString(q.Ask); n >= 60 || !strings.HasSuffix(q.Ask, "?") {
			t.Errorf("%s: %q has %d columns, or is no question", q.Key, q.Ask, n)
		}
	}
	if last := questions[0].Values[14].Label; last != "Not sure: ask me more" {
		t.Errorf("the way out of the shape question reads %q", last)
	}
}

func TestBuiltInExamplesHoldAndUseEveryRow(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	if problems := m.RunTests("matrix.yaml"); len(problems) > 0 {
		t.Error(problems.Error())
	}
	used := map[string]bool{}
	for _, one := range m.data.Tests {
		d := Decide(m, one.Given.answers())
		for _, reasons := range d.Reasons {
			for _, r := range reasons {
				used[r.Rule] = true
			}
		}
		if one.Framework != "" {
			d = d.Use(one.Framework, "flag", one.Reason)
		}
		for _, w := range d.Warnings {
			used[w.ID] = true
		}
		used[m.data.Verdict[d.result.verdict].ID] = true
	}
	for _, r := range m.data.Rows {
		if !used[r.ID] {
			t.Errorf("no example uses row %s", r.ID)
		}
	}
	for _, v := range m.data.Verdict {
		if !used[v.ID] {
			t.Errorf("no example ends in verdict row %s", v.ID)
		}
	}
	for _, w := range m.data.Warnings {
		if !used[w.ID] {
			t.Errorf("no example fires warning %s", w.ID)
		}
	}
	if len(m.data.Rows) != 12 || len(m.data.Evidence) != 14 {
		t.Errorf("%d rows and %d evidence rules, want 12 and 14", len(m.data.Rows), len(m.data.Evidence))
	}
}

func TestFailingExampleIsLocated(t *testing.T) {
	t.Parallel()
	source := strings.Replace(string(builtInSource(t)), "given: {shape: cms, back_office: day-one}", "given: {shape: cms, callers: software}", 1)
	m, err := Load("mine.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	problems := m.RunTests("mine.yaml")
	if len(problems) != 1 || problems[0].Line == 0 || !strings.Contains(problems[0].Message, `"a blog with editors"`) {
		t.Errorf("got %v", problems)
	}
}

// TestVerdictTableIsUnique walks the facts between the thresholds: exactly one
// row must meet each.
func TestVerdictTableIsUnique(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for _, row := range []string{rowPick, rowStay, rowNone} {
		for _, warning := range []string{warnYes, warnNo} {
			for net := -15; net <= 15; net++ {
				for points := 0; points <= 20; points++ {
					for margin := 0; margin <= min(points, 6); margin++ {
						for rules := 0; rules <= 3; rules++ {
							n := 0
							for _, v := range m.data.Verdict {
								f := v.If
								if (f.Row == "" || f.Row == row) && (f.Warning == "" || f.Warning == warning) &&
									f.Net.has(net) && f.Points.has(points) && f.Margin.has(margin) && f.Rules.has(rules) {
									n++
								}
							}
							if n != 1 {
								t.Fatalf("row %s, warning %s, net %d, points %d, margin %d, rules %d: %d verdict rows", row, warning, net, points, margin, rules, n)
							}
						}
					}
				}
			}
		}
	}
}

func TestBuiltInTextIsASCII(t *testing.T) {
	t.Parallel()
	for i, r := range string(builtInSource(t)) {
		if r > 126 || (r < 32 && r != '\n') {
			t.Fatalf("byte %d is %q", i, r)
		}
	}
}

func TestAccessors(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	if got := m.Outcomes(); !slices.Equal(got, []string{"django", "fastapi"}) {
		t.Errorf("outcomes %v", got)
	}
	if m.OutcomeLabel("fastapi") != "FastAPI" || m.OutcomeLabel("flask") != "flask" {
		t.Error("labels of outcomes are wrong")
	}
	m.Questions()[0].Values[0].Value = "changed"
	m.Source()[0] = 'x'
	if m.Questions()[0].Values[0].Value != "cms" || m.Source()[0] != '#' {
		t.Error("a caller can change the matrix")
	}
	if pick, stay, ok := m.Pick("existing-fastapi"); pick != "fastapi" || !stay || !ok {
		t.Errorf("existing-fastapi picks %s, %v, %v", pick, stay, ok)
	}
	if _, _, ok := m.Pick(Unsure); ok {
		t.Error("unsure has a row")
	}
	if m.ID() == "" || m.Version() < 1 || len(m.Digest()) != len("sha256:")+64 {
		t.Errorf("identity %q %d %q", m.ID(), m.Version(), m.Digest())
	}
}
