package app

import (
	"context"
	"errors"
	"fmt"
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
	"scaffold/internal/render"
	"scaffold/internal/yamlx"
)

// GitMode says what becomes of the repository.
type GitMode string

// The modes of git.
const (
	GitAuto GitMode = "auto" // a repository of its own, except inside another one
	GitInit GitMode = "init" // always a repository of its own
	GitOff  GitMode = "off"  // git is left alone
)

// textWidth is the width of explanations in columns.
const textWidth = 80

// NewRequest asks for a project.
type NewRequest struct {
	Sources  Sources
	Path     string // "" for ./NAME
	DryRun   bool
	Git      GitMode
	Branch   string            // "" for the user's default
	Progress func(line string) // called before each step; may be nil
}

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

	Explanation string   `json:"-"` // the decision in plain text
	Command     string   `json:"-"` // the command line that says the same
	Warnings    []string `json:"-"`
	Remarks     []string `json:"-"` // what to know about the repository

	plan project.Plan
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

// job is one run of New on its way.
type job struct {
	app      *App
	loaded   *loaded
	request  NewRequest
	given    *answers.Answers
	decision choose.Decision
	stack    *pack.Stack
	resolved *answers.Resolved
	target   project.Target
	repo     gitx.Repo
	nested   bool // generated inside another repository, without one of its own
	tree     pack.Tree
	plan     project.Plan
}

// New decides, renders, plans and, unless it is a dry run, writes.
func (a *App) New(ctx context.Context, request NewRequest) (*NewResult, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	j := &job{app: a, loaded: l, request: request}
	for _, step := range []func() error{j.check, j.gather, j.locate, j.decide, j.settle, j.build, j.draft} {
		if err := step(); err != nil {
			return nil, err
		}
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
	}
	result := j.result()
	if request.DryRun {
		return result, nil
	}
	if err := j.write(ctx, result); err != nil {
		return nil, err
	}
	return result, nil
}

// progress tells a step.
func (j *job) progress(format string, args ...any) {
	if j.request.Progress != nil {
		j.request.Progress(fmt.Sprintf(format, args...))
	}
}

// check refuses what is wrong about the request itself.
func (j *job) check() error {
	if !slices.Contains([]GitMode{GitAuto, GitInit, GitOff}, j.request.Git) {
		return NewError(CodeUsage, "--git: a mode that does not exist", yamlx.Problem{
			Where: yamlx.WhereFlag, Key: "git", Given: string(j.request.Git),
			Allowed: []string{"auto", "init", "off"}, Message: fmt.Sprintf("--git: %q is not a mode", j.request.Git),
		})
	}
	if err := gitx.CheckBranch(j.request.Branch); j.request.Branch != "" && err != nil {
		return NewError(CodeUsage, "--branch: not a name for a branch", yamlx.Problem{
			Where: yamlx.WhereFlag, Key: "branch", Given: j.request.Branch, Allowed: []string{}, Message: "--branch: " + err.Error(),
		})
	}
	return nil
}

// gather reads all sources. Problems wait until the framework is known, so that
// all of them are told at once.
func (j *job) gather() error {
	name := ""
	if j.request.Path != "" {
		path, err := filepath.Abs(j.request.Path)
		if err != nil {
			return err
		}
		name = filepath.Base(path)
	}
	j.given = j.app.gather(j.loaded, j.request.Sources, name)
	return nil
}

// locate looks at the target. What is in the way is told later, after the
// answers; here it only matters whether another repository is around it.
func (j *job) locate() error {
	path := j.request.Path
	if path == "" {
		path = j.given.Text(answers.KeyName)
	}
	if path == "" {
		return nil // the name is missing; settle says so
	}
	var err error
	if j.target, err = project.Inspect(path); err != nil {
		return err
	}
	if j.repo, err = gitx.Inspect(j.target.Dir); err != nil {
		return err
	}
	j.nested = j.request.Git != GitInit && j.repo.Root != "" && !j.repo.Own
	return nil
}

// decide applies the matrix when the answers to its questions are right.
func (j *job) decide() error {
	framework, given := j.given.Framework()
	if j.given.Decidable() {
		j.decision, framework = j.loaded.decide(j.given)
	} else if !given {
		return nil
	}
	j.stack = j.loaded.stack(framework)
	return nil
}

