package choose

import (
	"slices"
	"strings"
	"testing"

	"scaffold/internal/yamlx"
)

func TestWords(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	got := m.Words(map[string]string{"team": "small", "shape": "cms", "growth": "unsure", "waiting": "long", "colour": "red"})
	want := []Answer{
		{"shape", "What will the product mostly be on day 90?", "cms", "CMS or blog", "it is mostly a CMS or blog"},
		{"team", "Who builds and runs it?", "small", "One to three people, no platform", "one to three people build it, without a service platform"},
		{"growth", "After 30,000 users, what is it mostly?", "unsure", "Not sure", ""},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if m.Words(nil) == nil {
		t.Error("no answers give no list")
	}
}

func TestBuiltInFacts(t *testing.T) {
	t.Parallel()
	seen := map[Fact]string{}
	for _, q := range builtIn(t).Questions() {
		for _, v := range q.Values {
			if (v.Fact == "") != (v.Value == Unsure) {
				t.Errorf("%s = %s: the fact is %q", q.Key, v.Value, v.Fact)
			}
			if other, twice := seen[v.Fact]; twice && v.Fact != "" {
				t.Errorf("%s = %s says what %s says", q.Key, v.Value, other)
			}
			if strings.HasSuffix(string(v.Fact), ".") || strings.ToLower(string(v.Fact))[:min(1, len(v.Fact))] != string(v.Fact)[:min(1, len(v.Fact))] {
				t.Errorf("%q cannot stand in the middle of a sentence", v.Fact)
			}
			seen[v.Fact] = q.Key + " = " + v.Value
		}
	}
}

func TestClausesWithoutFacts(t *testing.T) {
	t.Parallel()
	source := string(builtInSource(t))
	for _, fact := range []string{"a marketplace", "a public website", "staff need an admin from day one"} {
		source = strings.Replace(source, "        fact: "+fact+"\n", "", 1)
	}
	m, err := Load("mine.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	shape, office := m.Questions()[0], m.Questions()[2]
	tests := []struct{ got, want string }{
		{m.clause(shape, "marketplace"), `the answer to "What will the product mostly be on day 90?" is "Marketplace, two sides that meet"`},
		{
			m.clause(shape, "ml", "api", "website", "marketplace"),
			`it is mostly an API for other software or model serving, or the answer to "What will the product mostly be on day 90?" is "Marketplace, two sides that meet" or "Public website with forms"`,
		},
		{m.clause(shape, "cms", "saas", "ml"), "it is mostly a CMS or blog, a SaaS with many tenants or model serving"},
		{m.clause(office, "day-one"), `the answer to "Will staff edit data in an admin?" is "Yes, from day one"`},
		{m.clause(office, Unsure), ""},
		{Sentence(m.clause(office, "later")), "Staff need an admin later on."},
		{Sentence(""), ""},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestFactsAreChecked(t *testing.T) {
	t.Parallel()
	tests := []struct{ fact, want string }{
		{`""`, `key "fact" is empty`},
		{`"  "`, `key "fact" is empty`},
		{`"one\ntwo"`, `key "fact" is more than one line`},
		{strings.Repeat("a", 61), `key "fact" has 61 characters, more than 60`},
		{"[a, b]", "a single value is expected here"},
		{strings.Repeat("a", 60), ""},
	}
	for _, tt := range tests {
		source := strings.Replace(string(builtInSource(t)), "fact: a marketplace\n", "fact: "+tt.fact+"\n", 1)
		_, err := Load("mine.yaml", []byte(source))
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.fact, err)
			}
			continue
		}
		problems, ok := err.(yamlx.Problems)
		if !ok || len(problems) != 1 || problems[0].Line == 0 || !strings.Contains(problems[0].Message, tt.want) {
			t.Errorf("%s: %v", tt.fact, err)
		}
	}
}
