//go:build unix

package prompt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"scaffold/internal/ptytest"
)

func TestEnds(t *testing.T) {
	t.Parallel()
	stop := errors.New("terminated")
	tests := map[string]struct {
		keys string
		want error
	}{
		"Ctrl-C":        {"\x03", ErrInterrupted},
		"Ctrl-D":        {"\x04", ErrDeclined},
		"context":       {"", stop},
		"after typing":  {"ab\x03", ErrInterrupted},
		"after an Esc":  {"\x1b\x03", ErrInterrupted},
		"half sequence": {"\x1b[\x04", ErrDeclined},
	}
	for name, test := range tests {
		for kind, question := range map[string]func(Prompter) func(context.Context) outcome{
			"select": func(p Prompter) func(context.Context) outcome { return selecting(p, shapes()) },
			"input":  func(p Prompter) func(context.Context) outcome { return typing(p, project()) },
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				screen, p := onTerminal(t, 80, 24, ptytest.Silent())
				cancel, wait := ask(t, question(p))
				screen.WaitFor("? ")
				screen.WaitFor("Enter")
				if test.keys == "" {
					cancel(stop)
				}
				screen.Type(test.keys)
				if got := wait(); !errors.Is(got.err, test.want) {
					t.Fatalf("got %+v, want %v", got, test.want)
				}
				screen.Settle()
				if column, _ := screen.Cursor(); column != 0 {
					t.Errorf("what is said next begins in column %d", column)
				}
			})
		}
	}
}

// TestNumberedLines asks on a real terminal that edits the line itself: nothing
// but text is written, and what is typed ahead is not lost.
func TestNumberedLines(t *testing.T) {
	t.Parallel()
	screen, file := ptytest.Open(t, 40, 40, ptytest.Silent())
	p, ok := Open(file, file, Options{Accessible: true})
	if !ok {
		t.Fatal("no prompter on a terminal")
	}
	screen.Type("3\rmy-shop\r")
	_, wait := ask(t, func(ctx context.Context) outcome {
		if o := selecting(p, shapes())(ctx); o.err != nil || o.index != 2 {
			t.Errorf("first: %+v, want choice 2", o)
		}
		if o := typing(p, project())(ctx); o.err != nil || o.text != "my-shop" {
			t.Errorf("second: %+v, want my-shop", o)
		}
		return selecting(p, shapes())(ctx)
	})
	screen.WaitFor("You chose: my-shop")
	screen.Type("\x04")
	if got := wait(); !errors.Is(got.err, ErrDeclined) {
		t.Errorf("third: %+v, want %v", got, ErrDeclined)
	}
	screen.Settle()
	if text := screen.Transcript(); strings.Contains(text, "\x1b") {
		t.Errorf("control sequences in %q", text)
	}
}

// TestTypeAhead writes the answers of three questions at once; what comes after
// the last stays in the terminal.
func TestTypeAhead(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 80, 24, ptytest.Silent())
	_, wait := ask(t, func(ctx context.Context) outcome {
		if o := selecting(p, shapes())(ctx); o.err != nil || o.index != 0 {
			t.Errorf("first: %+v, want choice 0", o)
		}
		if o := typing(p, project())(ctx); o.err != nil || o.text != "my-shop" {
			t.Errorf("second: %+v, want my-shop", o)
		}
		return selecting(p, shapes())(ctx)
	})
	screen.WaitFor("A few questions")
	screen.Type(down + enter + "my-shop" + enter + up + enter + "rest\n")
	if got := wait(); got.err != nil || got.index != 13 {
		t.Fatalf("third: %+v, want choice 13", got)
	}
	if got, err := p.Input(t.Context(), Input{Ask: "Left?"}); err != nil || got != "rest" {
		t.Errorf("left over: %q, %v, want rest", got, err)
	}
	if strings.Contains(screen.Transcript(), "\x1b[6n") {
		t.Error("the terminal was asked for the cursor's position")
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ keys, want string }{
		"default":         {enter, "shop"},
		"text":            {"store" + enter, "store"},
		"trimmed":         {"  store \t" + enter, "store"},
		"edited":          {"tore" + left + left + left + left + "s" + right + "\x7fx" + enter, "sxore"},
		"home, end, Del":  {"xstor\x1b[H\x1b[3~\x1b[Fe" + enter, "store"},
		"word and line":   {"a b\x17\x17\x17store\x15shop2" + enter, "shop2"},
		"beyond Latin":    {"l\u00e4den" + enter, "l\u00e4den"},
		"twice the width": {strings.Repeat("abcdefghij", 8) + left + "\x7f" + enter, strings.Repeat("abcdefghij", 7) + "abcdefghj"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen, p := onTerminal(t, 40, 24)
			p.Say("A line before.")
			_, wait := ask(t, typing(p, project()))
			screen.Equal("A line before.\n? What is the project called? (shop)\n  Type ? and Enter for help\n>")
			screen.Type(test.keys)
			if got := wait(); got.err != nil || got.text != test.want {
				t.Fatalf("got %+v, want %q", got, test.want)
			}
			want := "A line before.\n? What is the project called?"
			if len(test.want) < 10 {
				want += "  " + test.want
			} else {
				want += "\n  " + test.want[:37] + "\n  " + test.want[37:74] + "\n  " + test.want[74:]
			}
			screen.Equal(want)
		})
	}
}

