package answers

import (
	"fmt"
	"maps"
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
	Row     string `json:"-"` // id of the default row, for the origin "default"
	Because string `json:"-"` // why that row says so
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
	Unused    []Given // values of a defaults file that this framework has no use for
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
// all questions and the options before it; presets stand before a pack's rows.
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
	r.refuse(a.catalogue, stack, given)
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

// fill gives every question and option of the framework its value.
func (a *Answers) fill(r *Resolved, stack *pack.Stack, given map[string]Given, presets []Default) {
	values := map[string]string{}
	for _, kind := range []Kind{KindQuestion, KindOption} {
		for _, k := range a.catalogue.keys {
			if k.Kind != kind || !slices.Contains(k.Frameworks, stack.Framework) {
				continue
			}
			item := Item{Key: k.Name, Kind: kind, Value: yamlx.Unsure, Origin: OriginDefault}
			if g, ok := given[k.Name]; ok {
				item.Value, item.Origin = g.Text, g.Origin
			} else if kind == KindOption {
				item.Value, item.Row, item.Because = defaultOf(stack, k.Name, values, presets)
			}
			values[k.Name] = item.Value
			r.Items = append(r.Items, item)
		}
	}
}

// defaultOf gives the value of the first default row that matches.
func defaultOf(stack *pack.Stack, key string, values map[string]string, presets []Default) (value, row, because string) {
	for _, preset := range presets {
		if preset.Key == key {
			return preset.Value, preset.Row, preset.Because
		}
	}
	option, _ := stack.Option(key)
	for _, row := range option.Default {
		if row.When.Match(values) {
			return row.Value, row.ID, row.Because
		}
	}
	return "", "", "" // a pack's last row has no condition
}

// refuse notes the combinations that the packs do not offer, at the last value
// of each that somebody gave. While other answers are wrong, the defaults are
// not settled, and only combinations that were given as such count.
func (r *Resolved) refuse(c *Catalogue, stack *pack.Stack, given map[string]Given) {
	values, settled := r.Values(), len(r.Problems) == 0
	for _, refusal := range stack.Refusals() {
		if !refusal.When.Match(values) {
			continue
		}
		at := Given{Origin: OriginDefault}
		var pair []string
		complete := true
		for _, key := range refusal.When.Keys() {
			pair = append(pair, key+"="+values[key])
			g, ok := given[key]
			if complete = complete && ok; ok {
				at = g
			}
		}
		if !settled && !complete {
			continue
		}
		var instead []string
		for _, key := range slices.Sorted(maps.Keys(refusal.Instead)) {
			k, _ := c.Key(key)
			instead = append(instead, at.Write(k, refusal.Instead[key]))
		}
		r.Problems = append(r.Problems, at.Problem(
			fmt.Sprintf("%s is not offered: %s", strings.Join(pair, " with "), refusal.Why),
			"the nearest that is: "+strings.Join(instead, " ")))
	}
}
