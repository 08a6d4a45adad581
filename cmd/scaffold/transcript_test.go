//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"scaffold/internal/ptytest"
)

var update = flag.Bool("update", false, "write the transcripts again")

// transcript is one command line in one situation.
type transcript struct {
	name string
	args []string
	env  []string
	in   string      // standard input, when it is no terminal
	keys [][2]string // what is typed at which text; makes it a run on a terminal
	wide int         // columns of the terminal, 80 when 0
	fill string      // a file that lies at the target
}

// transcripts are all commands, as they look in a pipe, on a terminal, without
// colour, in accessible mode, and when they fail.
func transcripts() []transcript {
	market := [][2]string{{"day 90", "marketplace" + keyEnter}, {"1 of 2", keyEnter}, {"2 of 2", keyEnter}, {"> Use Django", keyEnter}, {"Enter for help", keyEnter}}
	contested := []string{"new", "bot", "--back-office", "day-one", "--team", "small", "--growth", "website"}
	agent := [][2]string{{"day 90", "agent" + keyEnter}, {"> Keep FastAPI", keyEnter}}
	unsure := [][2]string{
		{"day 90", keyEnter}, {"1: ", keyEnter}, {"2: ", keyEnter}, {"3: ", keyEnter}, {"4: ", keyEnter}, {"5: ", keyEnter}, {"6: ", keyEnter},
		{"> Say what", "take fastapi" + keyEnter}, {"for no reason)\n", "we know it well" + keyEnter}, {"> Use FastAPI", keyEnter},
	}
	return []transcript{
		{name: "help", args: nil},
		{name: "help-new", args: []string{"help", "new"}},
		{name: "help-exit-codes", args: []string{"help", "exit-codes"}},
		{name: "new-pipe", args: []string{"new", "shop", "--shape", "marketplace", "--team", "small"}},
		{name: "new-dry-run", args: []string{"new", "svc", "--shape", "prototype", "--framework", "fastapi", "--dry-run"}},
		{name: "new-quiet", args: []string{"new", "shop", "--shape", "cms", "--quiet"}},
		{name: "new-override", args: []string{"new", "shop", "--shape", "cms", "--framework", "fastapi"}},
		{name: "readme", args: []string{"new", "shop"}, keys: [][2]string{
			{"day 90", "marketplace" + keyEnter}, {"1 of 2", keyUp + keyEnter}, {"2 of 2", "interface" + keyEnter}, {"> Use Django", keyEnter}}},
		{name: "new-terminal", args: []string{"new"}, keys: market},
		{name: "new-terminal-40", args: []string{"new"}, keys: market, wide: 40},
		{name: "new-terminal-plain", args: []string{"new"}, env: []string{"NO_COLOR=1"}, keys: market},
		{name: "new-accessible", args: []string{"new"}, env: []string{"ACCESSIBLE=1"}, keys: [][2]string{
			{"Enter for 15", "4\n"}, {"Enter for 3", "\n"}, {"Enter for 4", "\n"}, {"Enter for 1 ", "\n"}, {"Enter for my-marketplace", "My Shop\n"}, {"my-shop\nType the answer, ? for help, or Enter for my-marketplace:", "\n"}}},
		{name: "new-unsure", args: []string{"new", "what"}, keys: unsure},
		{name: "new-unsure-40", args: []string{"new", "what"}, keys: unsure, wide: 40},
		{name: "new-contested", args: contested, keys: agent},
		{name: "new-contested-40", args: contested, keys: agent, wide: 40},
		{name: "new-options", args: []string{"new", "svc", "--shape", "api", "--back-office", "never", "--team", "platform", "--growth", "same"}, keys: [][2]string{
			{"> Use FastAPI", "change" + keyEnter}, {"> database", "database" + keyEnter}, {"> PostgreSQL", "sqlite" + keyEnter}, {"> Done", keyEnter}, {"> Use FastAPI", keyEnter}}},
		{name: "new-existing", args: []string{"new", "x"}, keys: [][2]string{{"day 90", "existing django" + keyEnter}, {"new service", keyEnter}}},
		{name: "new-declined", args: []string{"new", "x"}, keys: [][2]string{{"day 90", keyCtrlD}}},
		{name: "new-interrupted", args: []string{"new", "x"}, keys: [][2]string{{"day 90", keyCtrlC}}},
		{name: "error-missing", args: []string{"new"}},
		{name: "error-answers", args: []string{"new", "My_App", "--shape", "shop", "--jobs", "celry", "--set", "colour=red"}},
		{name: "error-config", args: []string{"new", "--config", "-"}, in: "name: shop\nshape: [api]\nteem: small\n"},
		{name: "error-config-json", args: []string{"new", "--config", "-", "--json"}, in: "name: shop\nshape: sas\n"},
		{name: "error-unsure", args: []string{"new", "x", "--shape", "unsure", "--back-office", "day-one", "--connections", "many"}},
		{name: "error-existing", args: []string{"new", "x", "--shape", "existing-django"}},
		{name: "error-target", args: []string{"new", "shop", "--shape", "cms"}, fill: "shop/mine"},
		{name: "error-flag", args: []string{"new", "--shap", "cms"}},
		{name: "error-command", args: []string{"nwe"}},
		{name: "choose", args: []string{"choose", "--shape", "agent", "--back-office", "day-one", "--team", "small", "--growth", "website"}},
		{name: "choose-json", args: []string{"choose", "--shape", "saas", "--growth", "api", "--json"}},
		{name: "choose-too-close", args: []string{"choose", "--shape", "unsure", "--back-office", "day-one", "--connections", "many"}},
		{name: "choose-stay", args: []string{"choose", "--shape", "existing-fastapi"}},
		{name: "choose-terminal", args: []string{"choose"}, keys: market[:3]},
		{name: "choose-40", args: []string{"choose", "--shape", "realtime"}, env: []string{"COLUMNS=40"}},
		{name: "options", args: []string{"options"}},
		{name: "options-40", args: []string{"options", "--framework", "fastapi"}, env: []string{"COLUMNS=40"}},
		{name: "matrix-show", args: []string{"matrix", "show", "--shape", "marketplace", "--team", "small"}},
		{name: "matrix-lint", args: []string{"matrix", "lint"}},
		{name: "matrix-lint-faulty", args: []string{"matrix", "lint", "m.yaml"}, fill: "m.yaml"},
		{name: "version", args: []string{"version"}},
		{name: "completion-nothing", args: []string{"completion"}},
	}
}

