package choose

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// rows looks for shapes that no row covers, or more than one.
func (l *linter) rows() {
	d := &l.m.data
	covered := map[string]row{}
	for _, r := range d.Rows {
		for _, shape := range r.Shapes {
			other, twice := covered[shape.Text]
			if !twice {
				covered[shape.Text] = r
				continue
			}
			f := Finding{
				Code: "M012", Rules: []string{other.ID, r.ID}, Witness: map[string]string{ShapeKey: shape.Text},
				Message: fmt.Sprintf("rows %s and %s both pick %s for the shape %q", other.ID, r.ID, r.Pick, shape.Text),
				Hint:    "take the shape out of one of the two",
			}
			switch {
			case other.ID == r.ID:
				f.Rules, f.Hint = []string{r.ID}, "remove one of the two"
				f.Message = fmt.Sprintf("row %s names the shape %q twice", r.ID, shape.Text)
			case other.Pick != r.Pick || other.Stay != r.Stay:
				f.Code = "M013"
				f.Message = fmt.Sprintf("row %s picks %s for the shape %q, and row %s picks %s", other.ID, pickText(other), shape.Text, r.ID, pickText(r))
			}
			l.blamed[ShapeKey+"="+shape.Text] = true
			l.find(f, shape.Pos)
		}
	}
	for _, v := range d.Questions[l.m.rules.shape].Values {
		if _, ok := covered[v.Value]; ok || v.Value == Unsure {
			continue
		}
		l.blamed[ShapeKey+"="+v.Value] = true
		l.find(Finding{
			Code: "M010", Rules: []string{}, Witness: map[string]string{ShapeKey: v.Value},
			Message: fmt.Sprintf("no row covers the shape %q", v.Value), Hint: "add it to the shapes of a row",
			Count: l.report.Assignments / len(d.Questions[l.m.rules.shape].Values),
		}, v.Pos)
	}
}

func pickText(r row) string {
	if r.Stay {
		return r.Pick + " (stay)"
	}
	return r.Pick
}

// evidence looks for rules that never fire, stand there twice, contradict each
// other or decide alone.
func (l *linter) evidence(w *walk) {
	d := &l.m.data
	seen := map[string]int{}
	for i, e := range d.Evidence {
		if !w.evidence[i] {
			l.find(Finding{
				Code: "M015", Rules: []string{e.ID}, Witness: l.excluded(e.When),
				Message: fmt.Sprintf("evidence %s never fires: no answers meet its condition", e.ID), Hint: "correct the condition, or remove the rule",
			}, e.Pos)
			continue
		}
		key := w.c.conditionKey(w.c.evidence[i].tests)
		if first, twice := seen[key]; twice {
			l.sameCondition(d.Evidence[first], e)
		} else {
			seen[key] = i
		}
		if w.fires[i] && w.decides[i] {
			l.find(Finding{
				Code: "M023", Rules: []string{e.ID}, Witness: l.m.answers(l.meeting(w.c.evidence[i].tests)),
				Message: fmt.Sprintf("evidence %s alone leads to %s whatever else is answered", e.ID, e.Points.Outcome),
				Hint:    "give it fewer points, or make it a shape with a row",
			}, e.Pos)
		}
	}
}

// sameCondition notes two evidence rules with one condition.
func (l *linter) sameCondition(first, second evidence) {
	f := Finding{
		Code: "M012", Rules: []string{first.ID, second.ID}, Witness: l.m.answers(l.meeting(l.m.data.tests(second.When))),
		Message: fmt.Sprintf("evidence %s and %s have the same condition and count for the same outcome", first.ID, second.ID),
		Hint:    "make one rule of the two",
	}
	if first.Points.Outcome != second.Points.Outcome {
		f.Code = "M013"
		f.Message = fmt.Sprintf("evidence %s counts for %s, and %s counts for %s under the same condition", first.ID, first.Points.Outcome, second.ID, second.Points.Outcome)
		f.Hint = "decide which of the two holds"
	}
	l.find(f, second.Pos)
}