func TestLineRefused(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 24)
	_, wait := ask(t, typing(p, project()))
	screen.WaitFor("? ")
	screen.WaitFor("Enter")
	screen.Type("?" + enter)
	screen.Equal(`
? What is the project called? (shop)
  The name of the folder and of the
  package.
>
`)
	screen.Type("my_shop" + enter)
	screen.Equal(`
? What is the project called? (shop)
  The name of the folder and of the
  package.
  "my_shop": use lower-case letters,
  digits and single hyphens, and begin
  with a letter
>
`)
	screen.Type("my-shop" + enter)
	if got := wait(); got.err != nil || got.text != "my-shop" {
		t.Fatalf("got %+v, want my-shop", got)
	}
	screen.Equal("? What is the project called?  my-shop")
}

// TestBottom asks where the terminal has to scroll.
func TestBottom(t *testing.T) {
	t.Parallel()
	screen, p := onTerminal(t, 40, 24)
	p.Say(strings.Repeat("\n", 30) + "The last line.")
	_, wait := ask(t, typing(p, project()))
	screen.WaitFor("? ")
	screen.WaitFor("Enter")
	screen.Type(strings.Repeat("abcdefghij", 8))
	screen.WaitFor("> abc")
	screen.Type(left + left + "\x15x" + enter)
	if got := wait(); got.err != nil || got.text != "xij" {
		t.Fatalf("got %+v, want xij", got)
	}
	_, wait = ask(t, selecting(p, shapes()))
	screen.WaitFor("A few questions")
	screen.Type(down + enter)
	if got := wait(); got.err != nil || got.index != 0 {
		t.Fatalf("got %+v, want choice 0", got)
	}
	screen.Wants("to hold both answers", func(text string) bool {
		return strings.HasSuffix(text, "? What is the project called?  xij\n? What will the product mostly be on\n  day 90?  CMS or blog") ||
			strings.HasSuffix(text, "? What is the project called?  xij\n? What will the product mostly be on\n  day 90?\n  CMS or blog")
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	_, file := ptytest.Open(t, 80, 24)
	pipe, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pipe.Close(); _ = other.Close() })
	tests := map[string]struct {
		in, err *os.File
		env     map[string]string
		plain   bool
		want    string
	}{
		"terminal":          {in: file, err: file, want: "*prompt.lists"},
		"TERM":              {in: file, err: file, env: map[string]string{"TERM": "xterm", "CI": ""}, want: "*prompt.lists"},
		"accessible":        {in: file, err: file, plain: true, want: "*prompt.plain"},
		"dumb":              {in: file, err: file, env: map[string]string{"TERM": "dumb"}, want: "<nil>"},
		"CI":                {in: file, err: file, env: map[string]string{"CI": "1"}, want: "<nil>"},
		"input is a pipe":   {in: pipe, err: file, want: "<nil>"},
		"errors are a pipe": {in: file, err: other, want: "<nil>"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, ok := Open(test.in, test.err, Options{Accessible: test.plain, LookupEnv: func(key string) (string, bool) {
				value, set := test.env[key]
				return value, set
			}})
			if got := fmt.Sprintf("%T", p); got != test.want || ok != (p != nil) {
				t.Errorf("got %s, %v, want %s", got, ok, test.want)
			}
		})
	}
	if _, ok := Open(strings.NewReader(""), file, Options{}); ok {
		t.Error("a reader that is no file is taken for a terminal")
	}
}
