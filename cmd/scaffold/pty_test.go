//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"scaffold/internal/ptytest"
)

// Keys that are not characters.
const (
	keyUp    = "\x1b[A"
	keyDown  = "\x1b[B"
	keyEnter = "\r"
	keyCtrlC = "\x03"
	keyCtrlD = "\x04"
)

// place is where one test runs the program: an empty directory to work in, and the
// environment of a user with a git identity.
type place struct {
	t            *testing.T
	program, dir string
	env          []string
}

func newPlace(t *testing.T, program string, env ...string) *place {
	t.Helper()
	return &place{t, program, t.TempDir(), append([]string{
		"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
	}, env...)}
}

// command is the program in this place.
func (p *place) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.program, args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	return cmd
}

// start runs the program on a usual terminal.
func (p *place) start(args ...string) *ptytest.Terminal {
	p.t.Helper()
	return ptytest.Start(p.t, p.command(args...), 80, 24)
}

// answer waits for a question and types. Enter on a question of single keys waits
// until they are taken, since what is typed before is echoed.
func answer(s *ptytest.Terminal, question, keys string) {
	s.WaitFor(question)
	if strings.HasSuffix(keys, keyEnter) {
		s.WaitRaw()
	}
	s.Type(keys)
}

// end waits for the program and checks its exit code.
func (p *place) end(s *ptytest.Terminal, code int) {
	p.t.Helper()
	if got := s.Wait(); got != code {
		p.t.Fatalf("exit code %d, want %d:\n%s", got, code, s.Screen())
	}
}

// same generates the project again with the command that the program printed,
// in a shell without a terminal, and compares every byte.
func (p *place) same(s *ptytest.Terminal, name string) {
	p.t.Helper()
	match := regexp.MustCompile(`(?s)The same again:\s+(scaffold new .*?--yes)\s`).FindStringSubmatch(s.Transcript())
	if match == nil {
		p.t.Fatalf("no command is printed:\n%s", s.Transcript())
	}
	again := newPlace(p.t, p.program)
	line := strings.Join(strings.Fields(match[1]), " ")
	cmd := exec.Command("/bin/sh", "-c", "exec "+strings.Replace(line, "scaffold", p.program, 1))
	cmd.Dir, cmd.Env = again.dir, again.env
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", line, err, out)
	}
	first, second := contents(p.t, filepath.Join(p.dir, name)), contents(p.t, filepath.Join(again.dir, name))
	for path, text := range first {
		if second[path] != text {
			p.t.Errorf("%s: %s differs", line, path)
		}
	}
	if len(first) == 0 || len(first) != len(second) {
		p.t.Errorf("%s: %d files, then %d", line, len(first), len(second))
	}
}

// TestSurveyToProject goes from nothing to a project, once for each framework,
// and once along a decision that is contested.
func TestSurveyToProject(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, test := range map[string]struct {
		args    []string
		keys    [][2]string
		says    string
		project string
	}{
		"django": {nil, [][2]string{
			{"day 90", "marketplace" + keyEnter}, {"1 of 2", keyUp + keyEnter}, {"2 of 2", keyEnter}, {"Use Django?", keyEnter}, {"called?", keyEnter},
		}, "Django, clear", "my-marketplace"},
		"fastapi": {[]string{"new", "svc"}, [][2]string{
			{"day 90", "graphql" + keyEnter}, {"1 of 3", "never" + keyEnter}, {"2 of 3", "platform" + keyUp + keyEnter}, {"3 of 3", keyEnter}, {"Use FastAPI?", keyEnter},
		}, "FastAPI, clear", "svc"},
		"contested": {[]string{"new", "bot", "--back-office", "day-one", "--team", "small", "--growth", "website"}, [][2]string{
			{"day 90", "agent" + keyEnter}, {"Keep FastAPI", keyEnter},
		}, "FastAPI, contested", "bot"},
		"unsure to the end": {[]string{"new", "what"}, [][2]string{
			{"day 90", keyEnter}, {"1: ", keyEnter}, {"2: ", keyEnter}, {"3: ", keyEnter}, {"4: ", keyEnter}, {"5: ", keyEnter}, {"6: ", keyEnter},
			{"Which one", "take django" + keyEnter}, {"Why Django?", "it has an admin" + keyEnter}, {"Use Django?", keyEnter},
		}, "No recommendation", "what"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, program)
			args := test.args
			if args == nil {
				args = []string{"new"}
			}
			s := p.start(args...)
			for _, one := range test.keys {
				answer(s, one[0], one[1])
			}
			p.end(s, 0)
			for _, want := range []string{test.says, "Created", "make setup"} {
				if !strings.Contains(s.Transcript(), want) {
					t.Errorf("%q is never said:\n%s", want, s.Transcript())
				}
			}
			p.same(s, test.project)
		})
	}
}

