package choose

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// plainText is a text without colours.
func plainText(m *Matrix, d Decision, width int) string { return m.Text(d, width, Style{}) }

// flat is a text without its line breaks.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestHeadlines(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	type answers = map[string]string
	tests := []struct {
		given     answers
		framework string
		want      string
	}{
		{answers{"shape": "cms"}, "", "Django, clear"},
		{answers{"shape": "cms"}, "django", "Django, clear"},
		{answers{"shape": "ml", "team": "small"}, "", "FastAPI, slight"},
		{answers{"shape": "cms"}, "fastapi", "FastAPI, against the recommendation: Django, clear"},
		{answers{}, "", "No recommendation, too little is known"},
		{answers{}, "fastapi", "FastAPI, chosen, not assessed: too little is known"},
		{answers{"back_office": "day-one", "connections": "many"}, "", "No recommendation, too close to call"},
		{answers{"back_office": "day-one", "connections": "many"}, "django", "Django, chosen, not assessed: too close to call"},
		{answers{"shape": "existing-fastapi"}, "", "Stay on FastAPI"},
		{answers{"shape": "existing-fastapi"}, "django", "Django, although the advice is to stay on FastAPI"},
	}
	for _, tt := range tests {
		d := Decide(m, tt.given)
		if tt.framework != "" {
			d = d.Use(tt.framework, "flag", "")
		}
		if got := m.Summary(d); !strings.HasPrefix(got, tt.want) || !strings.HasSuffix(got, ".") {
			t.Errorf("%v %s: %q, want %q", tt.given, tt.framework, got, tt.want)
		}
		if got := flat(plainText(m, d, 80)); !strings.HasPrefix(got, tt.want+" (points: Django ") {
			t.Errorf("%v %s: the text begins with %q", tt.given, tt.framework, got[:80])
		}
	}
}

// everyShape gives each shape with random answers to the other questions, n
// times, always the same ones.
func everyShape(m *Matrix, n int) []map[string]string {
	r := rand.New(rand.NewPCG(4, 1))
	var all []map[string]string
	for _, shape := range m.Questions()[0].Values {
		for range n {
			a := map[string]string{ShapeKey: shape.Value}
			for _, q := range m.Questions()[1:] {
				if i := r.IntN(len(q.Values) + 1); i < len(q.Values) {
					a[q.Key] = q.Values[i].Value
				}
			}
			all = append(all, a)
		}
	}
	return all
}

func TestTextHoldsItsPromises(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	reasons := []string{"", "all our services use it", strings.Repeat("x", 150)}
	for i, a := range everyShape(m, 240) {
		d := Decide(m, a)
		if i%3 > 0 {
			d = d.Use([]string{"django", "fastapi"}[i%2], "flag", reasons[i%len(reasons)])
		}
		for _, width := range []int{40, 60, 80, 120} {
			text := plainText(m, d, width)
			if fault := faultOfText(m, d, text, width); fault != "" {
				t.Fatalf("%v used %q at %d columns: %s\n%s", a, d.Framework, width, fault, text)
			}
		}
	}
}

// faultOfText looks for what no text of a decision may have.
func faultOfText(m *Matrix, d Decision, text string, width int) string {
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.Contains(text, "\n\n\n") {
		return "blank lines"
	}
	heads := map[string]bool{}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		switch {
		case utf8.RuneCountInString(line) > width || strings.TrimRight(line, " ") != line:
			return fmt.Sprintf("the line %q", line)
		case strings.ContainsFunc(line, func(r rune) bool { return r < 32 || r > 126 }):
			return fmt.Sprintf("%q is not plain ASCII", line)
		case i > 0 && lines[i-1] == "":
			empty := i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "  ")
			if heads[line] || empty && !strings.HasSuffix(line, ": nothing in the answers") {
				return fmt.Sprintf("the section %q stands twice or is empty", line)
			}
			heads[line] = true
		}
	}
	words := flat(text)
	if !strings.HasPrefix(words, m.headline(d)+" (points: ") {
		return "the verdict does not come first"
	}
	for _, note := range slices.Concat(d.Warnings, d.Notes) {
		if strings.Count(words, "- "+note.Text+" ("+note.ID+")") != 1 {
			return note.ID + " is not said once"
		}
	}
	for _, r := range slices.Concat(d.For, d.Against) {
		if strings.Count(words, "- "+r.Why+" ("+r.Rule) != 1 {
			return r.Rule + " is not said once"
		}
	}
	for _, odd := range []string{"unsure", " = ", "_", "\x00", "if if", "..", ",,"} {
		if strings.Contains(strings.ReplaceAll(words, "Unsure", ""), odd) {
			return fmt.Sprintf("%q", odd)
		}
	}
	return ""
}

