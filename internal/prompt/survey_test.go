//go:build unix

package prompt

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"scaffold/internal/ptytest"
)

const (
	up, down, right, left = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
	enter                 = "\r"
)

// shapes is as long as the longest question: all its choices must be seen at
// once on 24 lines.
func shapes() Select {
	return Select{
		Ask:  "What will the product mostly be on day 90?",
		Help: "Think of what most users do most of the time. When two answers fit, take the one that is harder to change later.",
		Choices: []Choice{
			{"CMS or blog", "Editors write and publish; visitors read."},
			{"SaaS with many tenants and an admin", "Companies sign up, pay, invite people and are kept apart from each other."},
			{"Marketplace or shop", "Buyers, sellers, orders and payments."},
			{"Internal tool", "Colleagues work on records."},
			{"Public website", "Pages that search engines read."},
			{"API for an app or a frontend", "JSON for a client that somebody else writes."},
			{"Realtime service", "Many connections stay open."},
			{"Model behind an API", "Requests in, predictions out."},
			{"Data pipeline", "Data arrives, is changed and goes on."},
			{"Agent or assistant backend", "Calls models and tools, streams answers."},
			{"Integration between systems", "Webhooks in, calls out."},
			{"Prototype", "Thrown away or rebuilt after it has shown its point."},
			{"An existing Django project", ""},
			{"An existing FastAPI project", ""},
			{"Not sure: ask me more", "A few questions about the product decide."},
		},
		Default: 14,
	}
}

func project() Input {
	return Input{
		Ask:     "What is the project called?",
		Help:    "The name of the folder and of the package.",
		Default: "shop",
		Check: func(text string) error {
			if strings.ContainsAny(text, "_ ") {
				return errors.New("use lower-case letters, digits and single hyphens, and begin with a letter")
			}
			return nil
		},
	}
}

// onTerminal gives a prompter on a pty, and fails when the terminal is not left
// as it was found.
func onTerminal(t *testing.T, cols, rows int, options ...ptytest.Option) (*ptytest.Terminal, Prompter) {
	t.Helper()
	screen, file := ptytest.Open(t, cols, rows, options...)
	p, ok := Open(file, file, Options{})
	if !ok {
		t.Fatal("no prompter on a terminal")
	}
	if _, list := p.(*lists); !list {
		t.Fatalf("prompter is %T, want lists", p)
	}
	t.Cleanup(func() {
		if !screen.Untouched() {
			t.Error("the terminal is in another mode")
		}
		screen.Settle()
		if !screen.CursorVisible() {
			t.Error("the cursor stays hidden")
		}
	})
	return screen, p
}

type outcome struct {
	index int
	text  string
	err   error
}

// ask runs a question beside the test, which types.
func ask(t *testing.T, question func(context.Context) outcome) (context.CancelCauseFunc, func() outcome) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	done := make(chan outcome, 1)
	go func() { done <- question(ctx) }()
	return cancel, func() outcome {
		t.Helper()
		select {
		case o := <-done:
			return o
		case <-time.After(10 * time.Second):
			t.Fatal("the question does not end")
			return outcome{}
		}
	}
}

func selecting(p Prompter, question Select) func(context.Context) outcome {
	return func(ctx context.Context) outcome {
		index, err := p.Select(ctx, question)
		return outcome{index: index, err: err}
	}
}

func typing(p Prompter, question Input) func(context.Context) outcome {
	return func(ctx context.Context) outcome {
		text, err := p.Input(ctx, question)
		return outcome{text: text, err: err}
	}
}

