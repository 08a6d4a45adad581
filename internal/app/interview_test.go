package app_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/prompt"
)

// ask plans a project with somebody at the terminal.
func ask(t *testing.T, a *app.App, p prompt.Prompter, path string, flags ...string) (*app.NewResult, error) {
	t.Helper()
	return a.New(context.Background(), app.NewRequest{
		Sources: app.Sources{Flags: pairs(flags...)}, Path: path, DryRun: true, Git: app.GitAuto, Prompter: p,
	})
}

// code gives the kind of an error.
func code(err error) app.Code {
	if failure, ok := errors.AsType[*app.Error](err); ok {
		return failure.Code
	}
	return app.Code(fmt.Sprint(err))
}

// TestKnownShapeTakesSixQuestionsAtMost goes from nothing to a project with
// every default accepted.
func TestKnownShapeTakesSixQuestionsAtMost(t *testing.T) {
	t.Chdir(t.TempDir())
	catalogue, err := builtin(none).Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	shape, _ := catalogue.Key(answers.KeyShape)
	for _, v := range shape.Values {
		if v.Value == "unsure" || strings.HasPrefix(v.Value, "existing-") {
			continue
		}
		p := &walker{take: func(q prompt.Select) int {
			if i := slices.IndexFunc(q.Choices, func(c prompt.Choice) bool { return c.Label == v.Label }); i >= 0 {
				return i
			}
			return q.Default
		}}
		result, err := ask(t, builtin(none), p, "")
		if err != nil {
			t.Fatalf("%s: %v", v.Value, err)
		}
		if len(p.asked) > 6 || p.asked[0] != shape.Ask || p.asked[len(p.asked)-1] != "What is the project called?" {
			t.Errorf("%s: asked %q", v.Value, p.asked)
		}
		if item := result.Answers["shape"]; item.Origin != answers.OriginPrompt || item.Value != v.Value || result.Project.Name != "my-"+v.Value {
			t.Errorf("%s: %+v, %s", v.Value, item, result.Project.Name)
		}
	}
}

// walker answers by a rule and remembers what was asked.
type walker struct {
	take  func(prompt.Select) int
	input func(prompt.Input) string
	asked []string
	said  []string
	odd   []string // what a question should not look like
}

func (w *walker) Width() int      { return 80 }
func (w *walker) Say(text string) { w.said = append(w.said, text) }

func (w *walker) Select(_ context.Context, q prompt.Select) (int, error) {
	w.asked = append(w.asked, q.Ask)
	seen := map[string]bool{}
	for _, c := range q.Choices {
		if len(c.Label) > 37 || c.Help == "" || seen[c.Label] {
			w.odd = append(w.odd, fmt.Sprintf("%s: choice %q (%d columns), help %q", q.Ask, c.Label, len(c.Label), c.Help))
		}
		seen[c.Label] = true
	}
	if len(q.Ask) >= 60 || q.Help == "" || len(q.Choices) > 16 {
		w.odd = append(w.odd, fmt.Sprintf("%q, help %q, %d choices", q.Ask, q.Help, len(q.Choices)))
	}
	return w.take(q), nil
}

func (w *walker) Input(_ context.Context, q prompt.Input) (string, error) {
	w.asked = append(w.asked, q.Ask)
	text := q.Default
	if w.input != nil {
		text = w.input(q)
	}
	if q.Check != nil {
		if err := q.Check(text); err != nil {
			return "", err
		}
	}
	return text, nil
}