// meeting gives an assignment that meets tests with as few answers as it takes:
// whatever may be unsure is.
func (l *linter) meeting(tests []test) vector {
	v := slices.Clone(l.m.rules.unsure)
	for _, t := range tests {
		if t.mask>>v[t.question]&1 == 0 && t.mask != 0 {
			v[t.question] = uint8(bits.TrailingZeros64(t.mask))
		}
	}
	return v
}

// excluded gives the answers that come closest to a condition which can never be
// met: those that it asks for, and one of those that it excludes altogether.
func (l *linter) excluded(when condition) map[string]string {
	witness := map[string]string{}
	for _, t := range l.m.data.tests(when) {
		q := l.m.data.Questions[t.question]
		value := q.Values[0].Value
		if t.mask != 0 {
			value = l.m.value(t.question, l.meeting([]test{t}))
		}
		if value != Unsure {
			witness[q.Key] = value
		}
	}
	return witness
}

// conditionKey names the answers that meet tests, however they are written.
func (c *compiled) conditionKey(tests []test) string {
	var b strings.Builder
	for _, t := range slices.SortedFunc(slices.Values(tests), func(a, b test) int { return a.question - b.question }) {
		if all := uint64(1)<<(c.unsure[t.question]+1) - 1; t.mask&all != all {
			fmt.Fprintf(&b, "%d:%x ", t.question, t.mask)
		}
	}
	return b.String()
}

// questions looks for questions that are not worth asking.
func (l *linter) questions(w *walk) {
	for q, question := range l.m.data.Questions {
		if w.influence(q) {
			continue
		}
		l.find(Finding{
			Code: "M022", Rules: []string{question.Key}, Count: l.report.Assignments,
			Witness: map[string]string{question.Key: question.Values[0].Value},
			Message: fmt.Sprintf("no answer to the question %q changes anything", question.Key), Hint: "add a rule that uses it, or remove the question",
		}, question.Pos)
	}
}

// explained reports whether an error that was found already is why an example
// fails: its shape, or the verdict about it.
func (l *linter) explained(given map[string]string) bool {
	v, _ := l.m.vector(given)
	s := l.m.rules.situation(v)
	var first *verdictRow
	for i := range l.m.data.Verdict {
		row := &l.m.data.Verdict[i]
		switch {
		case !s.matches(&row.If):
		case first == nil:
			first = row
		case first.says() != row.says():
			return true
		}
	}
	return first == nil || l.blamed[ShapeKey+"="+given[ShapeKey]]
}

// examples runs the examples of the matrix, and looks for rules that none of
// them exercises. What follows from an error that was found already is left out.
func (l *linter) examples() {
	used := map[string]bool{}
	failed := map[yamlx.Pos]string{}
	for _, p := range l.m.RunTests("") {
		failed[yamlx.Pos{Line: p.Line, Column: p.Column}] = p.Message
	}
	for _, t := range l.m.data.Tests {
		given := t.Given.answers()
		d := l.m.decide(given)
		for _, reasons := range d.Reasons {
			for _, reason := range reasons {
				used[reason.Rule] = true
			}
		}
		if message, ok := failed[t.Pos]; ok && !l.explained(given) {
			l.find(Finding{Code: "M030", Rules: []string{}, Witness: given, Message: message, Hint: "correct the rule or the example"}, t.Pos)
		}
	}
	unused := func(id string, witness map[string]string, pos yamlx.Pos) {
		if !used[id] {
			l.find(Finding{
				Code: "M031", Rules: []string{id}, Witness: witness,
				Message: fmt.Sprintf("no example exercises %s", id), Hint: "add one under `tests`",
			}, pos)
		}
	}
	for _, r := range l.m.data.Rows {
		unused(r.ID, map[string]string{ShapeKey: r.Shapes[0].Text}, r.Pos)
	}
	for i, e := range l.m.data.Evidence {
		unused(e.ID, l.m.answers(l.meeting(l.m.rules.evidence[i].tests)), e.Pos)
	}
}