func TestTextInItsOrder(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "agent", "back_office": "day-one", "team": "small", "growth": "website"})
	text := plainText(m, d, 80)
	last := -1
	for _, part := range []string{
		"FastAPI, contested (points: Django 7, FastAPI 0)\nThe shape says one thing",
		"\nKeep FastAPI, say another shape, or take Django and write down why.\n",
		"\nFor FastAPI\n  - Agents call", "takes. (R07)\n",
		"\nAgainst FastAPI\n  - Staff get", "building it. (E04, +3)\n",
		"\nWhat would change it\n  - Django, if it is mostly a CMS or blog, ",
		"\n  - Still FastAPI, no longer contested, if most requests come from other\n    software, or if staff never",
		"\n  - and 12 more; --json lists all\n",
		"\nWarnings\n  - Staff need", "\nNotes\n  - The framework can be changed",
		"\nNot asked, and could matter\n  --callers, --waiting, --connections, --upgrades\n",
	} {
		at := strings.Index(text, part)
		if at <= last {
			t.Fatalf("%q stands at %d, not after %d, in\n%s", part, at, last, text)
		}
		last = at
	}
	if narrow := plainText(m, d, 3); narrow != plainText(m, d, 40) {
		t.Error("40 columns are not the narrowest")
	}
}

func TestWhatWouldChangeItIsShort(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	worst := 0
	for _, a := range everyShape(m, 100) {
		_, section, found := strings.Cut(plainText(m, Decide(m, a), 80), "\nWhat would ")
		if !found {
			continue
		}
		section, _, _ = strings.Cut(section, "\n\n")
		worst = max(worst, strings.Count(section, "\n"))
	}
	if worst > 8 {
		t.Errorf("%d lines of 80 columns say what would change a decision", worst)
	}
}

func TestStyleDressesWholeLines(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "cms"}).Use("fastapi", "flag", "")
	mark := func(left, right string) func(string) string {
		return func(text string) string { return left + text + right }
	}
	style := Style{Pick: mark("<", ">"), Head: mark("[", "]")}
	want := "<FastAPI, against the recommendation:>\n<Django, clear> (points: Django 0, FastAPI\n0)\n\n[For FastAPI: nothing in the answers]\n"
	if got := m.Text(d, 40, style); !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got[:120])
	}
	strip := strings.NewReplacer("<", "", ">", "", "[", "", "]", "")
	for _, width := range []int{40, 51, 80} {
		if strip.Replace(m.Text(d, width, style)) != plainText(m, d, width) {
			t.Errorf("at %d columns the style moves words", width)
		}
	}
}

func TestTextOfAnOverride(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "cms"}).Use("fastapi", "flag", "all our services use it")
	text := plainText(m, d, 80)
	for _, part := range []string{
		"Reason given: all our services use it\n", "\nFor FastAPI: nothing in the answers\n", "\nAgainst FastAPI\n  - Content",
		"\nWarnings\n  - This is", "\nWhat would change the recommendation\n  - FastAPI, if it is mostly",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	for _, part := range []string{"no other answer speaks seriously against it", "Still Django"} {
		if strings.Contains(text, part) {
			t.Errorf("%q is about Django and stands under FastAPI:\n%s", part, text)
		}
	}
}

func TestTradeOffOfACloseCall(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"callers": "both", "back_office": "day-one", "team": "platform", "upgrades": "best-tool"})
	if d.Verdict != VerdictTooClose {
		t.Fatalf("verdict is %s", d.Verdict)
	}
	var rules []string
	for _, r := range m.Strongest(d) {
		rules = append(rules, r.Rule)
	}
	if !slices.Equal(rules, []string{"E04", "E10"}) {
		t.Errorf("strongest reasons are %v", rules)
	}
	text := plainText(m, d, 80)
	for _, part := range []string{"\nFor Django\n  - Staff", "\nFor FastAPI\n  - Shared", "\nWhat would settle it\n  - Django, if ", "\n  - FastAPI, if "} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	if len(m.Strongest(Decide(m, nil))) != 0 {
		t.Error("there are reasons without answers")
	}
}

