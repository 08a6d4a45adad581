package choose

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestChecksAskOnlyForKnownMistakes walks all shapes: after a known one, only
// what can fire a warning about its pick is asked.
func TestChecksAskOnlyForKnownMistakes(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for _, v := range m.Questions()[0].Values {
		pick, stay, known := m.Pick(v.Value)
		var want string
		switch {
		case !known || stay:
		case v.Value == "prototype":
			want = "connections" // that it becomes an API is no mistake there
		case pick == "django":
			want = "connections growth"
		default:
			want = "back_office team growth"
		}
		if got := strings.Join(m.Checks(map[string]string{ShapeKey: v.Value}), " "); got != want {
			t.Errorf("%s: asks %q, want %q", v.Value, got, want)
		}
	}
	got := m.Checks(map[string]string{ShapeKey: "marketplace", "growth": "same"})
	if !slices.Equal(got, []string{"connections"}) {
		t.Errorf("what is answered is asked again: %v", got)
	}
}

// TestNextStopsWhenNothingCanChange answers at random, always the question that
// comes next: it ends exactly when no open question matters.
func TestNextStopsWhenNothingCanChange(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	if first := m.Next(map[string]string{ShapeKey: Unsure}); first != "callers" {
		t.Errorf("the first question is %q", first)
	}
	random := rand.New(rand.NewPCG(4, 4))
	short, most := 0, 0
	for range 200 {
		answers := map[string]string{ShapeKey: Unsure}
		for key := m.Next(answers); key != ""; key = m.Next(answers) {
			if _, again := answers[key]; again {
				t.Fatalf("%s is asked twice", key)
			}
			if open := Decide(m, answers).Unanswered; !slices.Contains(open, key) {
				t.Fatalf("%s is asked and does not matter: %v", key, open)
			}
			values := m.Questions()[m.data.byKey[key]].Values
			answers[key] = values[random.IntN(len(values))].Value
		}
		if open := Decide(m, answers).Unanswered; len(open) > 0 {
			t.Fatalf("%v: asking stopped, and %v could matter", answers, open)
		}
		most = max(most, len(answers)-1)
		if len(answers)-1 < len(m.Questions())-1 {
			short++
		}
	}
	if short == 0 || most == 0 {
		t.Errorf("never stopped early (%d questions at most)", most)
	}
	t.Logf("%d of 200 ended early", short)
}

func TestNextAfterAKnownShape(t *testing.T) {
	t.Parallel()
	if key := builtIn(t).Next(map[string]string{ShapeKey: "existing-django"}); key != "" {
		t.Errorf("%s is asked about code that exists", key)
	}
}
