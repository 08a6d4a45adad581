//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// escape clears a screen, sets the title of a window and turns the direction of
// what follows, where a terminal is made to read it.
const escape = "\x1b[2J\x1b]0;owned\x07\u202e\u009b31m"

// hostile runs the program in a folder with more variables, and gives its exit
// code and all that it wrote.
func hostile(t *testing.T, dir string, env []string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(build(t), args...)
	cmd.Dir = dir
	cmd.Env = append([]string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1"}, env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestNothingReachesTheTerminal: whatever is hostile (names of files, keys,
// values, paths, variables, a matrix), what the program says about it does
// nothing to the terminal.
func TestNothingReachesTheTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"occupied/" + escape: "x", "bad.yaml": "\"" + `\e[2J\e]0;owned\a` + "\": 1\nshape: \"" + `\e[2J` + "\"\n", escape + ".yaml": "shape: [\n",
		"matrix.yaml": "schema: 1\nid: \"" + `\e[2J` + "\"\n", "readme/README.md": escape,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Skip(err) // no such names here
		}
	}
	for name, run := range map[string]struct {
		code int
		env  []string
		args []string
	}{
		"a file in the way":        {7, nil, []string{"new", "occupied", "--name", "shop", "--shape", "api"}},
		"a key":                    {2, nil, []string{"new", "shop", "--config", "bad.yaml"}},
		"the name of a file":       {2, nil, []string{"new", "shop", "--config", escape + ".yaml"}},
		"a file that is not there": {2, nil, []string{"new", "shop", "--config", escape}},
		"a defaults file":          {2, nil, []string{"new", "shop", "--shape", "api", "--defaults", escape}},
		"a matrix":                 {5, nil, []string{"new", "shop", "--shape", "api", "--matrix", "matrix.yaml"}},
		"the lint of a matrix":     {5, nil, []string{"matrix", "lint", "matrix.yaml"}},
		"a value":                  {2, nil, []string{"new", "shop", "--shape", escape}},
		"a variable":               {2, []string{"SCAFFOLD_SHAPE=" + escape}, []string{"new", "shop"}},
		"a flag":                   {2, nil, []string{"new", "--" + escape}},
		"a command":                {2, nil, []string{escape}},
		"a branch":                 {2, nil, []string{"new", "shop", "--shape", "api", "--branch", escape}},
		"a mode":                   {2, nil, []string{"new", "shop", "--shape", "api", "--git", escape}},
		"a description":            {2, nil, []string{"new", "shop", "--shape", "api", "--description", escape}},
		"a reason":                 {2, nil, []string{"new", "shop", "--framework", "django", "--reason", "a \u202e b"}},
		"a name":                   {2, nil, []string{"new", "x", "--shape", "api", "--name", escape}},
		"--set":                    {2, nil, []string{"new", "shop", "--set", escape + "=1"}},
		"a path that succeeds":     {0, nil, []string{"new", "new" + escape, "--name", "shop", "--shape", "api", "--yes"}},
		"a dry run":                {0, nil, []string{"new", "dry" + escape, "--name", "shop", "--shape", "api", "--dry-run"}},
		"an argument too many":     {2, nil, []string{"version", escape}},
	} {
		code, out := hostile(t, dir, run.env, run.args...)
		if code != run.code || strings.ContainsAny(out, "\x1b\x07\u202e\u009b\r") {
			t.Errorf("%s: exit %d, want %d: %q", name, code, run.code, out)
		}
	}
}

// TestForgedProvenance: the record of a project is a file like others to `new`:
// what it says (paths outside, other packs, thousands of files) is not read, and
// what is there is not touched.
func TestForgedProvenance(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside")
	forged := "schema: 1\npacks: [{name: ../../outside, want: x}]\nfiles:\n  ../outside: {sha256: aa, mode: \"0644\", class: managed}\n  " + outside + ": {sha256: aa}\n" +
		strings.Repeat("  x: &a [*a]\n", 1000)
	record := filepath.Join(dir, "shop", ".scaffold", "project.yaml")
	if err := os.MkdirAll(filepath.Dir(record), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{outside: "mine", record: forged} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, more := range [][]string{nil, {"--into"}} {
		code, out := hostile(t, dir, nil, append([]string{"new", "shop", "--shape", "api", "--yes"}, more...)...)
		if code != 7 || !strings.Contains(out, ".scaffold") {
			t.Errorf("%v: exit %d: %s", more, code, out)
		}
	}
	for path, text := range map[string]string{outside: "mine", record: forged} {
		if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, []byte(text)) {
			t.Errorf("%s was touched: %v", path, err)
		}
	}
}

// TestHostileInputIsTested: every test that the list of hostile inputs names is
// there.
func TestHostileInputIsTested(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("../../docs/hostile-input.md")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("../../*/*/*_test.go")
	if err != nil || len(sources) < 50 {
		t.Fatalf("%d test files, %v", len(sources), err)
	}
	var all strings.Builder
	for _, source := range sources {
		data, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`").FindAllStringSubmatch(string(list), -1)
	if len(named) < 30 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, name := range named {
		if !strings.Contains(all.String(), "\nfunc "+name[1]+"(") {
			t.Errorf("%s is named, and there is none", name[1])
		}
	}
}
