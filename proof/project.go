package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"scaffold/proof/interpreter"
	"scaffold/proof/proc"
)

// project is a generated project on disk.
type project struct {
	folder   string
	minor    string             // version of Python that its image runs: "3.13"
	python   interpreter.Python // of that version; empty: this machine has none
	key      string             // names its requirement set and Python; "" before setup
	postgres bool               // it was generated for PostgreSQL
	settings map[string]setting // by name, from .env.example
}

// setting is an environment variable of a project.
type setting struct {
	example string
	needed  bool // production refuses to start without it
}

// answered is the part of `new --json` that the proof reads.
type answered struct {
	Project struct{ Framework string }
	Answers map[string]struct{ Value string }
	Git     *struct {
		Initialized bool
		Commit      string
	}
}

// generate runs `scaffold new` with answers in a folder of the work folder, as
// on a machine where nothing is set up but a git identity.
func (r *runner) generate(ctx context.Context, c combination, answers []string, below string, log *os.File) (*project, error) {
	p := &project{folder: filepath.Join(r.work, below, "sample")}
	args := append([]string{"new", p.folder, "--json", "--yes"}, answers...)
	cmd := exec.CommandContext(ctx, r.binary, args...)
	cmd.Env = r.environment()
	var stdout bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, log
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(log, stdout.String())
		return nil, fmt.Errorf("scaffold %s: %w", strings.Join(args, " "), err)
	}
	var result answered
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		return nil, fmt.Errorf("answer of scaffold new: %w", err)
	}
	if c.Framework != "" && result.Project.Framework != c.Framework {
		return nil, fmt.Errorf("framework is %q, not %q", result.Project.Framework, c.Framework)
	}
	if result.Git == nil || result.Git.Commit == "" {
		return nil, fmt.Errorf("no first commit was made")
	}
	p.postgres = result.Answers["database"].Value == "postgres"
	var err error
	p.minor = result.Answers["python"].Value
	if p.python, err = r.interpreters.minor(ctx, p.minor); err != nil {
		return nil, err
	}
	example, err := os.ReadFile(filepath.Join(p.folder, ".env.example"))
	if err != nil {
		return nil, err
	}
	p.settings = readSettings(string(example))
	return p, r.cleanTree(ctx, p.folder, log)
}

// cleanTree checks that git finds nothing that the first commit left out.
func (r *runner) cleanTree(ctx context.Context, folder string, log *os.File) error {
	if r.programs.git == "" {
		return nil
	}
	cmd := exec.CommandContext(ctx, r.programs.git, "-C", folder, "status", "--porcelain")
	cmd.Env, cmd.Stderr = proc.CleanEnvironment(os.Environ(), "HOME="+r.work, "GIT_CONFIG_NOSYSTEM=1"), log
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("git status: %w", err)
	}
	if len(out) > 0 {
		return fmt.Errorf("git status is not clean after generation:\n%s", out)
	}
	return nil
}

var settingLine = regexp.MustCompile(`^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$`)

// optionalHeading begins the part of an .env.example that production can do
// without.
const optionalHeading = "# ---- Optional"

// readSettings reads the variables of an .env.example, set or commented out:
// to each its example, and whether production needs it.
func readSettings(text string) map[string]setting {
	found := map[string]setting{}
	needed := true
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, optionalHeading) {
			needed = false
		}
		if groups := settingLine.FindStringSubmatch(line); groups != nil {
			found[groups[1]] = setting{example: strings.Trim(groups[2], `"'`), needed: needed}
		}
	}
	return found
}