// answersBehind maps what a clause of one or two facts says to its answers.
func answersBehind(m *Matrix) map[string]map[string]string {
	behind := map[string]map[string]string{}
	questions := m.Questions()[1:]
	for i, q := range questions {
		for _, v := range q.Values {
			behind[string(v.Fact)] = map[string]string{q.Key: v.Value}
			for _, r := range questions[i+1:] {
				for _, w := range r.Values {
					behind[string(v.Fact+" and "+w.Fact)] = map[string]string{q.Key: v.Value, r.Key: w.Value}
				}
			}
		}
	}
	return behind
}

// readClause gives the answers that a clause states, each alternative alone.
func readClause(m *Matrix, behind map[string]map[string]string, clause string) []map[string]string {
	list, isShape := strings.CutPrefix(clause, "it is mostly ")
	if !isShape {
		return []map[string]string{behind[clause]}
	}
	var all []map[string]string
	for _, v := range m.Questions()[0].Values {
		if v.Fact != "" && strings.Contains(list, string(v.Fact)) {
			all = append(all, map[string]string{ShapeKey: v.Value})
		}
	}
	return all
}

func TestChangesLeadWhereTheySay(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	behind := answersBehind(m)
	for _, a := range everyShape(m, 60) {
		d := Decide(m, a)
		last := Other
		for _, c := range m.Changes(d) {
			if c.Effect < last || len(c.If) == 0 {
				t.Fatalf("%v: %v comes too late, or is empty", a, c)
			}
			last = c.Effect
			for _, clause := range c.If {
				for _, change := range readClause(m, behind, clause) {
					if len(change) == 0 {
						t.Fatalf("%v: nobody answers %q", a, clause)
					}
					b := maps.Clone(a)
					maps.Copy(b, change)
					if now := Decide(m, b); now.Outcome != c.Outcome || (now.Outcome == d.Outcome && now.Strength == d.Strength) || !strings.Contains(c.Result, effectWord(d, now)) {
						t.Errorf("%v, if %s: %s %s, said %q", a, clause, now.Outcome, now.Strength, c.Result)
					}
				}
			}
		}
		if stays := d.Verdict == VerdictStay; stays != (len(m.Changes(d)) == 0) {
			t.Errorf("%v: %v", a, m.Changes(d))
		}
	}
}

// effectWord is a word that must stand in what is said of the way from one
// decision to another.
func effectWord(was, now Decision) string {
	order := []Strength{Clear, Slight, Contested}
	switch {
	case now.Outcome == "":
		return "no recommendation"
	case now.Outcome != was.Outcome:
		return ""
	case slices.Index(order, now.Strength) > slices.Index(order, was.Strength):
		return "but " + string(now.Strength)
	case now.Strength == Clear:
		return "and clear"
	}
	return "no longer contested"
}

func TestShorten(t *testing.T) {
	t.Parallel()
	list := []Change{
		{Effect: Other, Result: "a", If: []string{"a1", "a2", "a3"}},
		{Effect: Other, Result: "b", If: []string{"b1", "b2", "b3"}, Pairs: 2},
		{Effect: Weaker, Result: "c", If: []string{"c1", "c2"}},
	}
	tests := []struct {
		n    int
		want string
		cut  int
	}{
		{0, "", 8}, {1, "a1", 7}, {2, "a1 b1", 6}, {3, "a1 a2 b1", 5}, {5, "a1 a2 a3 b1 c1", 3},
		{6, "a1 a2 a3 b1 c1 c2", 2}, {9, "a1 a2 a3 b1 b2 c1 c2", 1},
	}
	for _, tt := range tests {
		kept, cut := Shorten(list, tt.n)
		var words []string
		for _, c := range kept {
			words = append(words, c.If...)
		}
		if got := strings.Join(words, " "); got != tt.want || cut != tt.cut {
			t.Errorf("%d: %q and %d more, want %q and %d", tt.n, got, cut, tt.want, tt.cut)
		}
	}
	if len(list[0].If) != 3 || list[1].Pairs != 2 {
		t.Error("the list itself was cut")
	}
}
