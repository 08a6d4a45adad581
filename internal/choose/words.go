package choose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Answer is a question and its answer in the words a person saw.
type Answer struct {
	Key, Question string
	Value, Answer string
}

// Words gives the answers in words, in the order of the questions. Questions
// without an answer, and answers that the matrix does not know, are left out.
func (m *Matrix) Words(answers map[string]string) []Answer {
	words := []Answer{}
	for _, q := range m.data.Questions {
		for _, v := range q.Values {
			if answer, ok := answers[q.Key]; ok && answer == v.Value {
				words = append(words, Answer{q.Key, q.Ask, v.Value, v.Label})
			}
		}
	}
	return words
}

// headline says in a few words what was decided, and how firmly: "Django, clear".
// A framework that was taken against the matrix comes with what the matrix
// said.
func (m *Matrix) headline(d Decision) string {
	said := m.said(d)
	built := m.OutcomeLabel(string(d.Framework))
	switch {
	case d.Overridden == nil:
		return said
	case d.Outcome == "":
		return fmt.Sprintf("%s, chosen, not assessed (%s)", built, lower(said))
	case d.Verdict == VerdictStay:
		return fmt.Sprintf("%s, although the matrix says: %s", built, lower(said))
	default:
		return fmt.Sprintf("%s, against the recommendation (%s)", built, said)
	}
}

// said is what the matrix says, whatever is built.
func (m *Matrix) said(d Decision) string {
	switch d.Verdict {
	case VerdictStay:
		return "Stay on " + m.OutcomeLabel(string(d.Outcome))
	case VerdictInsufficient:
		return "No recommendation, too little is known"
	case VerdictTooClose:
		return "No recommendation, too close to call"
	default:
		return m.result(d.Outcome, d.Strength)
	}
}

func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// result is an outcome with its strength, in words.
func (m *Matrix) result(outcome Name, strength Strength) string {
	switch {
	case outcome == "":
		return "no recommendation"
	case strength == "":
		return m.OutcomeLabel(string(outcome))
	default:
		return m.OutcomeLabel(string(outcome)) + ", " + string(strength)
	}
}

// Summary gives a decision as one sentence: "Django, clear: the shape decides".
// The second half is the matrix's own text.
func (m *Matrix) Summary(d Decision) string {
	head, say := m.headline(d), m.Say(d)
	if say == "" || d.Overridden != nil { // the comment is about the outcome
		return head + "."
	}
	return head + ": " + say
}

// Say gives the matrix's comment on the verdict, "" when it has none.
func (m *Matrix) Say(d Decision) string {
	if d.m == nil || d.result.verdict == none {
		return ""
	}
	return m.data.Verdict[d.result.verdict].Say
}

// Points gives the numbers behind a decision: "Django 5, FastAPI 3".
func (m *Matrix) Points(d Decision) string {
	parts := make([]string, len(m.data.Outcomes))
	for i, o := range m.data.Outcomes {
		parts[i] = fmt.Sprintf("%s %d", o.Label, d.Scores[o.ID])
	}
	return strings.Join(parts, ", ")
}

// Strongest gives the strongest reason for each outcome that has one, in the
// order of the outcomes: the trade-off of a decision that is close.
func (m *Matrix) Strongest(d Decision) []Reason {
	strongest := []Reason{}
	for _, o := range m.data.Outcomes {
		if reasons := d.Reasons[o.ID]; len(reasons) > 0 {
			strongest = append(strongest, reasons[0])
		}
	}
	return strongest
}

// FlipText gives a flip as a sentence: "callers = software: FastAPI, slight".
func (m *Matrix) FlipText(f Flip) string {
	return m.change(f) + ": " + m.result(f.Outcome, f.Strength)
}

// change gives the answers of a flip in the order of the questions.
func (m *Matrix) change(f Flip) string {
	return m.assignments(f.Change, " and ")
}

func (m *Matrix) assignments(answers map[string]string, between string) string {
	var parts []string
	for _, q := range m.data.Questions {
		if value, ok := answers[q.Key]; ok {
			parts = append(parts, q.Key+" = "+value)
		}
	}
	return strings.Join(parts, between)
}

// Change is what a person can take from the flips: a result, and the answers
// each of which leads to it.
type Change struct {
	Result string   // "FastAPI", or "Django, slight"
	If     []string // "callers = software", "waiting = most and team = small"
}

// maxPairsInWords bounds the pairs in one [Change]; there are none while nothing
// is picked, since single answers settle that.
const maxPairsInWords = 3

// Changes groups the flips by what they lead to, those that lead to another
// outcome first. Answers taken back (Unsure) and shapes of existing code are left
// out, and so are other shapes that lead to the same outcome: they are no news
// to a person.
func (m *Matrix) Changes(d Decision) []Change {
	var other, same []Change
	pairs := map[string]int{}
	for _, f := range d.Flips {
		f, ok := m.plain(f)
		if !ok || f.Outcome == "" {
			continue
		}
		list, label := &same, m.result(f.Outcome, f.Strength)
		_, shape := f.Change[ShapeKey]
		switch {
		case f.Outcome != d.Outcome && shape:
			list, label = &other, m.OutcomeLabel(string(f.Outcome))
		case f.Outcome != d.Outcome:
			list = &other
		case shape:
			continue
		}
		if len(f.Change) > 1 {
			if pairs[label]++; pairs[label] > maxPairsInWords || d.Outcome == "" {
				continue
			}
		}
		*list = m.addChange(*list, label, f)
	}
	return append(other, same...)
}

// addChange adds a flip to the change with its label. Shapes join each other.
func (m *Matrix) addChange(list []Change, label string, f Flip) []Change {
	text := m.change(f)
	at := slices.IndexFunc(list, func(c Change) bool { return c.Result == label })
	if at < 0 {
		return append(list, Change{label, []string{text}})
	}
	prefix := ShapeKey + " = "
	if shapes, ok := strings.CutPrefix(text, prefix); ok && strings.HasPrefix(list[at].If[0], prefix) {
		list[at].If[0] += ", " + shapes
		return list
	}
	list[at].If = append(list[at].If, text)
	return list
}

// plain drops from a flip the shapes that mean to stay; ok is false when
// nothing is left, or when an answer is taken back.
func (m *Matrix) plain(f Flip) (Flip, bool) {
	change := map[string]string{}
	for key, value := range f.Change {
		var left []string
		for _, one := range changes(value) {
			_, stay, _ := m.Pick(one)
			if one != Unsure && (key != ShapeKey || !stay) {
				left = append(left, one)
			}
		}
		if len(left) == 0 {
			return f, false
		}
		change[key] = strings.Join(left, ", ")
	}
	f.Change = change
	return f, true
}

// MarshalJSON writes the matrix with its digest, in the order of the file.
func (m *Matrix) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		document
		Digest string `json:"digest"`
	}{m.data, m.digest})
}
