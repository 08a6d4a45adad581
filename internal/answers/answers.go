// Package answers knows everything a user can tell the tool (the questions of
// the decision matrix, the options of the packs, and the few fixed keys), where
// each value came from, which one wins, and what is wrong with them. It does no
// input or output: file contents and environment lookups are passed in.
//
//	c := answers.NewCatalogue(matrix, stacks)
//	a := c.Merge(reserved,
//		c.FromFlags(pairs, sets),          // every occurrence, also repeated ones
//		c.FromEnv(os.LookupEnv),
//		c.FromConfig("shop.yaml", data),
//		c.FromArgument("name", "shop"))    // last element of PATH
//
//	// Step one, against the union of all keys and values: a.Problems(),
//	// a.Missing("scaffold new", answers.KeyName).
//	framework, given := a.Framework()
//	if !given && a.Decidable() {
//		framework = choose.Decide(matrix, a.Questions()).Outcome
//	}
//	if framework == "" {
//		return a.Problems()                // or "no recommendation"
//	}
//	// Step two, with the framework known: r.Problems holds the findings of both
//	// steps, in one order.
//	r := a.Resolve(stack)
//	if len(r.Problems) > 0 { return r.Problems }
//	use(r.Values(), r.Items, a.Text(answers.KeyName), r.Warnings)
//	c.Command("scaffold new", "", r.Given) // the equivalent command line
package answers

import (
	"cmp"
	"slices"

	"scaffold/internal/yamlx"
)

// Origin says where a value came from. The list is closed and part of the JSON
// promise.
type Origin string

// The origins, the strongest first.
const (
	OriginFlag     Origin = "flag"
	OriginEnv      Origin = "env"
	OriginConfig   Origin = "config"
	OriginPrompt   Origin = "prompt"
	OriginArgument Origin = "argument" // the name taken from PATH
	OriginDefaults Origin = "defaults" // a company's or a person's defaults file
	OriginDefault  Origin = "default"  // a default row of the pack, or "unsure"
)

// Origins gives every origin, the strongest first.
func Origins() []Origin {
	return []Origin{
		OriginFlag, OriginEnv, OriginConfig, OriginPrompt,
		OriginArgument, OriginDefaults, OriginDefault,
	}
}

func (o Origin) rank() int { return slices.Index(Origins(), o) }

// where gives the place that problems with a value of this origin name.
func (o Origin) where() yamlx.Where {
	if o == OriginDefault {
		return yamlx.WhereAnswers
	}
	return yamlx.Where(o)
}

// Given is one value as somebody gave it.
type Given struct {
	Key    string // the catalogue's key, also when an alias was used
	Text   string
	Origin Origin
	Label  string // how the place calls the key: "--jobs", "SCAFFOLD_JOBS", "jobs"
	File   string // "" outside files
	Line   int    // 0 outside files
	Column int
}

// Write gives what to type in the place this value came from so that the key
// has the value: `--jobs none`, `SCAFFOLD_JOBS=none`, `jobs: none`.
func (g Given) Write(k Key, value string) string {
	switch g.Origin {
	case OriginEnv:
		return k.Env + "=" + Quote(value)
	case OriginConfig, OriginDefaults:
		return k.Name + ": " + yamlText(value)
	case OriginArgument, OriginPrompt:
		return value
	}
	return k.Flag + " " + Quote(value)
}

// Problem gives a problem that is located at this value.
func (g Given) Problem(message, hint string, allowed ...string) yamlx.Problem {
	if allowed == nil {
		allowed = []string{}
	}
	return yamlx.Problem{
		Where: g.Origin.where(), File: g.File, Line: g.Line, Column: g.Column,
		Key: g.Key, Given: g.Text, Allowed: allowed, Message: message, Hint: hint,
	}
}

// Source is what one place says: the values that are right in themselves, and
// what is wrong or worth saying about the others.
type Source struct {
	Given    []Given
	Problems yamlx.Problems
	Warnings yamlx.Problems

	bad []Given // values that are wrong: their keys count as answered, wrongly
}

// candidate is a value for a key, the best of its kind or a weaker one.
type candidate struct {
	Given
	bad bool
}

// Answers is all that was given, from all places.
type Answers struct {
	catalogue  *Catalogue
	candidates map[string][]candidate // per key, the strongest first
	problems   yamlx.Problems
	warnings   yamlx.Problems
}