// TestTranscripts compares what every command writes, and its exit code, with
// what was read by a person once.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	program := build(t)
	for _, one := range transcripts() {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, program, one.env...)
			dir, err := os.MkdirTemp("/tmp", "t") // short: a long path is broken by the terminal
			if err != nil {
				t.Fatal(err)
			}
			p.dir = dir
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			if one.fill != "" {
				file := filepath.Join(p.dir, one.fill)
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte("buy: milk\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got := strings.Join(append([]string{"$ scaffold"}, one.args...), " ") + "\n"
			if one.keys == nil {
				got += p.pipe(one)
			} else {
				got += p.terminal(one)
			}
			compare(t, filepath.Join("testdata", "transcripts", one.name+".txt"), steady(p, got))
		})
	}
}

// TestReadmeShowsWhatIsWritten holds the example in the README against the
// transcript of that very run.
func TestReadmeShowsWhatIsWritten(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile(filepath.Join("testdata", "transcripts", "readme.txt"))
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	run, _, _ := strings.Cut(string(golden), "--- 80 columns")
	if !strings.Contains(string(readme), "```console\n"+run+"```\n") {
		t.Errorf("README.md does not show this run:\n%s", run)
	}
}

// pipe runs a command without a terminal.
func (p *place) pipe(one transcript) string {
	cmd := p.command(one.args...)
	var out, errors bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(one.in), &out, &errors
	if err := cmd.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			p.t.Fatal(err)
		}
	}
	return fmt.Sprintf("%s--- standard error\n%s--- exit code %d\n", out.String(), errors.String(), cmd.ProcessState.ExitCode())
}

// terminal runs a command on a terminal high enough for all that it writes, and
// gives the screen at its end; colours are in another test.
func (p *place) terminal(one transcript) string {
	wide := one.wide
	if wide == 0 {
		wide = 80
	}
	s := ptytest.Start(p.t, p.command(one.args...), wide, 200)
	for _, step := range one.keys {
		answer(s, step[0], step[1])
	}
	code := s.Wait()
	return fmt.Sprintf("%s\n--- %d columns, exit code %d\n", s.Screen(), wide, code)
}

var (
	created = regexp.MustCompile(`Created\s+(\S+):\s+(\d+)\s+files,\s+first\s+commit\s+[0-9a-f]{7}\s+on\s+main\.`)
	digests = regexp.MustCompile(`sha256:[0-9a-f]{64}`)
)

// steady replaces what differs from run to run; the length of a path decides
// where the line around it breaks.
func steady(p *place, text string) string {
	text = strings.ReplaceAll(text, p.dir, "/home/ada")
	text = created.ReplaceAllString(text, "Created $1: $2 files, first commit 0000000 on main.")
	return digests.ReplaceAllString(text, "sha256:...")
}

// compare holds a text against a golden file, or writes it.
func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s (go test ./cmd/scaffold -run Transcripts -update writes it again):\n%s\nwant:\n%s", file, got, want)
	}
}
