package app_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/internal/app"
	"scaffold/internal/prompt"
	"scaffold/templates"
)

// TestRefusalsAreListed: what is not offered is data, with conditions spelled
// out as values and the nearest combination that is offered.
func TestRefusalsAreListed(t *testing.T) {
	t.Parallel()
	for framework, want := range map[string]string{
		"":      `[{"id":"cold-soup","framework":"tent","when":{"food":["soup"],"stove":["false"]},"reason":"soup needs a stove","instead":{"food":"bread"}}]`,
		"cabin": `[]`,
	} {
		list, err := house().Options(framework)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(list.Refusals); err != nil || string(got) != want {
			t.Errorf("%q: %s, %v", framework, got, err)
		}
	}
}

// TestRefusalsOfThePacks: the built-in packs refuse with keys that exist, and
// what each offers instead is generated.
func TestRefusalsOfThePacks(t *testing.T) {
	t.Parallel()
	a := builtin(none)
	list, err := a.Options("")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list.Refusals {
		flags := []string{"name=shop", "framework=" + r.Framework, "reason=so"}
		for key, values := range r.When {
			if len(values) == 0 {
				t.Fatalf("%s: no value of %s is refused", r.ID, key)
			}
			flags = append(flags, key+"="+values[0])
		}
		if _, err := dry(t, a, app.Sources{Flags: pairs(flags...)}); err == nil || !strings.Contains(err.Error(), r.Reason) {
			t.Errorf("%s: %v", r.ID, err)
		}
		for i, flag := range flags {
			key, _, _ := strings.Cut(flag, "=")
			if value, ok := r.Instead[key]; ok {
				flags[i] = key + "=" + value
			}
		}
		for key, value := range r.Instead {
			if _, ok := r.When[key]; !ok {
				flags = append(flags, key+"="+value)
			}
		}
		if _, err := dry(t, a, app.Sources{Flags: pairs(flags...)}); err != nil {
			t.Errorf("%s: instead of it: %v", r.ID, err)
		}
	}
}

// TestRefusedAtPrompts: a value that does not go together is listed with the
// reason and not taken; one that only a default stands against is.
func TestRefusedAtPrompts(t *testing.T) {
	a := app.New(os.DirFS(absolute(t, "testdata/house")), "matrix.yaml", none)
	t.Chdir(t.TempDir())
	to := func(ask, take string) prompt.Answer { return prompt.Answer{Ask: ask, Take: take} }
	seen := map[string]string{}
	look := &looking{Script: prompt.NewScript(t,
		to("Use Tent?", "Change options"), to("Which option?", "food: Bread"), to("Which food?", "Soup (not offered)"),
		to("Which option?", "Done"), to("Use Tent?", "Use Tent"),
	), seen: seen}
	result, err := ask(t, a, look, "", "name=x", "shape=summer", "stove=false")
	if err != nil {
		t.Fatal(err)
	}
	const reason = "food=soup with stove=false is not offered: soup needs a stove; the nearest that is: --food bread"
	if got := seen["Soup (not offered)"]; got != "Not taken: "+reason+"." {
		t.Errorf("help: %q", got)
	}
	if said := strings.Join(strings.Fields(look.Said()), " "); !strings.Contains(said, "That does not go together: "+reason) {
		t.Errorf("said: %s", said)
	}
	if result.Answers["food"].Value != "bread" || result.Answers["stove"].Value != "false" {
		t.Errorf("%v", result.Answers)
	}
	script := prompt.NewScript(t,
		to("Use Tent?", "Change options"), to("Which option?", "food: Bread"), to("Which food?", "Soup"), to("Which option?", "stove: Yes"),
		to("A stove?", "Yes (default)"), to("Which option?", "Done"), to("Use Tent?", "Use Tent"),
	)
	if result, err = ask(t, a, script, "", "name=x", "shape=summer"); err != nil {
		t.Fatal(err)
	}
	if want := "scaffold new x --shape summer --food soup --yes"; result.Command != want || result.Answers["stove"].Value != "true" {
		t.Errorf("%s, want %s: %v", result.Command, want, result.Answers["stove"])
	}
}

// absolute gives a path that stays when the folder changes.
func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// looking notes the help of every choice it sees.
type looking struct {
	*prompt.Script
	seen map[string]string
}

func (l *looking) Select(ctx context.Context, q prompt.Select) (int, error) {
	for _, choice := range q.Choices {
		l.seen[choice.Label] = choice.Help
	}
	return l.Script.Select(ctx, q)
}

// TestRefusedBeforeTheFirstQuestion: what was given and does not go together is
// told at once where the framework is known.
func TestRefusedBeforeTheFirstQuestion(t *testing.T) {
	a := app.New(os.DirFS(absolute(t, "testdata/house")), "matrix.yaml", none)
	t.Chdir(t.TempDir())
	_, err := ask(t, a, prompt.NewScript(t), "x", "framework=tent", "food=soup", "stove=false")
	if code(err) != app.CodeInvalidAnswers || !strings.Contains(err.Error(), "soup needs a stove") {
		t.Errorf("%v", err)
	}
}

// TestRefusalInTheRealPack puts a refusal into the FastAPI pack's manifest: its
// default rows that run into it give way, and the two together are refused.
func TestRefusalInTheRealPack(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.CopyFS(root, templates.FS); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "fastapi", "pack.yaml")
	manifest, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const refusal = "  - {id: no-sqlmodel-admin, when: {orm: sqlmodel, admin: sqladmin}, why: the pages read other models, instead: {admin: none}}\n"
	text := string(manifest)
	if strings.Contains(text, "\nrefuse:\n") {
		text = strings.Replace(text, "\nrefuse:\n", "\nrefuse:\n"+refusal, 1)
	} else {
		text = strings.Replace(text, "\nfeatures:\n", "\nrefuse:\n"+refusal+"features:\n", 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a := app.New(os.DirFS(root), templates.MatrixFile, none)
	flags := []string{"name=shop", "shape=api", "orm=sqlmodel"}
	result, err := dry(t, a, app.Sources{Flags: pairs(append(flags, "back_office=day-one")...)})
	if err != nil || result.Answers["admin"].Value != "none" || result.Answers["orm"].Value != "sqlmodel" {
		t.Fatalf("%v, %v", result, err)
	}
	const want = "admin=sqladmin with orm=sqlmodel is not offered: the pages read other models; the nearest that is: --admin none"
	if _, err := dry(t, a, app.Sources{Flags: pairs(append(flags, "admin=sqladmin")...)}); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v", err)
	}
}