// TestSurveyLeft leaves the survey at the first, a middle and the last question
// in every way: the exit code tells, nothing is written, and the terminal is as
// it was.
func TestSurveyLeft(t *testing.T) {
	t.Parallel()
	program := build(t)
	steps := [][2]string{{"Not sure: ask me more", "CMS" + keyEnter}, {"1 of 2", keyEnter}, {"2 of 2", keyEnter}, {"Use Django?", keyEnter}, {"called?", ""}}
	for name, way := range map[string]struct {
		leave func(*ptytest.Terminal)
		code  int
		says  string
	}{
		"ctrl-c":  {func(s *ptytest.Terminal) { s.Type(keyCtrlC) }, 130, "interrupted"},
		"ctrl-d":  {func(s *ptytest.Terminal) { s.Type(keyCtrlD) }, 3, "declined"},
		"sigterm": {func(s *ptytest.Terminal) { s.Signal(syscall.SIGTERM) }, 143, "terminated"},
		"sigint":  {func(s *ptytest.Terminal) { s.Signal(os.Interrupt) }, 130, "interrupted"},
	} {
		for _, accessible := range []string{"", "1"} {
			for _, at := range []int{0, 2, 4} {
				t.Run(name+accessible, func(t *testing.T) {
					t.Parallel()
					p := newPlace(t, program, "ACCESSIBLE="+accessible)
					s := p.start("new")
					for _, step := range steps[:at] {
						keys := step[1]
						if accessible == "1" { // takes whole lines
							keys = strings.ReplaceAll(keys, keyEnter, "\n")
						}
						answer(s, step[0], keys)
					}
					s.WaitFor(steps[at][0])
					s.WaitFor(map[bool]string{true: "? for help", false: steps[at][0]}[accessible == "1"])
					way.leave(s)
					p.end(s, way.code)
					if !strings.Contains(s.Screen(), way.says) || !s.CursorVisible() {
						t.Errorf("%q is not said, or the cursor is gone:\n%s", way.says, s.Screen())
					}
					if !s.Untouched() {
						t.Error("the terminal is in another mode")
					}
					if left := entries(t, p.dir); len(left) > 0 {
						t.Errorf("left behind: %v", left)
					}
				})
			}
		}
	}
}

// TestCtrlCWhileWriting presses Ctrl-C at many moments after the last answer:
// there is a whole project or none.
func TestCtrlCWhileWriting(t *testing.T) {
	t.Parallel()
	program := build(t)
	ended := map[int]int{}
	for i := range 25 {
		p := newPlace(t, program)
		s := p.start("new", "shop", "--framework", "django")
		answer(s, "Use Django?", keyEnter)
		time.Sleep(time.Duration(i) * time.Millisecond)
		s.Type(keyCtrlC)
		code := s.Wait()
		ended[code]++
		left := strings.Join(entries(t, p.dir), " ")
		if !(code == 130 && left == "" || code == 0 && left == "shop" && exists(filepath.Join(p.dir, "shop", ".git", "HEAD"))) {
			t.Errorf("exit code %d, and there is %q:\n%s", code, left, s.Screen())
		}
	}
	t.Logf("exit codes: %v", ended)
	if ended[130] == 0 {
		t.Error("no run was interrupted")
	}
}

// TestSurveyTypedAhead types all answers before the first question is there.
func TestSurveyTypedAhead(t *testing.T) {
	t.Parallel()
	p := newPlace(t, build(t))
	s := p.start("new")
	s.Type("blog" + keyEnter + keyEnter + keyEnter + keyEnter + "journal" + keyEnter)
	p.end(s, 0)
	if !exists(filepath.Join(p.dir, "journal", "manage.py")) {
		t.Errorf("no project:\n%s", s.Screen())
	}
}

