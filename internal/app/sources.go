package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// Sources is what the caller read for the user; the environment is looked up by
// the App itself.
type Sources struct {
	Flags    []answers.Pair // every occurrence, in order
	Sets     []string       // texts of --set
	Config   *File          // nil when none was named
	Defaults *File          // a company's or a person's; nil when there is none
}

// File is a file that was read.
type File struct {
	Name string // as problems name it
	Data []byte
}

// gather merges the sources. argument is the name that follows from PATH, "" for
// none; prompted is what a person answered.
func (a *App) gather(l *loaded, s Sources, argument string, prompted []answers.Pair) *answers.Answers {
	sources := []answers.Source{
		l.catalogue.FromFlags(s.Flags, s.Sets), l.catalogue.FromEnv(a.env), l.catalogue.FromPrompt(prompted),
	}
	if s.Defaults != nil {
		sources = append(sources, l.catalogue.FromDefaults(s.Defaults.Name, s.Defaults.Data))
	}
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
	return slices.ContainsFunc(l.stacks, func(s *pack.Stack) bool { return s.Locks(pack.NormalizeName(name)) })
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

// ChooseRequest asks for a decision.
type ChooseRequest struct {
	Sources  Sources
	Prompter prompt.Prompter // nil: nobody is asked
}

// ChooseResult is what `choose` found.
type ChooseResult struct {
	Decision  choose.Decision
	Warnings  []string
	Unsettled *Error // nothing is recommended, and this is why; nil when something is

	matrix *choose.Matrix
}

// Explain gives the decision in plain text of a width in columns.
func (r *ChooseResult) Explain(width int, style choose.Style) string {
	return r.matrix.Text(r.Decision, width, style)
}

// Choose decides without generating anything.
func (a *App) Choose(ctx context.Context, request ChooseRequest) (*ChooseResult, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	given := a.gather(l, request.Sources, "", nil)
	if request.Prompter != nil && len(given.Problems()) == 0 {
		iv := &interview{app: a, loaded: l, sources: request.Sources, prompter: request.Prompter, given: given}
		if err := iv.product(ctx); err != nil {
			return nil, declined(err)
		}
		given = iv.given
	}
	if err := incomplete(given.Problems(), given.Missing("scaffold choose")); err != nil {
		return nil, err
	}
	var decision choose.Decision
	if _, ok := given.Framework(); ok {
		decision, _ = l.decide(given)
	} else {
		decision = choose.Decide(l.matrix, given.Questions()) // nothing is used here
	}
	result := &ChooseResult{Decision: decision, Warnings: texts(given.Warnings()), matrix: l.matrix}
	if decision.Framework == "" && !decision.Verdict.Picks() {
		result.Unsettled = l.unsettled(decision)
	}
	return result, nil
}

// unsettled says why nothing is built, with the strongest opposing reasons and
// what would settle it.
func (l *loaded) unsettled(d choose.Decision) *Error {
	code, problems := CodeNoRecommendation, yamlx.Problems{}
	switch d.Verdict {
	case choose.VerdictRecommend: // an outcome of a matrix that no pack knows
		problems = append(problems, yamlx.Problem{
			Where: yamlx.WhereAnswers, Key: answers.KeyFramework, Given: string(d.Outcome), Allowed: l.catalogue.Frameworks(),
			Message: "no pack generates " + l.matrix.OutcomeLabel(string(d.Outcome)),
			Hint:    "take one that exists with --framework, and say why with --reason",
		})
	case choose.VerdictStay:
		code = CodeExistingCodebase
		problems = append(problems, yamlx.Problem{
			Where: yamlx.WhereAnswers, Key: answers.KeyShape, Given: d.Shape, Allowed: []string{},
			Message: "nothing new is generated for an existing code base",
			Hint:    "for a new service beside it, give --shape the shape of that service; to generate anyway, --framework " + string(d.Outcome),
		})
	default:
		problems = l.opposing(d)
	}
	failure := NewError(code, l.matrix.Summary(d), problems...)
	failure.Decision = &d
	return failure
}

// opposing gives the strongest reason for each outcome, and last what would
// settle the matter.
func (l *loaded) opposing(d choose.Decision) yamlx.Problems {
	var problems yamlx.Problems
	for _, reason := range l.matrix.Strongest(d) {
		for _, key := range slices.Sorted(maps.Keys(reason.Because)) {
			value := reason.Because[key]
			problems = append(problems, yamlx.Problem{
				Where: yamlx.WhereAnswers, Key: key, Given: value, Allowed: []string{},
				Message: l.fact(key, value) + reason.Why,
			})
		}
	}
	shape, _ := l.catalogue.Key(answers.KeyShape)
	shapes := slices.DeleteFunc(shape.Allowed(""), func(value string) bool { return value == choose.Unsure })
	return append(problems, yamlx.Problem{
		Where: yamlx.WhereAnswers, Key: answers.KeyShape, Given: d.Shape, Allowed: shapes,
		Message: "the product's shape settles it: --shape VALUE", Hint: l.settling(d),
	})
}

// fact gives an answer as the beginning of a sentence about it.
func (l *loaded) fact(key, value string) string {
	for _, answer := range l.matrix.Words(map[string]string{key: value}) {
		return choose.Sentence(answer.Clause) + " "
	}
	return key + " = " + value + ": "
}

// settling names the flags whose answers could still settle a decision.
func (l *loaded) settling(d choose.Decision) string {
	var flags, picks []string
	for _, name := range d.Unanswered {
		if key, ok := l.catalogue.Key(name); ok && name != answers.KeyShape {
			flags = append(flags, key.Flag)
		}
	}
	for _, outcome := range l.matrix.Outcomes() {
		picks = append(picks, "--framework "+outcome)
	}
	last := "or take one yourself: " + strings.Join(picks, " or ") + ", with --reason"
	if len(flags) == 0 {
		return last
	}
	return "or answer more: " + strings.Join(flags, ", ") + "; " + last
}