// settle gives every option its value, and refuses in the promised order:
// answers first, then a decision that picks nothing.
func (j *job) settle() error {
	missing := j.given.Missing("scaffold new", answers.KeyName)
	if j.stack == nil || len(missing) > 0 && j.decision.Framework == "" {
		if err := incomplete(j.given.Problems(), missing); err != nil {
			return err
		}
		return j.loaded.unsettled(j.decision)
	}
	var presets []answers.Default
	for _, o := range j.stack.Options() {
		if j.nested && o.Nested != nil {
			presets = append(presets, answers.Default{Key: o.Key, Value: o.Nested.Value, Row: "inside-repository", Because: o.Nested.Why})
		}
	}
	j.resolved = j.given.Resolve(j.stack, presets...)
	problems := append(slices.Clip(j.resolved.Problems), j.misplaced()...)
	return incomplete(problems, missing)
}

// misplaced refuses options that were given and cannot work inside another
// repository.
func (j *job) misplaced() yamlx.Problems {
	var problems yamlx.Problems
	for _, o := range j.stack.Options() {
		g, ok := j.given.Find(o.Key)
		if !ok || !j.nested || o.Nested == nil || g.Text == o.Nested.Value {
			continue
		}
		key, _ := j.loaded.catalogue.Key(o.Key)
		problems = append(problems, g.Problem(
			fmt.Sprintf("%s: %s does not work inside the repository %s: %s", g.Label, g.Text, j.repo.Root, o.Nested.Why),
			fmt.Sprintf("%s (the report then says what to add to that repository), or --git init for a repository of its own", g.Write(key, o.Nested.Value))))
	}
	return problems
}

// build renders the project and adds its provenance.
func (j *job) build() error {
	values := j.resolved.Values()
	ctx := j.loaded.context(j.given, j.stack, j.decision)
	tree, err := render.Render(j.stack, values, ctx, render.Options{InsideRepository: j.nested})
	if err != nil {
		if located, ok := errors.AsType[*render.Error](err); ok {
			return NewError(CodeTemplate, "a template is wrong", yamlx.Problem{
				Where: yamlx.WhereTemplate, File: located.File, Line: located.Line, Column: located.Column,
				Allowed: []string{}, Message: located.Message, Hint: located.Snippet,
			})
		}
		return NewError(CodePack, err.Error())
	}
	provenance, err := j.provenance(tree)
	if err != nil {
		return err
	}
	file, err := provenance.File()
	if err != nil {
		return err
	}
	j.tree = append(tree, file)
	j.tree.Sort()
	j.progress("rendered %d files with %s", len(j.tree), j.stack.Label)
	return nil
}

// draft makes the plan; the target may refuse it.
func (j *job) draft() error {
	env := &project.EnvFile{}
	for _, e := range render.Env(j.stack, j.resolved.Values()) {
		if e.Generate {
			env.Secrets = append(env.Secrets, e.Name)
		}
	}
	plan, err := project.NewPlan(j.tree, j.target, project.PlanOptions{
		Env: env, Committed: j.repo.Committed,
	})
	if err != nil {
		return targetError(err)
	}
	j.plan = plan
	return nil
}

// targetError gives the error of a target that refuses a plan.
func targetError(err error) error {
	problems, ok := errors.AsType[yamlx.Problems](err)
	if ok && problems[0].Where == yamlx.WherePack {
		return NewError(CodePack, "a pack gives a file that cannot be written", problems...)
	}
	if ok {
		return NewError(CodeTargetInTheWay, "the target is in the way; nothing was changed", problems...)
	}
	return err
}

// result fills in what is known before writing.
func (j *job) result() *NewResult {
	r := &NewResult{
		Schema: 1, DryRun: j.request.DryRun,
		Project:     ProjectInfo{j.given.Text(answers.KeyName), j.target.Dir, j.stack.Framework, j.decision.Shape},
		Answers:     j.resolved.ByKey(),
		Decision:    j.decision,
		Files:       []FileInfo{},
		Next:        j.next(),
		Explanation: j.loaded.explain(j.decision),
		Command:     j.command(),
		Warnings:    texts(j.resolved.Warnings),
		plan:        j.plan,
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

// command is the command line that generates the same project.
func (j *job) command() string {
	return j.loaded.catalogue.Command("scaffold new", j.resolved.Given)
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
