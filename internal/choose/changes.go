package choose

import (
	"slices"
	"strings"
)

// Effect says what a change of answers does to a decision.
type Effect int

// The effects, the one that matters most first.
const (
	Other  Effect = iota // another outcome is picked, or one at all
	Nobody               // nothing is picked any more
	Weaker               // the same outcome, less firmly
	Firmer               // the same outcome, more firmly
)

// Change is what a person can take from the flips: a result, and the facts each
// of which leads to it.
type Change struct {
	Effect  Effect
	Outcome Name     // "" for Nobody
	Result  string   // "FastAPI", "still Django, but slight"
	If      []string // clauses: "it is mostly a marketplace", "a and b"
	Pairs   int      // how many of these, the last ones, take two answers at once
}

// draft is a change that still grows.
type draft struct {
	Change
	shapes        []string
	single, pairs []string
}

// Changes puts the flips into words and groups them by what they lead to, in the
// order of the effects. Answers taken back (Unsure) are left out, and so are
// shapes of existing code and other shapes with the same outcome: they are no
// news to a person. A decision to stay has none, since another answer does not
// make existing code go away.
func (m *Matrix) Changes(d Decision) []Change {
	if d.Verdict == VerdictStay {
		return nil
	}
	var drafts []*draft
	for _, f := range d.Flips {
		shapes, ok := m.news(d, f)
		if !ok {
			continue
		}
		effect := effectOf(d, f)
		at := slices.IndexFunc(drafts, func(one *draft) bool {
			return one.Effect == effect && one.Result == m.words(d, f, effect)
		})
		if at < 0 {
			at = len(drafts)
			drafts = append(drafts, &draft{Change: Change{Effect: effect, Outcome: f.Outcome, Result: m.words(d, f, effect)}})
		}
		switch one := drafts[at]; {
		case len(shapes) > 0:
			one.shapes = append(one.shapes, shapes...)
		case len(f.Change) > 1:
			one.pairs = append(one.pairs, m.clauses(f.Change))
		default:
			one.single = append(one.single, m.clauses(f.Change))
		}
	}
	slices.SortStableFunc(drafts, func(a, b *draft) int { return int(a.Effect - b.Effect) })
	return m.finish(drafts)
}

// finish puts shapes before single answers, and these before pairs.
func (m *Matrix) finish(drafts []*draft) []Change {
	var changes []Change
	for _, one := range drafts {
		if len(one.shapes) > 0 {
			one.If = append(one.If, m.clause(m.data.Questions[m.rules.shape], one.shapes...))
		}
		one.If = slices.Concat(one.If, one.single, one.pairs)
		one.Pairs = len(one.pairs)
		changes = append(changes, one.Change)
	}
	return changes
}

// news reports whether a flip says something to a person, and which shapes it
// is about.
func (m *Matrix) news(d Decision, f Flip) (shapes []string, ok bool) {
	for key, value := range f.Change {
		switch {
		case value == Unsure:
			return nil, false
		case key == ShapeKey:
			for _, shape := range changes(value) {
				if _, stay, _ := m.Pick(shape); shape != Unsure && !stay {
					shapes = append(shapes, shape)
				}
			}
			return shapes, len(shapes) > 0 && f.Outcome != d.Outcome
		}
	}
	return nil, true
}

func effectOf(d Decision, f Flip) Effect {
	firmness := func(s Strength) int { return slices.Index(strengthNames(), string(s)) }
	switch {
	case f.Outcome == "":
		return Nobody
	case f.Outcome != d.Outcome:
		return Other
	case firmness(f.Strength) > firmness(d.Strength):
		return Weaker
	}
	return Firmer
}

// words say what a flip leads to.
func (m *Matrix) words(d Decision, f Flip, effect Effect) string {
	label := m.OutcomeLabel(string(f.Outcome))
	switch {
	case effect == Nobody:
		return "no recommendation"
	case effect == Other:
		return label
	case effect == Weaker:
		return "still " + label + ", but " + string(f.Strength)
	case f.Strength == Clear:
		return "still " + label + ", and clear"
	}
	return "still " + label + ", no longer " + string(d.Strength)
}

// clauses states what a flip changes, in the order of the questions.
func (m *Matrix) clauses(change map[string]string) string {
	var parts []string
	for _, q := range m.data.Questions {
		if value, ok := change[q.Key]; ok {
			parts = append(parts, m.clause(q, changes(value)...))
		}
	}
	return strings.Join(parts, " and ")
}

// Shorten keeps at most n clauses, those that matter most: every outcome gets
// one before any gets a second, then come the lesser effects in their order, and
// last pairs of answers, of which one says enough. cut counts what is left out.
func Shorten(list []Change, n int) (kept []Change, cut int) {
	keep := make([]int, len(list))
	take := func(i, limit int) {
		if n > 0 && keep[i] < limit {
			keep[i]++
			n--
		}
	}
	for _, pairs := range []int{0, 1} {
		for effect := Other; effect <= Firmer; effect++ {
			for more := n; more > 0; more-- {
				for i, c := range list {
					if c.Effect == effect {
						take(i, len(c.If)-c.Pairs+min(c.Pairs, pairs))
					}
				}
			}
		}
	}
	for i, c := range list {
		cut += len(c.If) - keep[i]
		if keep[i] > 0 {
			c.Pairs = max(c.Pairs-(len(c.If)-keep[i]), 0)
			c.If = c.If[:keep[i]]
			kept = append(kept, c)
		}
	}
	return kept, cut
}
