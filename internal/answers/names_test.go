package answers

import (
	"strings"
	"testing"
	"unicode/utf8"

	"scaffold/internal/yamlx"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, rule, suggestion string }{
		{"shop", "", ""},
		{"my-app-2", "", ""},
		{"a", "", ""},
		{strings.Repeat("a", 40), "", ""},
		{"email", "", ""}, // the standard library's names are fine
		{"", "is empty", "my-app"},
		{"my_app", "is not valid", "my-app"},
		{"my app", "is not valid", "my-app"},
		{"MyShop", "is not valid", "my-shop"},
		{"SHOP", "is not valid", "shop"},
		{"Django", "is not valid", "django-app-2"}, // django and django-app are taken here
		{"celery", "Python package", "celery-app"},
		{"con", "device of Windows", "con-app"},
		{"lpt9", "device of Windows", "lpt9-app"},
		{"a--b", "is not valid", "a-b"},
		{"-a-", "is not valid", "a"},
		{"3d-shop", "is not valid", "app-3d-shop"},
		{"é", "is not valid", "e"},
		{"e\u0301t\u0301", "is not valid", "et"},
		{"Übergröße", "is not valid", "uebergroesse"},
		{"İstanbul", "is not valid", "istanbul"},
		{"магазин", "is not valid", "my-app"},
		{"🚀", "is not valid", "my-app"},
		{strings.Repeat("a", 41), "41 characters", strings.Repeat("a", 40)},
		{strings.Repeat("a", 39) + "-bc", "42 characters", strings.Repeat("a", 39)},
		{"shop\n", "line break", "shop"},
		{"a\r\nb", "line break", "a-b"},
		{"../x", "is not valid", "x"},
		{`C:\work\Shop`, "is not valid", "shop"},
		{"/", "is not valid", "my-app"},
		{"..", "is not valid", "my-app"},
		{"shop.", "is not valid", "shop"},
		{"a\x00b", "is not valid", "a-b"},
		{"\xff", "is not valid", "my-app"},
	} {
		problem := CheckName(test.name, locked)
		if test.rule == "" {
			if problem != nil {
				t.Errorf("%q: %s", test.name, problem)
			}
			continue
		}
		if problem == nil {
			t.Errorf("%q is taken", test.name)
			continue
		}
		if !strings.Contains(problem.Message, test.rule) || problem.Hint != "for example "+test.suggestion || problem.Key != KeyName {
			t.Errorf("%q: %q, hint %q, want %q and %q", test.name, problem.Message, problem.Hint, test.rule, test.suggestion)
		}
	}
}

func TestSuggestNameGivesUpWhenEverythingIsReserved(t *testing.T) {
	t.Parallel()
	everything := func(string) bool { return true }
	if got := SuggestName("shop", everything); got != "" {
		t.Errorf("%q", got)
	}
	if problem := CheckName("shop", everything); problem == nil || problem.Hint != "" {
		t.Errorf("%v", problem)
	}
}

func TestLettersArePlainOnce(t *testing.T) {
	t.Parallel()
	seen := map[rune]string{}
	for letters, marked := range plain {
		for _, r := range marked {
			if other, twice := seen[r]; twice {
				t.Errorf("%q stands for %q and %q", r, letters, other)
			}
			seen[r] = letters
		}
	}
}

func TestNameIsCheckedWhereItWasGiven(t *testing.T) {
	t.Parallel()
	c := catalogue()
	for name, test := range map[string]struct {
		sources []Source
		want    []string
	}{
		"flag":     {[]Source{c.FromFlags([]Pair{{"name", "../x"}}, nil)}, []string{`the name "../x" is not valid: ` + nameRule + `; for example --name x`}},
		"env":      {[]Source{c.FromEnv(lookup("SCAFFOLD_NAME", "My App"))}, []string{`the name "My App" is not valid: ` + nameRule + `; for example SCAFFOLD_NAME=my-app`}},
		"config":   {[]Source{c.FromConfig("c", []byte("name: con"))}, []string{`c:1:7: the name "con" is a device of Windows: no folder there can have it; for example name: con-app`}},
		"argument": {[]Source{c.FromArgument("name", "My_App")}, []string{`the name "My_App" is not valid: ` + nameRule + `; for example my-app`}},
		"argument does not count when a name is given": {
			[]Source{c.FromArgument("name", "My_App"), c.FromConfig("c", []byte("name: shop"))}, []string{},
		},
		"config is held to the rules although a flag wins": {
			[]Source{c.FromFlags([]Pair{{"name", "shop"}}, nil), c.FromConfig("c", []byte("name: a--b"))},
			[]string{`c:1:7: the name "a--b" is not valid: ` + nameRule + `; for example name: a-b`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, "problems", lines(c.Merge(locked, test.sources...).Problems()), test.want)
		})
	}
}

func TestCheckDescription(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{`It's "quoted" {{ x }} <% on %> \ 🚀 %s`, ""},
		{strings.Repeat("é", 200), ""},
		{strings.Repeat("é", 201), "has 201 characters"},
		{"a\nb", "line break"},
		{"a\rb", "line break"},
		{"a\u2028b", "line break"},
		{"a\tb", "control character"},
		{"a\x00b", "control character"},
		{"a\x1b[31m", "control character"},
		{"a\x7f", "control character"},
		{"\xff", "UTF-8"},
	} {
		problem := CheckDescription(test.text)
		if (problem == nil) != (test.want == "") || problem != nil && !strings.Contains(problem.Message, test.want) {
			t.Errorf("%q: %v, want %q", test.text, problem, test.want)
		}
	}
}

// located says what is wrong with a problem itself.
func located(p yamlx.Problem) string {
	switch {
	case p.Message == "":
		return "no message"
	case p.Where == "":
		return "no place"
	case p.Allowed == nil:
		return "no list of allowed values"
	case p.File != "" && (p.Line < 1 || p.Column < 1):
		return "a file without line and column"
	}
	return ""
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"", "shop", "Django", "my app", "con", "a--b", "é", "../x", "a\nb", strings.Repeat("a", 41), "1", "\xff", "İ", "con-app"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		problem := CheckName(text, locked)
		valid := SuggestName(text, locked)
		if again := CheckName(valid, locked); again != nil {
			t.Errorf("%q: the suggestion %q is not valid: %s", text, valid, again)
		}
		if problem == nil && valid != text {
			t.Errorf("%q is valid, but %q is suggested", text, valid)
		}
		if problem != nil && (located(*problem) != "" || problem.Hint == "") {
			t.Errorf("%q: %s: %+v", text, located(*problem), problem)
		}
		if d := CheckDescription(text); d != nil && (located(*d) != "" || d.Hint == "") {
			t.Errorf("%q: %s: %+v", text, located(*d), d)
		} else if d == nil && (!utf8.ValidString(text) || strings.ContainsAny(text, "\x00\n")) {
			t.Errorf("%q is taken as a description", text)
		}
	})
}