func TestListScreens(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		cols                    int
		first, explained, after string
	}{
		"80 columns": {80, first80, explained80, `
A line before.
? What will the product mostly be on day 90?
  SaaS with many tenants and an admin
`},
		"40 columns": {40, first40, explained40, `
? What will the product mostly be on
  day 90?
  SaaS with many tenants and an admin
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen, p := onTerminal(t, test.cols, 24)
			p.Say("A line before.")
			_, wait := ask(t, selecting(p, shapes()))
			screen.Equal(test.first)
			screen.Type(down + down)
			screen.WaitFor("Companies sign up")
			screen.Type("?")
			screen.Equal(test.explained)
			screen.Type(up + up)
			screen.WaitFor("A few questions")
			screen.Type(down + down + enter)
			if got := wait(); got.err != nil || got.index != 1 {
				t.Fatalf("got %+v, want choice 1", got)
			}
			screen.Equal(test.after)
		})
	}
}

// TestListCursor holds the cursor beside the highlighted choice: the help below
// the list has its own height for each choice.
func TestListCursor(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 24)
	_, wait := ask(t, selecting(p, shapes()))
	for i, want := range []string{"Not sure", "CMS", "SaaS", "Marketplace"} {
		if i > 0 {
			screen.Type(down)
		}
		screen.WaitFor("> " + want)
		screen.Settle()
		_, row := screen.Cursor()
		if line := strings.Split(screen.Screen(), "\n")[row]; !strings.HasPrefix(line, "> "+want) {
			t.Errorf("the cursor stands at %q, want %q", line, want)
		}
	}
	screen.Type(enter)
	if got := wait(); got.err != nil || got.index != 2 {
		t.Fatalf("got %+v, want choice 2", got)
	}
}

func TestListKeys(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		keys string
		want int
	}{
		"default":                  {enter, 14},
		"line feed":                {"\n", 14},
		"up":                       {up + enter, 13},
		"over the end":             {down + down + enter, 1},
		"application cursor keys":  {"\x1bOB\x1bOB" + enter, 1},
		"filter ignores case":      {"mArKeT" + enter, 2},
		"filter takes the first":   {"api" + enter, 5},
		"filter, then up":          {"api" + up + enter, 13},
		"filter and backspace":     {"apix\x7f" + down + enter, 7},
		"left, right, page, shift": {left + right + "\x1b[5~\x1b[6~\x1b[Z\x1b[1;5C\x1b[200~" + enter, 14},
		"pasted beyond Latin":      {"\u00e4\x7fproto" + enter, 11},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen, p := onTerminal(t, 80, 24)
			_, wait := ask(t, selecting(p, shapes()))
			screen.WaitFor("A few questions")
			screen.Type(test.keys)
			if got := wait(); got.err != nil || got.index != test.want {
				t.Fatalf("got %+v, want choice %d", got, test.want)
			}
		})
	}
}

func TestFilterIsShown(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 24)
	_, wait := ask(t, selecting(p, shapes()))
	screen.WaitFor("A few questions")
	screen.Type("Api")
	screen.Equal(`
? What will the product mostly be on
  day 90?
  Filter: Api
> API for an app or a frontend
  Model behind an API
  An existing FastAPI project
  JSON for a client that somebody else
  writes.
`)
	screen.Type("zz")
	screen.Equal(`
? What will the product mostly be on
  day 90?
  Filter: Apizz
  Nothing matches. Backspace takes back.
`)
	screen.Type(enter + "\x17") // Enter takes nothing, Ctrl-W empties the filter
	screen.WaitFor("Arrows move")
	screen.Type("blog" + enter)
	if got := wait(); got.err != nil || got.index != 0 {
		t.Fatalf("got %+v, want choice 0", got)
	}
}

func TestLoneEscape(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 80, 24)
	_, wait := ask(t, selecting(p, shapes()))
	screen.WaitFor("A few questions")
	screen.Type("\x1b")
	time.Sleep(2 * escapeWait) // the rest of a sequence does not come
	screen.Type("Other")
	screen.WaitFor("Filter: Other")
	screen.Type("\x18shop" + enter)
	if got := wait(); got.err != nil || got.index != 2 {
		t.Fatalf("got %+v, want choice 2", got)
	}
}

func TestLowTerminal(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 14)
	_, wait := ask(t, selecting(p, shapes()))
	screen.WaitFor("> Not sure")
	screen.Type("?")
	screen.WaitFor("later.")
	for range 15 {
		screen.Type(up)
	}
	screen.Type(up)
	screen.WaitFor("> An existing FastAPI project")
	if got := screen.Screen(); !strings.HasPrefix(got, "? What will") || strings.Count(got, "? What") != 1 {
		t.Errorf("the question is not at the top once:\n%s", got)
	}
	screen.Type(enter)
	if got := wait(); got.err != nil || got.index != 13 {
		t.Fatalf("got %+v, want choice 13", got)
	}
	screen.Equal("? What will the product mostly be on\n  day 90?\n  An existing FastAPI project")
}

func TestTooLowForLists(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 8)
	_, wait := ask(t, selecting(p, shapes()))
	screen.WaitFor("more):")
	screen.Type("2" + enter)
	if got := wait(); got.err != nil || got.index != 1 {
		t.Fatalf("got %+v, want choice 1", got)
	}
	screen.WaitFor("You chose: SaaS")
}
