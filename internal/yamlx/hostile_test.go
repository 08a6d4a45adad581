package yamlx

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestHostileDocuments: aliases that multiply, nesting, huge texts, tags, and
// thousands of mistakes: each is refused with a place, in little time, and never
// with more problems than somebody reads.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	laughs := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 20 {
		laughs += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	var wrong strings.Builder
	for i := range 80_000 {
		fmt.Fprintf(&wrong, "k%d: 1\n", i)
	}
	for name, text := range map[string]string{
		"aliases that multiply": laughs, "an alias of itself": "a: &a [*a]\n", "flow lists": strings.Repeat("[", 100_000), "flow maps": strings.Repeat("{a: ", 50_000),
		"blocks": nestedBlocks(700), "dashes": strings.Repeat("- ", 300_000), "questions": strings.Repeat("? ", 300_000),
		"a huge text": "a: " + strings.Repeat("x", 2<<20), "a huge key": strings.Repeat("x", 900_000) + ": 1\n", "tags": "a: !!python/object/apply:os.system [x]\n",
		"an include": "a: !include /etc/passwd\n", "binary": "a: !!binary aGk=\n", "merge": "<<: {a: 1}\n", "duplicate keys": strings.Repeat("a: 1\n", 100_000), "unknown keys": wrong.String(),
	} {
		begin := time.Now()
		var into struct {
			Name string `yaml:"name"`
		}
		problems := Decode(WhereConfig, "f.yaml", []byte(text), &into)
		if len(problems) == 0 || len(problems) > MaxProblems+1 {
			t.Errorf("%s: %d problems", name, len(problems))
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.Message == "" || len(p.String()) > 4_000_000 {
				t.Errorf("%s: %+v", name, p)
			}
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func nestedBlocks(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestTextsOfPacksAreSeen: what packs and matrices say is shown on terminals, and
// must not do anything there.
func TestTextsOfPacksAreSeen(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"\e[2J"`, `"\x07"`, `"\u009b31m"`, `"\r"`, `"\u202e"`, `"\u2066"`, `"\b"`} {
		for where, want := range map[Where]int{WherePack: 1, WhereMatrix: 1, WhereConfig: 0} {
			if _, problems := Parse(where, "f", []byte("ask: "+text+"\n")); len(problems) != want {
				t.Errorf("%s in %s: %v", text, where, problems)
			}
		}
	}
	if _, problems := Parse(WherePack, "f", []byte("ask: \"a\\tb\\nc é\"\n")); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestVisible: whatever is told is seen, and nothing else happens.
func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain é\n\tx": "plain é\n\tx", "\x1b[2J": `\x1b[2J`, "a\rb": `a\x0db`, "\u009b1m": `\u009b1m`, "\xff": `\xff`,
		"\u202eevil": `\u202eevil`, "\x1b]0;t\x07": `\x1b]0;t\x07`, "\ufffd": "\ufffd", "\u2028": `\u2028`, "": "",
	} {
		if got := Visible(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
