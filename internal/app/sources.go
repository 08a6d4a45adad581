package app

import (
	"strings"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// Sources is what the caller read for the user; the environment is looked up by
// the App itself.
type Sources struct {
	Flags  []answers.Pair // every occurrence, in order
	Sets   []string       // texts of --set
	Config *ConfigFile    // nil when none was named
}

// ConfigFile is a config file that was read.
type ConfigFile struct {
	Name string // as problems name it
	Data []byte
}

// gather merges the sources. argument is the name that follows from PATH, "" for
// none.
func (a *App) gather(l *loaded, s Sources, argument string) *answers.Answers {
	sources := []answers.Source{l.catalogue.FromFlags(s.Flags, s.Sets), l.catalogue.FromEnv(a.env)}
	if s.Config != nil {
		sources = append(sources, l.catalogue.FromConfig(s.Config.Name, s.Config.Data))
	}
	if argument != "" {
		sources = append(sources, l.catalogue.FromArgument(answers.KeyName, argument))
	}
	return l.catalogue.Merge(l.reserved, sources...)
}

// reserved reports whether an installer would confuse a project of this name
// with a package that some project depends on. A lock that cannot be read
// reserves nothing here: rendering reports it.
func (l *loaded) reserved(name string) bool {
	for _, stack := range l.stacks {
		if locked, err := stack.Locked(); err == nil && locked[pack.NormalizeName(name)] {
			return true
		}
	}
	return false
}

// decide gives the decision and the framework that is built, "" when the matrix
// picks nothing that can be built.
func (l *loaded) decide(a *answers.Answers) (choose.Decision, string) {
	decision := choose.Decide(l.matrix, a.Questions())
	if framework, given := a.Framework(); given {
		by, _ := a.Find(answers.KeyFramework)
		return decision.Use(framework, string(by.Origin), a.Text(answers.KeyReason)), framework
	}
	if decision.Verdict != choose.VerdictRecommend {
		return decision, ""
	}
	framework := string(decision.Outcome)
	return decision.Use(framework, "", ""), framework
}

// invalid gives the error for answers that are wrong.
func invalid(problems yamlx.Problems) error {
	if len(problems) == 0 {
		return nil
	}
	return NewError(CodeInvalidAnswers, plural(len(problems), "answer is", "answers are")+" wrong", problems...)
}

// incomplete joins wrong and missing answers into one error, nil when there are
// neither.
func incomplete(problems, missing yamlx.Problems) error {
	switch {
	case len(missing) == 0:
		return invalid(problems)
	case len(problems) == 0:
		return NewError(CodeMissingAnswers, plural(len(missing), "required answer is", "required answers are")+" missing", missing...)
	}
	return NewError(CodeInvalidAnswers, "answers are wrong or missing", append(problems, missing...)...)
}

// ChooseResult is what `choose` found.
type ChooseResult struct {
	Decision choose.Decision
	Matrix   *choose.Matrix
	Warnings []string
}

// Choose decides without generating anything.
func (a *App) Choose(s Sources) (*ChooseResult, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	given := a.gather(l, s, "")
	if err := incomplete(given.Problems(), given.Missing("scaffold choose")); err != nil {
		return nil, err
	}
	decision := choose.Decide(l.matrix, given.Questions())
	if _, ok := given.Framework(); ok {
		decision, _ = l.decide(given)
	}
	return &ChooseResult{Decision: decision, Matrix: l.matrix, Warnings: texts(given.Warnings())}, nil
}

// Unsettled gives the error of a decision that picks nothing to build, nil when
// it does.
func (r *ChooseResult) Unsettled() error {
	d := r.Decision
	if d.Framework != "" || d.Verdict == choose.VerdictRecommend || d.Verdict == choose.VerdictStay {
		return nil
	}
	return unsettled(r.Matrix, d)
}

// unsettled says why nothing is built, with the strongest opposing reasons and
// what would settle it.
func unsettled(m *choose.Matrix, d choose.Decision) *Error {
	if d.Verdict == choose.VerdictStay {
		failure := NewError(CodeExistingCodebase, m.Summary(d), yamlx.Problem{
			Where: yamlx.WhereAnswers, Key: answers.KeyShape, Given: d.Shape, Allowed: []string{},
			Message: "nothing new is generated for an existing code base",
			Hint:    "for a new service beside it, give --shape the shape of that service; to generate anyway, --framework " + string(d.Outcome),
		})
		failure.Decision = &d
		return failure
	}
	var problems yamlx.Problems
	for _, reason := range m.Strongest(d) {
		for key, value := range reason.Because {
			problems = append(problems, yamlx.Problem{
				Where: yamlx.WhereAnswers, Key: key, Given: value, Allowed: []string{},
				Message: key + " = " + value + ": " + reason.Why,
			})
		}
	}
	var shapes []string
	for _, q := range m.Questions() {
		for _, v := range q.Values {
			if q.Key == answers.KeyShape && v.Value != choose.Unsure {
				shapes = append(shapes, v.Value)
			}
		}
	}
	problems = append(problems, yamlx.Problem{
		Where: yamlx.WhereAnswers, Key: answers.KeyShape, Given: d.Shape, Allowed: shapes,
		Message: "the product's shape settles it: --shape VALUE", Hint: settling(m, d),
	})
	failure := NewError(CodeNoRecommendation, m.Summary(d), problems...)
	failure.Decision = &d
	return failure
}

// settling names the flags whose answers could still settle a decision.
func settling(m *choose.Matrix, d choose.Decision) string {
	var flags []string
	for _, key := range d.Unanswered {
		if key != answers.KeyShape {
			flags = append(flags, "--"+strings.ReplaceAll(key, "_", "-"))
		}
	}
	var picks []string
	for _, outcome := range m.Outcomes() {
		picks = append(picks, "--framework "+outcome)
	}
	last := "or take one yourself: " + strings.Join(picks, " or ") + ", with --reason"
	if len(flags) == 0 {
		return last
	}
	return "or answer more: " + strings.Join(flags, ", ") + "; " + last
}
