package answers

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// Item is a question or an option with the value it has in the end.
type Item struct {
	Key     string `json:"-"`
	Kind    Kind   `json:"-"`
	Value   string `json:"value"`
	Origin  Origin `json:"origin"`
	Row     string `json:"-"` // id of the default row or of the refusal it gave way to, for the origin "default"
	Because string `json:"-"` // why that says so
}

// Default replaces the default of an option: where the project goes can say
// more than a row of a pack can know.
type Default struct{ Key, Value, Row, Because string }

// Resolved is every question and option of one framework with its value.
type Resolved struct {
	Framework string
	Items     []Item         // in the catalogue's order
	Given     []Given        // the values that were given and are used, fixed keys included
	Problems  yamlx.Problems // all that is wrong, with the framework known or not
	Warnings  yamlx.Problems
	Unused    []Given // values of a defaults file that this framework or the other answers have no use for
}

// Values gives the value of every question and option.
func (r *Resolved) Values() map[string]string {
	values := make(map[string]string, len(r.Items))
	for _, item := range r.Items {
		values[item.Key] = item.Value
	}
	return values
}

// ByKey gives the items by their keys, the form of the JSON object.
func (r *Resolved) ByKey() map[string]Item {
	items := make(map[string]Item, len(r.Items))
	for _, item := range r.Items {
		items[item.Key] = item
	}
	return items
}

// Resolve checks the answers for a framework and fills in what was not given.
// The defaults of options are looked up in the catalogue's order, each knowing
// all questions and the options before it; presets stand before a pack's rows. A
// default that does not go together with what was given gives way to the next
// value that does, and so does a value of a defaults file.
func (a *Answers) Resolve(stack *pack.Stack, presets ...Default) *Resolved {
	r := &Resolved{
		Framework: stack.Framework,
		Problems:  a.Problems(), Warnings: a.Warnings(),
	}
	given := map[string]Given{}
	for _, k := range a.catalogue.keys {
		if g, ok := a.settle(k, r); ok {
			given[k.Name] = g
			r.Given = append(r.Given, g)
		}
	}
	if _, ok := given[KeyReason]; ok && len(a.candidates[KeyFramework]) == 0 {
		g := given[KeyReason]
		k, _ := a.catalogue.Key(KeyFramework)
		r.Warnings = append(r.Warnings, g.Problem(
			g.Label+": a reason is kept only when a framework is given too", "add "+g.Write(k, stack.Framework)))
	}
	a.fill(r, stack, given, presets)
	sortProblems(r.Problems)
	sortProblems(r.Warnings)
	return r
}

// settle gives the strongest value of a key that the framework can use, and
// notes those that it cannot.
func (a *Answers) settle(k Key, r *Resolved) (Given, bool) {
	for _, one := range a.candidates[k.Name] {
		if one.bad {
			return Given{}, false
		}
		problem := a.catalogue.misfit(k, one.Given, r.Framework)
		if problem == nil {
			return one.Given, true
		}
		switch one.Origin {
		case OriginDefaults:
			r.Unused = append(r.Unused, one.Given)
		case OriginEnv:
			problem.Message += "; it is left aside"
			problem.Hint = ""
			r.Warnings = append(r.Warnings, *problem)
		default:
			r.Problems = append(r.Problems, *problem)
			return Given{}, false
		}
	}
	return Given{}, false
}

// misfit says what a framework cannot use about a value, nil when it can.
func (c *Catalogue) misfit(k Key, g Given, framework string) *yamlx.Problem {
	settle := func(other string) string {
		key, _ := c.Key(KeyFramework)
		return "or settle on " + other + " with " + g.Write(key, other)
	}
	if !slices.Contains(k.Frameworks, framework) {
		problem := g.Problem(
			fmt.Sprintf("%s: an option of %s, not of %s", g.Label, list(k.Frameworks), framework),
			"leave it out, "+settle(k.Frameworks[0]))
		return &problem
	}
	v, _ := k.Find(g.Text)
	if len(k.Values) == 0 || slices.Contains(v.Frameworks, framework) {
		return nil
	}
	problem := g.Problem(
		fmt.Sprintf("%s: %s belongs to %s, not to %s", g.Label, g.Text, list(v.Frameworks), framework),
		"choose another value, "+settle(v.Frameworks[0]), k.Allowed(framework)...)
	return &problem
}

func list(words []string) string { return strings.Join(words, " and ") }
