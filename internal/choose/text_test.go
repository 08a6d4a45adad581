package choose

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

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
		{answers{"shape": "cms"}, "fastapi", "FastAPI, against the recommendation (Django, clear)"},
		{answers{}, "", "No recommendation, too little is known"},
		{answers{}, "fastapi", "FastAPI, chosen, not assessed (no recommendation, too little is known)"},
		{answers{"back_office": "day-one", "connections": "many"}, "", "No recommendation, too close to call"},
		{answers{"shape": "existing-fastapi"}, "", "Stay on FastAPI"},
		{answers{"shape": "existing-fastapi"}, "django", "Django, although the matrix says: stay on FastAPI"},
	}
	for _, tt := range tests {
		d := Decide(m, tt.given)
		if tt.framework != "" {
			d = d.Use(tt.framework, "flag", "")
		}
		if got := m.Summary(d); !strings.HasPrefix(got, tt.want) || !strings.HasSuffix(got, ".") {
			t.Errorf("%v %s: %q, want %q", tt.given, tt.framework, got, tt.want)
		}
		if got := strings.Join(strings.Fields(m.Text(d, 80)), " "); !strings.HasPrefix(got, tt.want+" (points: Django ") {
			t.Errorf("%v %s: the text begins with %q", tt.given, tt.framework, got[:80])
		}
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for i, a := range samples(300, 0.3) {
		width := 40 + i%60
		d := Decide(m, a)
		if i%3 == 0 {
			d = d.Use([]string{"django", "fastapi"}[i%2], "flag", "a reason")
		}
		text := m.Text(d, width)
		if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("%v: the text ends in %q", a, text[len(text)-3:])
		}
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > width || strings.TrimRight(line, " ") != line {
				t.Errorf("%v at %d columns: %q", a, width, line)
			}
			if i := strings.IndexFunc(line, func(r rune) bool { return r < 32 || r > 126 }); i >= 0 {
				t.Errorf("%v: %q is not plain ASCII", a, line)
			}
		}
	}
	d := Decide(m, nil)
	if m.Text(d, 3) != m.Text(d, 40) {
		t.Error("40 columns are not the narrowest")
	}
}

func TestTextInItsOrder(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "agent", "back_office": "day-one", "team": "small", "growth": "website"})
	text := m.Text(d, 80)
	last := -1
	for _, part := range []string{
		"FastAPI, contested (points: Django 7, FastAPI 0)\n", "Django\nfor pages and staff beside a FastAPI service",
		"\nFor FastAPI\n  R07     Agents", "(shape = agent)\n", "\nAgainst FastAPI\n  E04  +3 Staff", "(back_office = day-one)\n",
		"\nWarnings\n  W1   Staff", "\nWhat would change it\n  Django, if shape = cms, saas, internal-tool, marketplace, website, prototype\n",
		"  FastAPI, slight, if callers = software; or", "\nNot asked, and could matter\n  callers, waiting, connections, upgrades\n",
		"\nNotes\n  N1   The framework can be changed",
	} {
		at := strings.Index(text, part)
		if at <= last {
			t.Fatalf("%q stands at %d, not after %d, in\n%s", part, at, last, text)
		}
		last = at
	}
}

func TestTextOfAnOverride(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "cms"}).Use("fastapi", "flag", "all our services use it")
	text := m.Text(d, 80)
	for _, part := range []string{"Reason given: all our services use it\n", "\nFor FastAPI\n  Nothing in the answers.\n", "\nAgainst FastAPI\n  R01 ", "\nWarnings\n  W1 "} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	if strings.Contains(text, "no other answer speaks seriously against it") {
		t.Errorf("the comment on Django stands under FastAPI:\n%s", text)
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
	text := m.Text(d, 80)
	for _, part := range []string{"\nFor Django\n  E04", "\nFor FastAPI\n  E10", "\nWhat would settle it\n"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	if len(m.Strongest(Decide(m, nil))) != 0 {
		t.Error("there are reasons without answers")
	}
}

func TestFlipText(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	tests := []struct {
		flip Flip
		want string
	}{
		{Flip{map[string]string{"callers": "software"}, "fastapi", Slight}, "callers = software: FastAPI, slight"},
		{Flip{map[string]string{"upgrades": "best-tool", "callers": "apps"}, "django", Slight}, "callers = apps and upgrades = best-tool: Django, slight"},
		{Flip{map[string]string{"shape": "unsure"}, "", ""}, "shape = unsure: no recommendation"},
	}
	for _, tt := range tests {
		if got := m.FlipText(tt.flip); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestChangesLeaveOutWhatIsNoNews(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for _, a := range samples(200, 0.4) {
		d := Decide(m, a)
		for i, c := range m.Changes(d) {
			text := strings.Join(c.If, "; ")
			if strings.Contains(text, "unsure") || strings.Contains(text, "existing") || c.Result == "no recommendation" {
				t.Errorf("%v: %v", a, c)
			}
			if strings.Contains(text, "shape") && strings.HasPrefix(c.Result, m.OutcomeLabel(string(d.Outcome))) && d.Outcome != "" {
				t.Errorf("%v: another shape with the same outcome is told: %v", a, c)
			}
			if d.Outcome == "" && strings.Contains(text, " and ") {
				t.Errorf("%v: a pair is told while single answers settle it: %v", a, c)
			}
			if i == 0 && !strings.Contains(text, "shape = ") {
				t.Errorf("%v: the first change is %v", a, c)
			}
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	got := m.Words(map[string]string{"team": "small", "shape": "cms", "growth": "unsure", "waiting": "long", "colour": "red"})
	want := []Answer{
		{"shape", "What will the product mostly be on day 90?", "cms", "CMS or blog"},
		{"team", "Who builds and runs it?", "small", "One to three people, no service platform"},
		{"growth", "After 30,000 users, what is it mostly?", "unsure", "Not sure"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if m.Words(nil) == nil {
		t.Error("no answers give no list")
	}
}
