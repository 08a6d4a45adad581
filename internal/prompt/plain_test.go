package prompt

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// numbered gives a plain prompter that reads a text, and what it printed.
func numbered(width int, typed string) (*plain, *strings.Builder) {
	var out strings.Builder
	return newPlain(newKeys(strings.NewReader(typed)), &out, func() (int, int) { return width, 24 }), &out
}

// few is a short question with labels that begin alike.
func few() Select {
	return Select{
		Ask:  "Which data store?",
		Help: "Where rows are kept.",
		Choices: []Choice{
			{"PostgreSQL", "The usual one, for everything that has to last."},
			{"Post-it", ""},
			{"SQLite", "One file."},
		},
		Default: 2,
	}
}

func TestPlainSelect(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		typed string
		want  int
		says  string
	}{
		"default":           {"\n", 2, "You chose: SQLite\n"},
		"number":            {"2\n", 1, "You chose: Post-it\n"},
		"carriage return":   {" 1 \r", 0, "You chose: PostgreSQL\n"},
		"label":             {"POST-IT\n", 1, ""},
		"beginning":         {"postg\n", 0, ""},
		"ambiguous":         {"post\n1\n", 0, `"post" could be: PostgreSQL, Post-it. Type more of it, or its` + "\nnumber.\n"},
		"number too large":  {"4\n3\n", 2, `"4" is not one of the answers. Type a number from 1 to 3, or the` + "\nbeginning of an answer.\n"},
		"zero":              {"0\n3\n", 2, `"0" is not one`},
		"help":              {"?\n1\n", 0, "Where rows are kept.\n"},
		"nineteen wrong":    {strings.Repeat("x\n", mostWrong-1) + "1\n", 0, ""},
		"longer than label": {"SQLite3\n3\n", 2, `"SQLite3" is not one`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, out := numbered(66, test.typed)
			got, err := p.Select(t.Context(), few())
			if err != nil || got != test.want {
				t.Fatalf("got %d, %v, want %d\n%s", got, err, test.want, out)
			}
			if !strings.Contains(out.String(), test.says) {
				t.Errorf("said\n%s\nwant\n%s", out, test.says)
			}
		})
	}
}

func TestPlainScreens(t *testing.T) {
	t.Parallel()
	tests := map[int]string{
		80: `Which data store?
  1. PostgreSQL: The usual one, for everything that has to last.
  2. Post-it
  3. SQLite: One file.
Type a number, ? for help, or Enter for 3 (SQLite): You chose: SQLite
`,
		40: `Which data store?
  1. PostgreSQL: The usual one, for
     everything that has to last.
  2. Post-it
  3. SQLite: One file.
Type a number, ? for help, or Enter
for 3 (SQLite): You chose: SQLite
`,
		20: `Which data store?
  1. PostgreSQL:
     The usual one,
     for everything
     that has to
     last.
  2. Post-it
  3. SQLite: One
     file.
Type a number, ?
for help, or Enter
for 3 (SQLite): You chose: SQLite
`,
	}
	for width, want := range tests {
		p, out := numbered(width, "\n")
		if _, err := p.Select(t.Context(), few()); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("width %d: said\n%swant\n%s", width, out, want)
		}
	}
}

func TestPlainInput(t *testing.T) {
	t.Parallel()
	refuse := func(text string) error {
		if strings.Contains(text, "_") {
			return errors.New("use hyphens")
		}
		return nil
	}
	tests := map[string]struct {
		question Input
		typed    string
		want     string
		says     string
	}{
		"default":      {Input{Ask: "Name?", Default: "shop"}, "\n", "shop", "Name?\nType the answer, or Enter for shop: You chose: shop\n"},
		"no default":   {Input{Ask: "Why?"}, "\n", "", "Why?\nType the answer: "},
		"trimmed":      {Input{Ask: "Name?"}, "  store\t\n", "store", "You chose: store\n"},
		"help":         {Input{Ask: "Name?", Help: "Of the folder."}, "?\nx\n", "x", "or ? for help: Of the folder.\nType"},
		"no help":      {Input{Ask: "Why?"}, "?\n", "?", "You chose: ?\n"},
		"refused":      {Input{Ask: "Name?", Check: refuse}, "a_b\na-b\n", "a-b", "use hyphens\n"},
		"control":      {Input{Ask: "Name?"}, "a\x07b\nab\n", "ab", "a character that cannot be shown\n"},
		"beyond ASCII": {Input{Ask: "Why?"}, "l\u00e4den\n", "l\u00e4den", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, out := numbered(80, test.typed)
			got, err := p.Input(t.Context(), test.question)
			if err != nil || got != test.want {
				t.Fatalf("got %q, %v, want %q\n%s", got, err, test.want, out)
			}
			if !strings.Contains(out.String(), test.says) {
				t.Errorf("said\n%s\nwant\n%s", out, test.says)
			}
		})
	}
}

