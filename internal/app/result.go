package app

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/gitx"
	"scaffold/internal/pack"
	"scaffold/internal/project"
)

// NewResult says what was generated, or would be. Its JSON form is a promise.
type NewResult struct {
	Schema   int                     `json:"schema"`
	DryRun   bool                    `json:"dryRun"`
	Project  ProjectInfo             `json:"project"`
	Answers  map[string]answers.Item `json:"answers"`
	Decision choose.Decision         `json:"decision"`
	Files    []FileInfo              `json:"files"`
	Git      *GitInfo                `json:"git"` // null in a dry run and when git was left alone
	Next     []string                `json:"next"`

	Command  string   `json:"-"` // the command line that says the same
	Warnings []string `json:"-"`
	Remarks  []string `json:"-"` // what to know about the repository

	plan   project.Plan
	matrix *choose.Matrix
}

// Explain gives the decision in plain text of a width in columns.
func (r *NewResult) Explain(width int, style choose.Style) string {
	return r.matrix.Text(r.Decision, width, style)
}

// ProjectInfo names the project.
type ProjectInfo struct {
	Name      string `json:"name"`
	Path      string `json:"path"` // absolute
	Framework string `json:"framework"`
	Shape     string `json:"shape"`
}

// FileInfo is one generated file.
type FileInfo struct {
	Path   string     `json:"path"`
	Mode   string     `json:"mode"` // "0644"
	Size   int        `json:"size"` // bytes
	SHA256 *string    `json:"sha256"`
	Class  pack.Class `json:"class"`
}

// GitInfo says what was done in git.
type GitInfo struct {
	Initialized bool   `json:"initialized"`
	Branch      string `json:"branch"`
	Commit      string `json:"commit"` // hexadecimal; "" when nothing was committed
}

// result fills in what is known before writing.
func (j *job) result() *NewResult {
	r := &NewResult{
		Schema: 1, DryRun: j.request.DryRun,
		Project:  ProjectInfo{j.given.Text(answers.KeyName), j.target.Dir, j.stack.Framework, j.decision.Shape},
		Answers:  j.resolved.ByKey(),
		Decision: j.decision,
		Files:    []FileInfo{},
		Next:     j.next(),
		Command:  j.command(j.request.Path),
		Warnings: append(texts(j.resolved.Warnings), j.unused()...),
		plan:     j.plan, matrix: j.loaded.matrix,
	}
	for _, f := range j.plan.Files() {
		info := FileInfo{Path: f.Path, Mode: f.Mode(), Size: len(f.Data), Class: f.Class}
		if f.Class == pack.ClassLocal {
			info.Mode = "0600"
		} else {
			sum := f.SHA256()
			info.SHA256 = &sum
		}
		r.Files = append(r.Files, info)
	}
	return r
}

// command is the command line that generates the same project, wherever it is
// typed and without a question. path is PATH, "" for the name.
func (j *job) command(path string) string {
	command := j.loaded.catalogue.Command("scaffold new", path, j.resolved.Given)
	flag := func(name, value string) {
		if value != "" {
			command += " " + name + " " + answers.Quote(value)
		}
	}
	if j.app.override != nil {
		flag("--matrix", j.app.override.Name)
	}
	usesDefaults := func(item answers.Item) bool { return item.Origin == answers.OriginDefaults }
	if slices.ContainsFunc(j.resolved.Items, usesDefaults) {
		flag("--defaults", j.request.Sources.Defaults.Name)
	}
	if j.request.Git != GitAuto {
		flag("--git", string(j.request.Git))
	}
	flag("--branch", j.request.Branch)
	return command + " --yes"
}

// unused says which keys of the defaults file this framework has no use for.
func (j *job) unused() []string {
	var keys []string
	for _, g := range j.resolved.Unused {
		keys = append(keys, g.Key)
	}
	if len(keys) == 0 {
		return nil
	}
	return []string{j.request.Sources.Defaults.Name + ": not used with " + j.stack.Label + ": " + strings.Join(keys, ", ")}
}

// next are the commands to type after generation.
func (j *job) next() []string {
	steps := []string{"make setup", "make dev"}
	here, err := os.Getwd()
	if err != nil || here == j.target.Dir {
		return steps
	}
	path := j.target.Dir
	if relative, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(relative, "..") {
		path = relative
	}
	return append([]string{"cd " + answers.Quote(path)}, steps...)
}

// Diff writes the plan as a unified diff against the target.
func (r *NewResult) Diff(w io.Writer) error {
	var changes []gitx.Change
	for _, c := range r.plan.Changes() {
		changes = append(changes, gitx.Change{Path: c.Path, Old: c.Old, New: c.New, Executable: c.Executable})
	}
	return gitx.Diff(w, changes)
}
