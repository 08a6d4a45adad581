package prompt

import (
	"regexp"
	"strings"
	"testing"
	"text/template"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
)

// TestColors draws with and without colours: the words are the same, and no
// line break lies inside the counted text of one drawing only.
func TestColors(t *testing.T) {
	t.Parallel()
	frame := newFrame(few(), 40, 24)
	list := *frame.prompt()
	entries := core.OptionAnswerList(list.Options)
	tests := map[string]struct {
		text string
		data any
		want string
	}{
		"list": {
			selectTemplate,
			survey.SelectTemplateData{Select: list, PageEntries: entries, SelectedIndex: 1, Description: frame.part},
			"? Which data store?\n  Arrows move, Enter takes, ? explains\n  PostgreSQL\n> Post-it\n  SQLite\n",
		},
		"explained": {
			selectTemplate,
			survey.SelectTemplateData{Select: list, PageEntries: entries[:1], ShowHelp: true, Description: frame.part},
			"? Which data store?\n  Where rows are kept.\n  Arrows move, Enter takes, ? explains\n> PostgreSQL\n" +
				"  The usual one, for everything that\n  has to last.\n",
		},
		"taken": {
			selectTemplate,
			survey.SelectTemplateData{Select: list, ShowAnswer: true, Answer: "SQLite", Description: frame.part},
			"? Which data store?  SQLite\n",
		},
		"line": {
			lineTemplate,
			lineView{Ask: "Name? (shop)", Hint: "  Type ? and Enter for help", Problem: "  use hyphens", Typed: "a"},
			"? Name? (shop)\n  Type ? and Enter for help\n  use hyphens\n> a",
		},
		"line taken": {lineTemplate, lineView{Ask: "Name?", Answered: true, Answer: "  a"}, "? Name?  a\n"},
	}
	codes := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			drawn := draw(t, test.text, core.TemplateFuncsWithColor, test.data)
			if !codes.MatchString(drawn) {
				t.Error("no colours")
			}
			for i, got := range []string{codes.ReplaceAllString(drawn, ""), draw(t, test.text, core.TemplateFuncsNoColor, test.data)} {
				if got != test.want {
					t.Errorf("drawing %d: got\n%q\nwant\n%q", i, got, test.want)
				}
			}
		})
	}
}

func draw(t *testing.T, text string, functions map[string]any, data any) string {
	t.Helper()
	parsed, err := template.New("").Funcs(functions).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := parsed.Execute(&out, data); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