// Merge puts the sources together: the strongest origin wins, whatever the
// order of the sources. reserved says which names a project may not have (the
// packages it will depend on); nil means none.
func (c *Catalogue) Merge(reserved func(name string) bool, sources ...Source) *Answers {
	a := &Answers{catalogue: c, candidates: map[string][]candidate{}}
	for _, s := range sources {
		for _, g := range s.Given {
			a.candidates[g.Key] = append(a.candidates[g.Key], candidate{Given: g})
		}
		for _, g := range s.bad {
			a.candidates[g.Key] = append(a.candidates[g.Key], candidate{Given: g, bad: true})
		}
		a.problems = append(a.problems, s.Problems...)
		a.warnings = append(a.warnings, s.Warnings...)
	}
	for _, all := range a.candidates {
		slices.SortStableFunc(all, func(x, y candidate) int {
			return cmp.Compare(x.Origin.rank(), y.Origin.rank())
		})
	}
	a.checkTexts(reserved)
	sortProblems(a.problems)
	sortProblems(a.warnings)
	return a
}

// checkTexts holds the free texts against their rules. A name that was only
// taken from the path counts only when no other is given.
func (a *Answers) checkTexts(reserved func(string) bool) {
	checks := map[string]func(Given) *yamlx.Problem{
		KeyName:        func(g Given) *yamlx.Problem { return a.catalogue.checkName(g, reserved) },
		KeyDescription: func(g Given) *yamlx.Problem { return checkLine(g, "the description", MaxDescription) },
		KeyReason:      func(g Given) *yamlx.Problem { return checkLine(g, "the reason", MaxReason) },
	}
	for _, key := range []string{KeyName, KeyDescription, KeyReason} {
		for i, one := range a.candidates[key] {
			if one.bad || one.Origin == OriginArgument && i > 0 {
				continue
			}
			if problem := checks[key](one.Given); problem != nil {
				a.candidates[key][i].bad = true
				a.problems = append(a.problems, *problem)
			}
		}
	}
}

// Problems gives what is wrong whichever framework is used, in a fixed order:
// by place, then by line.
func (a *Answers) Problems() yamlx.Problems { return slices.Clone(a.problems) }

// Warnings gives what is worth saying whichever framework is used.
func (a *Answers) Warnings() yamlx.Problems { return slices.Clone(a.warnings) }

// Find gives the value that wins for a key; false when none was given or the
// winning one is wrong.
func (a *Answers) Find(key string) (Given, bool) {
	all := a.candidates[key]
	if len(all) == 0 || all[0].bad {
		return Given{}, false
	}
	return all[0].Given, true
}

// Text gives the text of the value that wins for a key, "" when there is none.
func (a *Answers) Text(key string) string {
	g, _ := a.Find(key)
	return g.Text
}

// Framework gives the framework that was given.
func (a *Answers) Framework() (string, bool) {
	g, ok := a.Find(KeyFramework)
	return g.Text, ok
}

// Questions gives the questions that were answered; keys that were not asked
// are absent.
func (a *Answers) Questions() map[string]string {
	answered := map[string]string{}
	for _, k := range a.catalogue.keys {
		if g, ok := a.Find(k.Name); ok && k.Kind == KindQuestion {
			answered[k.Name] = g.Text
		}
	}
	return answered
}

// Settled gives the questions that need not be asked: those answered by
// somebody, and not merely preset by a defaults file.
func (a *Answers) Settled() map[string]string {
	settled := a.Questions()
	for key := range settled {
		if g, _ := a.Find(key); g.Origin == OriginDefaults {
			delete(settled, key)
		}
	}
	return settled
}

// Decidable reports whether every answer that the decision looks at is right:
// no question, and not the framework, was answered wrongly.
func (a *Answers) Decidable() bool {
	for _, k := range a.catalogue.keys {
		if all := a.candidates[k.Name]; len(all) > 0 && all[0].bad && (k.Kind == KindQuestion || k.Name == KeyFramework) {
			return false
		}
	}
	return true
}

// Given gives the winning values in the order of the catalogue, whichever
// framework is used.
func (a *Answers) Given() []Given {
	var all []Given
	for _, k := range a.catalogue.keys {
		if g, ok := a.Find(k.Name); ok {
			all = append(all, g)
		}
	}
	return all
}

// sortProblems orders problems by place, then by line and column; what is found
// at the same place keeps its order.
func sortProblems(problems yamlx.Problems) {
	places := []yamlx.Where{
		yamlx.WhereArgument, yamlx.WhereFlag, yamlx.WhereEnv, yamlx.WhereConfig,
		yamlx.WherePrompt, yamlx.WhereDefaults, yamlx.WhereAnswers,
	}
	slices.SortStableFunc(problems, func(x, y yamlx.Problem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(places, x.Where), slices.Index(places, y.Where)),
			cmp.Compare(x.File, y.File),
			cmp.Compare(x.Line, y.Line),
			cmp.Compare(x.Column, y.Column),
		)
	})
}