// TestEveryConversationIsACommand walks through the survey at random, with flags
// given and not: each walk ends, and the equivalent command says the same, byte
// for byte.
func TestEveryConversationIsACommand(t *testing.T) {
	t.Chdir(t.TempDir())
	a := builtin(none)
	random := rand.New(rand.NewPCG(20, 26))
	frameworks, strengths, odd := map[string]int{}, map[string]int{}, map[string]bool{}
	for walk := range 120 {
		p := &walker{input: func(q prompt.Input) string {
			if q.Default == "" && random.IntN(2) == 0 {
				return "it's what \"we\" know; $HOME"
			}
			return q.Default
		}}
		p.take = func(q prompt.Select) int {
			if len(p.asked) > 25 { // enough wandering
				for i, c := range q.Choices {
					if strings.HasPrefix(c.Label, "Use ") || strings.HasPrefix(c.Label, "Keep ") || c.Label == "Done" || strings.HasPrefix(c.Label, "Take ") {
						return i
					}
				}
			}
			return random.IntN(len(q.Choices))
		}
		flags := []string{}
		if walk%3 == 1 {
			flags = append(flags, "team=small", "ci=none")
		}
		result, err := ask(t, a, p, "", flags...)
		for _, text := range p.odd {
			odd[text] = true
		}
		if err != nil {
			if code(err) != app.CodeExistingCodebase {
				t.Fatalf("walk %d: %v\n%q", walk, err, p.asked)
			}
			continue
		}
		frameworks[result.Project.Framework]++
		strengths[string(result.Decision.Strength)]++
		again, err := a.New(context.Background(), app.NewRequest{
			Sources: app.Sources{Flags: parse(t, result.Command)}, DryRun: true, Git: app.GitAuto,
		})
		if err != nil {
			t.Fatalf("walk %d: %s: %v", walk, result.Command, err)
		}
		if !reflect.DeepEqual(again.Files, result.Files) {
			t.Errorf("walk %d: %s gives other files", walk, result.Command)
		}
	}
	for text := range odd {
		t.Error(text)
	}
	if len(frameworks) != 2 || len(strengths) < 4 {
		t.Errorf("the walks saw too little: %v, %v", frameworks, strengths)
	}
	t.Logf("%v %v", frameworks, strengths)
}

// parse reads an equivalent command back: the name and the flags.
func parse(t *testing.T, command string) []answers.Pair {
	t.Helper()
	var words []string
	word, quoted, any := "", false, false
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\'':
			quoted, any = !quoted, true
		case c == '\\' && !quoted:
			i++
			word += string(command[i])
		case c == ' ' && !quoted:
			if word != "" || any {
				words = append(words, word)
			}
			word, any = "", false
		default:
			word += string(c)
		}
	}
	words = append(words, word)
	if len(words) < 4 || words[0] != "scaffold" || words[1] != "new" || words[len(words)-1] != "--yes" {
		t.Fatalf("%s", command)
	}
	list := []answers.Pair{{Key: answers.KeyName, Text: words[2]}}
	for i := 3; i+1 < len(words); i += 2 {
		key := strings.ReplaceAll(strings.TrimPrefix(words[i], "--"), "-", "_")
		list = append(list, answers.Pair{Key: key, Text: words[i+1]})
	}
	return list
}

