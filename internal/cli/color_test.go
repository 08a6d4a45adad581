package cli

import (
	"bytes"
	"testing"

	"github.com/spf13/pflag"
)

func lookupIn(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

func TestUseColor(t *testing.T) {
	t.Parallel()
	type vars = map[string]string
	tests := []struct {
		name     string
		vars     vars
		terminal bool
		want     bool
	}{
		{"terminal", nil, true, true},
		{"pipe", nil, false, false},
		{"NO_COLOR", vars{"NO_COLOR": "1"}, true, false},
		{"NO_COLOR is about being set, not about its value", vars{"NO_COLOR": "0"}, true, false},
		{"empty NO_COLOR", vars{"NO_COLOR": ""}, true, true},
		{"dumb terminal", vars{"TERM": "dumb"}, true, false},
		{"usual terminal", vars{"TERM": "xterm-256color"}, true, true},
		{"a name is no terminal", vars{"TERM": "xterm-256color"}, false, false},
		{"CLICOLOR=0", vars{"CLICOLOR": "0"}, true, false},
		{"CLICOLOR=1", vars{"CLICOLOR": "1"}, true, true},
		{"CLICOLOR=1 in a pipe", vars{"CLICOLOR": "1"}, false, false},
		{"CLICOLOR_FORCE in a pipe", vars{"CLICOLOR_FORCE": "1"}, false, true},
		{"CLICOLOR_FORCE=0 in a pipe", vars{"CLICOLOR_FORCE": "0"}, false, false},
		{"empty CLICOLOR_FORCE in a pipe", vars{"CLICOLOR_FORCE": ""}, false, false},
		{"FORCE_COLOR in a pipe", vars{"FORCE_COLOR": "true"}, false, true},
		{"FORCE_COLOR=0 at a terminal", vars{"FORCE_COLOR": "0"}, true, true},
		{"forced against the terminal's name", vars{"FORCE_COLOR": "1", "TERM": "dumb"}, true, true},
		{"forced against CLICOLOR", vars{"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, false, true},
		{"NO_COLOR against forced", vars{"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := useColor(lookupIn(tt.vars), func() bool { return tt.terminal }); got != tt.want {
				t.Errorf("colour is %v, want %v", got, tt.want)
			}
		})
	}
}

func TestNoColorFlagBeatsForce(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]bool{"": true, "--no-color": false, "--no-color=false": true} {
		e := &env{IO: IO{LookupEnv: lookupIn(map[string]string{"FORCE_COLOR": "1", "TERM": "xterm"})}}
		flags := pflag.NewFlagSet("scaffold", pflag.ContinueOnError)
		e.addColorFlag(flags)
		var words []string
		if args != "" {
			words = []string{args}
		}
		if err := flags.Parse(words); err != nil {
			t.Fatal(err)
		}
		if got := e.colors(&bytes.Buffer{}).on; got != want {
			t.Errorf("%q: colour is %v, want %v", args, got, want)
		}
		if term, _ := e.LookupEnv("TERM"); term != "xterm" {
			t.Errorf("%q: other variables are gone, TERM is %q", args, term)
		}
	}
	e := &env{IO: IO{LookupEnv: lookupIn(nil)}}
	flags := pflag.NewFlagSet("scaffold", pflag.ContinueOnError)
	e.addColorFlag(flags)
	if err := flags.Parse([]string{"--no-color=perhaps"}); err == nil {
		t.Error("--no-color=perhaps was accepted")
	}
}

func TestPalette(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		paint func(palette, string) string
		want  string
	}{
		"bold":   {palette.Bold, "\x1b[1mtext\x1b[0m"},
		"dim":    {palette.Dim, "\x1b[2mtext\x1b[0m"},
		"red":    {palette.Red, "\x1b[31mtext\x1b[0m"},
		"green":  {palette.Green, "\x1b[32mtext\x1b[0m"},
		"yellow": {palette.Yellow, "\x1b[33mtext\x1b[0m"},
	}
	for name, tt := range tests {
		if got := tt.paint(palette{on: true}, "text"); got != tt.want {
			t.Errorf("%s is %q, want %q", name, got, tt.want)
		}
		if got := tt.paint(palette{}, "text"); got != "text" {
			t.Errorf("%s without colour is %q", name, got)
		}
		if got := tt.paint(palette{on: true}, ""); got != "" {
			t.Errorf("%s of nothing is %q", name, got)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for columns, want := range map[string]int{"": 80, "40": 40, "200": 200, "0": 80, "-3": 80, "wide": 80} {
		e := &env{IO: IO{Out: &bytes.Buffer{}, LookupEnv: lookupIn(map[string]string{"COLUMNS": columns})}}
		if got := e.width(); got != want {
			t.Errorf("COLUMNS=%q: %d columns, want %d", columns, got, want)
		}
	}
}
