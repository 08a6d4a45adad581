package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/gitx"
	"scaffold/internal/pack"
	"scaffold/internal/project"
	"scaffold/internal/prompt"
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

// NewRequest asks for a project.
type NewRequest struct {
	Sources  Sources
	Path     string // "" for ./NAME
	DryRun   bool
	Git      GitMode
	Branch   string            // "" for the user's default
	Into     bool              // the target may hold other files
	Prompter prompt.Prompter   // nil: nobody is asked
	Style    choose.Style      // of what the prompter says
	Progress func(line string) // called before each step; may be nil
}

// job is one run of New on its way.
type job struct {
	app      *App
	loaded   *loaded
	request  NewRequest
	argument string // the name that follows from PATH, "" without PATH
	given    *answers.Answers
	decision choose.Decision
	stack    *pack.Stack
	resolved *answers.Resolved
	target   project.Target
	repo     gitx.Repo
	nested   bool // generated inside another repository, without one of its own
	tree     pack.Tree
	blobs    *gitx.Blobs // of the files that were rendered; nil when nothing is recorded
	plan     project.Plan
}

// New decides, asks where it may, renders, plans and, unless it is a dry run,
// writes. A dry run that the target refuses gives the result beside the error, so
// that the difference can be shown.
func (a *App) New(ctx context.Context, request NewRequest) (*NewResult, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	j := &job{app: a, loaded: l, request: request}
	ask := func() error { return declined(j.ask(ctx)) }
	build := func() error { return j.build(ctx) }
	for _, step := range []func() error{j.check, j.gather, j.locate, ask, j.decide, j.settle, build} {
		if err := step(); err != nil {
			return nil, err
		}
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
	}
	refused := j.draft()
	if refused != nil && !request.DryRun {
		return nil, refused
	}
	result := j.result()
	if request.DryRun {
		return result, refused
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
	j.argument = name
	j.given = j.app.gather(j.loaded, j.request.Sources, name, nil)
	return nil
}

// locate looks at the target. What is in the way is told later, after the
// answers; here it only matters whether another repository is around it.
func (j *job) locate() error {
	path := j.request.Path
	if path == "" {
		path = j.given.Text(answers.KeyName)
	}
	var err error
	if path == "" { // the name is asked for, or settle says that it is missing
		j.repo, err = gitx.Inspect(".")
		j.nested = j.request.Git != GitInit && j.repo.Root != ""
		return err
	}
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
	j.resolved = j.given.Resolve(j.stack, j.presets(j.stack.Framework)...)
	problems := append(slices.Clip(j.resolved.Problems), j.misplaced()...)
	return incomplete(problems, missing)
}

// presets are the values of options that the place of the project settles.
func (j *job) presets(framework string) []answers.Default {
	var presets []answers.Default
	for _, o := range j.loaded.stack(framework).Options() {
		if j.nested && o.Nested != nil {
			presets = append(presets, answers.Default{Key: o.Key, Value: o.Nested.Value, Row: "inside-repository", Because: o.Nested.Why})
		}
	}
	return presets
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

// records reports whether the project gets into a repository.
func (j *job) records() bool { return j.request.Git != GitOff && !j.nested }

// build renders the project and adds its provenance; the packs are identified
// meanwhile.
func (j *job) build(ctx context.Context) error {
	digests := beside(j.digests)
	values := j.resolved.Values()
	words := j.loaded.context(j.given, j.stack, j.decision)
	tree, err := render.Render(ctx, j.stack, values, words, render.Options{InsideRepository: j.nested})
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		if located, ok := errors.AsType[*render.Error](err); ok {
			return NewError(CodeTemplate, "a template is wrong", yamlx.Problem{
				Where: yamlx.WhereTemplate, File: located.File, Line: located.Line, Column: located.Column,
				Allowed: []string{}, Message: located.Message, Hint: located.Snippet,
			})
		}
		return NewError(CodePack, err.Error())
	}
	if j.records() && !j.request.DryRun {
		j.blobs = gitx.Compress(tree)
	}
	packs, err := digests()
	if err != nil {
		return err
	}
	provenance := j.provenance(tree, packs)
	file, err := provenance.File()
	if err != nil {
		return err
	}
	j.tree = append(tree, file)
	j.tree.Sort()
	return nil
}

// draft makes the plan; the target may refuse it.
func (j *job) draft() (err error) {
	env := &project.EnvFile{}
	for _, e := range render.Env(j.stack, j.resolved.Values()) {
		if e.Generate {
			env.Secrets = append(env.Secrets, e.Name)
		}
	}
	if j.request.Into {
		if j.target, err = j.target.Look(j.tree); err != nil {
			return err
		}
	}
	j.plan, err = project.NewPlan(j.tree, j.target, project.PlanOptions{
		Env: env, Committed: j.repo.Committed, Into: j.request.Into,
	})
	if err != nil {
		return targetError(err)
	}
	j.progress("rendered %d files with %s", len(j.tree), j.stack.Label)
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
