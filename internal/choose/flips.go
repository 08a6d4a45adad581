package choose

import (
	"slices"
	"strings"
)

const (
	maxPairs = 10
	// maxTries bounds a search in a very large matrix. A question that is
	// undecided by then is listed as open, a pair that was not tried is not.
	maxTries = 200_000
)

// saying is what a person takes from a result.
type saying struct {
	outcome  Name
	strength Strength
}

// flips lists every single answer that would change outcome or strength, and
// pairs of answers of which neither does alone.
func (c *compiled) flips(m *Matrix, v vector, base result) []Flip {
	was := sayingOf(m, base)
	work := append(vector(nil), v...)
	alone := make([]uint64, len(v)) // per question: the values that flip alone
	flips := []Flip{}
	for q := range v {
		first := len(flips)
		for value := range c.unsure[q] + 1 {
			work[q] = value
			now := sayingOf(m, c.evaluate(work, none))
			if now == was {
				continue
			}
			alone[q] |= 1 << value
			flips = m.addFlip(flips, first, q, work, now)
		}
		work[q] = v[q]
	}
	return append(flips, c.pairs(m, v, was, alone)...)
}

func sayingOf(m *Matrix, r result) saying {
	outcome, strength := m.says(r)
	return saying{outcome, strength}
}

// addFlip adds the change of one question; another shape joins those that lead
// to the same result.
func (m *Matrix) addFlip(flips []Flip, first, question int, v vector, now saying) []Flip {
	value := m.value(question, v)
	if question == m.rules.shape {
		for _, f := range flips[first:] {
			if f.Outcome == now.outcome && f.Strength == now.strength {
				f.Change[ShapeKey] += ", " + value
				return flips
			}
		}
	}
	change := map[string]string{m.data.Questions[question].Key: value}
	return append(flips, Flip{change, now.outcome, now.strength})
}

// pairs looks at two definite answers at a time, those that change the outcome
// first. The shape is left out: another shape is another product, and it has
// its own lines.
func (c *compiled) pairs(m *Matrix, v vector, was saying, alone []uint64) []Flip {
	work := append(vector(nil), v...)
	var outcome, strength []Flip
	tries := 0
	candidate := func(q int, value uint8) bool { return value != v[q] && alone[q]>>value&1 == 0 }
	for a := range v {
		for b := a + 1; b < len(v); b++ {
			if a == c.shape || b == c.shape {
				continue
			}
			for x := range c.unsure[a] {
				for y := range c.unsure[b] {
					if !candidate(a, x) || !candidate(b, y) || tries == maxTries {
						continue
					}
					tries++
					work[a], work[b] = x, y
					now := sayingOf(m, c.evaluate(work, none))
					if now == was {
						continue
					}
					change := map[string]string{m.data.Questions[a].Key: m.value(a, work), m.data.Questions[b].Key: m.value(b, work)}
					if f := (Flip{change, now.outcome, now.strength}); now.outcome != was.outcome {
						outcome = append(outcome, f)
					} else {
						strength = append(strength, f)
					}
				}
			}
			work[a], work[b] = v[a], v[b]
		}
	}
	all := append(outcome, strength...)
	return all[:min(len(all), maxPairs)]
}

// unanswered lists the questions that were not asked and whose answer, together
// with some answers to the others that were not asked, could change outcome,
// strength or a warning.
func (d *Decision) unanswered() []string {
	keys, tries := []string{}, 0
	if d.settled() {
		return keys
	}
	for q, asked := range d.asked {
		if !asked && d.matters(q, &tries, d.look) {
			keys = append(keys, d.m.data.Questions[q].Key)
		}
	}
	return keys
}

// settled reports, without enumeration, that the shape alone decides: its row
// means to stay, which fires no warning, and the verdict asks for nothing else.
func (d *Decision) settled() bool {
	c, r := &d.m.rules, d.result
	if r.row == none || r.verdict == none || !c.stay[r.row] {
		return false
	}
	f := c.verdict[r.verdict].If
	alone := f.Net == nil && f.Points == nil && f.Margin == nil && f.Rules == nil && f.Warning == ""
	return alone && !slices.ContainsFunc(c.verdict[:r.verdict], func(v verdictRow) bool {
		return v.If.Row == "" || v.If.Row == rowStay
	})
}

// seen is what must stay the same for a question not to matter.
type seen struct {
	saying
	warnings uint64
}

// look gives what a person would see if these were the answers.
func (d *Decision) look(v vector) seen {
	framework := none
	if d.Framework != "" {
		framework = d.framework()
	}
	r := d.m.rules.evaluate(v, framework)
	return seen{sayingOf(d.m, r), r.warnings}
}

// matters reports whether some answer to a question changes what look sees,
// whatever the other open questions are answered with. It gives up, and says
// yes, when the tries are used up.
func (d *Decision) matters(question int, tries *int, look func(vector) seen) bool {
	c := &d.m.rules
	v := append(vector(nil), d.v...)
	for more := true; more; more = d.next(v, question) {
		v[question] = c.unsure[question]
		was := look(v)
		for value := range c.unsure[question] {
			if *tries++; *tries > maxTries {
				return true
			}
			v[question] = value
			if look(v) != was {
				return true
			}
		}
	}
	return false
}

// next moves the answers to the other open questions on to their next
// combination, false when all have been seen.
func (d *Decision) next(v vector, except int) bool {
	for q := range v {
		if d.asked[q] || q == except {
			continue
		}
		if v[q] = (v[q] + 1) % (d.m.rules.unsure[q] + 1); v[q] != d.v[q] {
			return true
		}
	}
	return false
}

// changes splits a flip's answer, which names several shapes at once.
func changes(value string) []string { return strings.Split(value, ", ") }