// TestSurveyOnASilentTerminal never hears where the cursor is.
func TestSurveyOnASilentTerminal(t *testing.T) {
	t.Parallel()
	p := newPlace(t, build(t))
	s := ptytest.Start(t, p.command("new", "x"), 80, 24, ptytest.Silent())
	for _, one := range [][2]string{{"day 90", "CMS" + keyEnter}, {"1 of 2", keyEnter}, {"2 of 2", keyEnter}, {"Use Django?", keyEnter}} {
		answer(s, one[0], one[1])
	}
	p.end(s, 0)
}

// TestSurveyInAccessibleMode adds lines and moves nothing.
func TestSurveyInAccessibleMode(t *testing.T) {
	t.Parallel()
	p := newPlace(t, build(t))
	s := p.start("new", "--accessible")
	for _, one := range [][2]string{{"Enter for 15", "marketplace\n"}, {"thousands", "2\n"}, {"30,000", "\n"}, {"Use Django?", "1\n"}, {"called?", "bazaar\n"}} {
		answer(s, one[0], one[1])
	}
	p.end(s, 0)
	if strings.Contains(s.Transcript(), "\x1b") || !exists(filepath.Join(p.dir, "bazaar")) {
		t.Errorf("control sequences, or no project:\n%q", s.Transcript())
	}
}

// TestNobodyIsAsked makes sure that nothing blocks where no answer can come.
func TestNobodyIsAsked(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, test := range map[string]struct {
		env  string
		args []string
		code int
	}{
		"a dumb terminal":        {"TERM=dumb", []string{"new"}, 2},
		"continuous integration": {"CI=true", []string{"new"}, 2},
		"by variable":            {"SCAFFOLD_NO_INPUT=1", []string{"new"}, 2},
		"by flag":                {"A=b", []string{"new", "--no-input"}, 2},
		"all defaults":           {"A=b", []string{"new", "x", "--shape", "api", "--yes"}, 0},
		"a config file":          {"A=b", []string{"new", "--config", "c.yaml"}, 0},
		"choose":                 {"CI=1", []string{"choose"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, program, test.env)
			if err := os.WriteFile(filepath.Join(p.dir, "c.yaml"), []byte("name: shop\nshape: api\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s := p.start(test.args...)
			p.end(s, test.code)
			if strings.Contains(s.Transcript(), "explains") {
				t.Errorf("asked:\n%s", s.Transcript())
			}
		})
	}
	t.Run("input is a file", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t, program)
		cmd := p.command("new")
		cmd.Stdin = strings.NewReader("shop\n")
		p.end(ptytest.Start(t, cmd, 80, 24), 2)
	})
}

// TestResultsGoToStandardOutput asks on the terminal while the output is a file.
func TestResultsGoToStandardOutput(t *testing.T) {
	t.Parallel()
	p := newPlace(t, build(t))
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := p.command("new", "shop", "--shape", "cms", "--connections", "few", "--growth", "same", "--quiet")
	cmd.Stdout = out
	s := ptytest.Start(t, cmd, 80, 24)
	answer(s, "Use Django?", keyEnter)
	p.end(s, 0)
	data, err := os.ReadFile(out.Name())
	if err != nil || string(data) != filepath.Join(p.dir, "shop")+"\n" {
		t.Errorf("standard output: %q, %v", data, err)
	}
}

// TestColours are off when they are not wanted.
func TestColours(t *testing.T) {
	t.Parallel()
	program := build(t)
	coloured := regexp.MustCompile(`\x1b\[[0-9;]*[1-9][0-9;]*m`)
	for name, test := range map[string]struct {
		env, flag string
		want      bool
	}{
		"on a terminal": {"A=b", "", true},
		"NO_COLOR":      {"NO_COLOR=1", "", false},
		"--no-color":    {"A=b", "--no-color", false},
		"CLICOLOR=0":    {"CLICOLOR=0", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, program, test.env)
			args := []string{"choose"}
			if test.flag != "" {
				args = append(args, test.flag)
			}
			s := p.start(args...)
			for _, one := range [][2]string{{"day 90", "CMS" + keyEnter}, {"1 of 2", keyEnter}, {"2 of 2", keyEnter}} {
				answer(s, one[0], one[1])
			}
			p.end(s, 0)
			if got := coloured.MatchString(s.Transcript()); got != test.want {
				t.Errorf("coloured: %v\n%q", got, s.Transcript())
			}
		})
	}
}