func TestConversations(t *testing.T) {
	t.Chdir(t.TempDir())
	to := func(ask, take string) prompt.Answer { return prompt.Answer{Ask: ask, Take: take} }
	for name, test := range map[string]struct {
		flags   []string
		answers []prompt.Answer
		want    string // framework, strength, override
		says    []string
		command string
	}{
		"nothing is asked about the product when the framework is given": {
			[]string{"framework=fastapi", "name=x"}, []prompt.Answer{to("Use FastAPI?", "Use FastAPI")},
			"fastapi  flag", nil, "scaffold new x --framework fastapi --yes"},
		"the other framework, with a reason": {
			[]string{"name=x", "shape=saas", "connections=few", "growth=same"},
			[]prompt.Answer{to("Use Django?", "Take FastAPI"), to("Why FastAPI?", "we know it"), to("Use FastAPI?", "Use FastAPI")},
			"fastapi clear prompt", []string{"SaaS", "Django.\n", "against the recommendation", "Warning: This is a product of content"},
			"scaffold new x --framework fastapi --reason 'we know it' --shape saas --connections few --growth same --yes"},
		"the other framework, and back": {
			[]string{"name=x", "shape=saas", "connections=few", "growth=same"},
			[]prompt.Answer{to("Use Django?", "Take FastAPI"), to("Why FastAPI?", ""), to("Use FastAPI?", "Back to Django"), to("Use Django?", "Use")},
			"django clear ", []string{"no reason was given"}, "scaffold new x --shape saas --connections few --growth same --yes"},
		"options that exist only there are forgotten with the framework": {
			[]string{"name=x", "shape=saas", "connections=few", "growth=same"},
			[]prompt.Answer{
				to("Use Django?", "Change options"), to("Which option?", "api"), to("API", "No API"), to("Which option?", "ci"), to("checks", "GitLab"), to("Which option?", ""),
				to("Use Django?", "Take FastAPI"), to("Why FastAPI?", "so"), to("Use FastAPI?", "Use FastAPI"),
			},
			"fastapi clear prompt", nil, "scaffold new x --framework fastapi --reason so --shape saas --connections few --growth same --ci gitlab --yes"},
		"an option, and back to its default": {
			[]string{"name=x", "shape=saas", "connections=few", "growth=same", "ci=none"},
			[]prompt.Answer{
				to("Use Django?", "Change options"), to("Which option?", "database"), to("database", "SQLite"), to("Which option?", "database: SQLite"),
				to("database", "PostgreSQL (default)"), to("Which option?", "Done"), to("Use Django?", "Use"),
			},
			"django clear ", nil, "scaffold new x --shape saas --connections few --growth same --ci none --yes"},
		"contested, then another shape": {
			[]string{"name=x", "back_office=day-one", "team=small", "growth=website"},
			[]prompt.Answer{
				to("day 90", "AI agent"), to("Keep FastAPI? (contested)", "Say it is mostly something else"), to("day 90", "Internal tool"), to("thousands", "No"), to("Use Django?", "Use"),
			},
			"django clear ", []string{"FastAPI, contested", "One question checks"}, ""},
		"contested, and kept": {
			[]string{"name=x", "shape=agent", "back_office=day-one", "team=small", "growth=website"},
			[]prompt.Answer{to("Keep FastAPI", "Keep FastAPI")},
			"fastapi contested ", nil, ""},
		"unsure to the end": {
			[]string{"name=x"},
			[]prompt.Answer{
				to("day 90", ""), to("1: Who will send", ""), to("2: ", ""), to("3: ", ""), to("4: ", ""), to("5: ", ""), to("6: ", ""),
				to("Which one", "Take FastAPI"), to("Why FastAPI?", "coin"), to("Use FastAPI?", ""),
			},
			"fastapi  prompt", []string{"too little is known"}, ""},
		"enough is enough": {
			[]string{"name=x"},
			[]prompt.Answer{to("day 90", "Not sure"), to("1: ", "Browsers that"), to("2: ", "One to three"), to("3: ", "Decide now"), to("Use Django?", "")},
			"django clear ", nil, "scaffold new x --shape unsure --callers browsers --team small --yes"},
		"decided early, then more answers after all": {
			[]string{"name=x"},
			[]prompt.Answer{
				to("day 90", "Not sure"), to("1: ", "Decide now"), to("Which one", "Answer more"), to("1: ", "Other software"), to("2: ", "Decide now"), to("Use FastAPI?", ""),
			},
			"fastapi slight ", nil, ""},
		"a new service beside an existing one": {
			[]string{"name=x"},
			[]prompt.Answer{to("day 90", "Work on an existing Django"), to("new service", "Yes"), to("day 90", "Model serving"), to("1 of 3", ""), to("2 of 3", ""), to("3 of 3", ""), to("Use FastAPI?", "")},
			"fastapi clear ", []string{"Stay on Django"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := prompt.NewScript(t, test.answers...)
			result, err := ask(t, builtin(none), p, "", test.flags...)
			if err != nil {
				t.Fatal(err)
			}
			got := result.Project.Framework + " " + string(result.Decision.Strength) + " "
			if o := result.Decision.Overridden; o != nil {
				got += o.By
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
			for _, text := range test.says {
				if !strings.Contains(p.Said(), text) {
					t.Errorf("never said %q:\n%s", text, p.Said())
				}
			}
			if test.command != "" && result.Command != test.command {
				t.Errorf("command:\n%s\nwant:\n%s", result.Command, test.command)
			}
		})
	}
}

func TestConversationsThatEndOtherwise(t *testing.T) {
	t.Chdir(t.TempDir())
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "mine"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		path    string
		flags   []string
		answers []prompt.Answer
		code    app.Code
		exit    int
	}{
		"declined":                            {"x", nil, []prompt.Answer{{Ask: "day 90", Err: prompt.ErrDeclined}}, app.CodeDeclined, 3},
		"interrupted":                         {"x", []string{"shape=api"}, []prompt.Answer{{Ask: "1 of 3", Err: prompt.ErrInterrupted}}, app.CodeInterrupted, 130},
		"declined at the offer":               {"x", []string{"framework=django"}, []prompt.Answer{{Ask: "Use Django?", Err: prompt.ErrDeclined}}, app.CodeDeclined, 3},
		"stays":                               {"x", nil, []prompt.Answer{{Ask: "day 90", Take: "Work on an existing FastAPI"}, {Ask: "new service", Take: "No"}}, app.CodeExistingCodebase, 6},
		"stays, given by a flag":              {"x", []string{"shape=existing-django"}, nil, app.CodeExistingCodebase, 6},
		"a wrong answer is told before":       {"x", []string{"jobs=celry"}, nil, app.CodeInvalidAnswers, 2},
		"a target in the way is told before":  {occupied, nil, nil, app.CodeTargetInTheWay, 7},
		"wrong answers come before the place": {occupied, []string{"jobs=celry"}, nil, app.CodeInvalidAnswers, 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ask(t, builtin(none), prompt.NewScript(t, test.answers...), test.path, test.flags...)
			failure, ok := errors.AsType[*app.Error](err)
			if !ok || failure.Code != test.code || failure.Exit != test.exit {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestNameIsAskedForLast suggests a name that is valid, free, and near to what
// was given.
func TestNameIsAskedForLast(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("my-api/src", 0o755); err != nil {
		t.Fatal(err)
	}
	flags := []string{"shape=api", "back_office=never", "team=platform", "growth=api"}
	for path, want := range map[string]string{"": "my-api-2", "My_App": "my-app", "deep/django": "django-app"} {
		suggested := ""
		p := &walker{take: func(q prompt.Select) int { return q.Default }, input: func(q prompt.Input) string {
			suggested = q.Default
			for _, bad := range []string{"", "django", "Bad Name", "my-api"} {
				if err := q.Check(bad); err == nil && !(bad == "my-api" && path != "") {
					t.Errorf("%q with PATH %q is accepted", bad, path)
				}
			}
			return q.Default
		}}
		result, err := ask(t, builtin(none), p, path, flags...)
		if err != nil {
			t.Fatal(err)
		}
		if suggested != want || result.Project.Name != want || filepath.Base(result.Project.Path) != filepath.Base(path+map[bool]string{true: want}[path == ""]) {
			t.Errorf("PATH %q: suggested %q, made %s in %s", path, suggested, result.Project.Name, result.Project.Path)
		}
	}
}

// TestDefaultsFilePreselects makes sure that a defaults file moves the cursor and
// answers nothing for the person.
func TestDefaultsFilePreselects(t *testing.T) {
	t.Chdir(t.TempDir())
	sources := app.Sources{Defaults: &app.File{Name: "d.yaml", Data: []byte("shape: marketplace\ngrowth: api\nteam: small\nci: gitlab\njobs: arq\n")}}
	p := &walker{take: func(q prompt.Select) int { return q.Default }}
	result, err := builtin(none).New(context.Background(), app.NewRequest{Sources: sources, Path: "x", DryRun: true, Git: app.GitAuto, Prompter: p})
	if err != nil {
		t.Fatal(err)
	}
	origins := map[string]answers.Origin{"shape": answers.OriginPrompt, "growth": answers.OriginPrompt, "team": answers.OriginDefaults, "ci": answers.OriginDefaults, "jobs": answers.OriginDefault}
	for key, origin := range origins {
		if item := result.Answers[key]; item.Origin != origin {
			t.Errorf("%s: %+v", key, item)
		}
	}
	if got := result.Command; got != "scaffold new x --shape marketplace --connections unsure --growth api --defaults d.yaml --yes" {
		t.Errorf("command: %s", got)
	}
	if len(result.Warnings) != 1 || result.Warnings[0] != "d.yaml: not used with Django: jobs" {
		t.Errorf("warnings: %q", result.Warnings)
	}
}

// TestChooseAsks decides at a terminal, and writes nothing.
func TestChooseAsks(t *testing.T) {
	t.Parallel()
	p := prompt.NewScript(t, prompt.Answer{Ask: "day 90", Take: "CMS"}, prompt.Answer{Ask: "thousands", Take: "Yes"}, prompt.Answer{Ask: "30,000", Take: "The same"})
	result, err := builtin(none).Choose(context.Background(), app.ChooseRequest{Prompter: p})
	if err != nil {
		t.Fatal(err)
	}
	if d := result.Decision; string(d.Outcome) != "django" || string(d.Strength) != "slight" || len(d.Warnings) != 1 {
		t.Errorf("%+v", d)
	}
	p = prompt.NewScript(t, prompt.Answer{Ask: "day 90", Err: prompt.ErrDeclined})
	if _, err := builtin(none).Choose(context.Background(), app.ChooseRequest{Prompter: p}); code(err) != app.CodeDeclined {
		t.Errorf("%v", err)
	}
}