func TestPlainEnds(t *testing.T) {
	t.Parallel()
	stop := errors.New("terminated")
	stopped, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	never, closeNever := io.Pipe()
	t.Cleanup(func() { _ = closeNever.Close() })
	tests := map[string]struct {
		ctx  context.Context
		in   io.Reader
		want error
		says string
	}{
		"end of input":  {t.Context(), strings.NewReader(""), ErrDeclined, ": \n"},
		"in a line":     {t.Context(), strings.NewReader("post"), ErrDeclined, ": \n"},
		"stuck input":   {t.Context(), strings.NewReader(strings.Repeat("x\n", 100)), ErrDeclined, "20 answers in a row did not fit"},
		"stuck on help": {t.Context(), strings.NewReader(strings.Repeat("?\n", 100)), ErrDeclined, "20 answers in a row did not fit"},
		"context ended": {stopped, never, stop, ": \n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for kind, question := range map[string]func(*plain) error{
				"select": func(p *plain) error { _, err := p.Select(test.ctx, few()); return err },
				"input": func(p *plain) error {
					_, err := p.Input(test.ctx, Input{Ask: "Name?", Help: "Any.", Check: func(string) error { return io.EOF }})
					return err
				},
			} {
				var out strings.Builder
				p := newPlain(newKeys(test.in), &out, func() (int, int) { return 80, 24 })
				if err := question(p); !errors.Is(err, test.want) {
					t.Errorf("%s: got %v, want %v", kind, err, test.want)
				}
				if !strings.Contains(out.String(), test.says) {
					t.Errorf("%s: said\n%s\nwant %q", kind, &out, test.says)
				}
			}
		})
	}
}

// TestPlainCancelledRead ends the context while a read waits; the byte that
// comes later belongs to the next question.
func TestPlainCancelledRead(t *testing.T) {
	t.Parallel()
	stop := errors.New("terminated")
	in, typed := io.Pipe()
	k := newKeys(in)
	ctx, cancel := context.WithCancelCause(t.Context())
	p := newPlain(k, io.Discard, func() (int, int) { return 80, 24 })
	done := make(chan error, 1)
	go func() { _, err := p.Select(ctx, few()); done <- err }()
	cancel(stop)
	if err := <-done; !errors.Is(err, stop) {
		t.Fatalf("got %v, want %v", err, stop)
	}
	go func() { _, _ = io.WriteString(typed, "2\n") }()
	if got, err := p.Select(t.Context(), few()); err != nil || got != 1 {
		t.Errorf("got %d, %v, want 1", got, err)
	}
}

func TestBadDefault(t *testing.T) {
	t.Parallel()
	for _, question := range []Select{{Ask: "None?"}, {Ask: "Out?", Choices: few().Choices, Default: 3}} {
		p, _ := numbered(80, "1\n")
		if _, err := p.Select(t.Context(), question); err == nil {
			t.Errorf("%s is asked", question.Ask)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		width int
		want  string
	}{
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"one  two\nthree", 20, "one two|three"},
		{"a abcdefghijkl b", 5, "a|abcde|fghij|kl b"},
		{"\u4f60\u597d\u4f60\u597d", 5, "\u4f60\u597d|\u4f60\u597d"},
		{"exact five", 5, "exact|five"},
	}
	for _, test := range tests {
		if got := strings.Join(wrap(test.text, test.width), "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one two three", 7)
	f.Add("\u4f60\u597d \x1b[1m", 3)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 2 + width&63
		lines := wrap(text, width)
		got := ""
		for _, line := range lines {
			if columns(line) > width {
				t.Errorf("%q has %d columns, width %d", line, columns(line), width)
			}
			// Line by line: pieces of a broken character in two lines may join to a space.
			got += strings.Join(strings.Fields(line), "")
		}
		if want := strings.Join(strings.Fields(text), ""); got != want {
			t.Errorf("%q became %q", want, got)
		}
	})
}
