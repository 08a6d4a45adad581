package choose

import (
	"fmt"
	"maps"
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
			if other.Pick != r.Pick || other.Stay != r.Stay {
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
		key := conditionKey(w.c.evidence[i].tests)
		if first, twice := seen[key]; twice {
			l.sameCondition(d.Evidence[first], e)
		} else {
			seen[key] = i
		}
		if w.fires[i] && w.decides[i] {
			l.find(Finding{
				Code: "M023", Rules: []string{e.ID}, Witness: l.m.because(e.When, l.firing(i)),
				Message: fmt.Sprintf("evidence %s alone leads to %s whatever else is answered", e.ID, e.Points.Outcome),
				Hint:    "give it fewer points, or make it a shape with a row",
			}, e.Pos)
		}
	}
}

// sameCondition notes two evidence rules with one condition.
func (l *linter) sameCondition(first, second evidence) {
	f := Finding{
		Code: "M012", Rules: []string{first.ID, second.ID}, Witness: l.m.because(second.When, l.meeting(l.m.data.tests(second.When))),
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

// firing gives an assignment in which an evidence rule fires.
func (l *linter) firing(i int) vector { return l.meeting(l.m.rules.evidence[i].tests) }

// meeting gives an assignment that meets tests, everything else unsure.
func (l *linter) meeting(tests []test) vector {
	v := slices.Clone(l.m.rules.unsure)
	for _, t := range tests {
		for value := range l.m.rules.unsure[t.question] + 1 {
			if t.mask>>value&1 == 1 {
				v[t.question] = value
				break
			}
		}
	}
	return v
}

// excluded gives answers that a condition excludes, one for each question it
// asks: what it can never meet.
func (l *linter) excluded(when condition) map[string]string {
	witness := map[string]string{}
	for _, one := range when {
		q := l.m.data.Questions[l.m.data.byKey[one.Key]]
		witness[one.Key] = q.Values[0].Value
		for _, v := range q.Values {
			if !one.Match.Has(v.Value) {
				witness[one.Key] = v.Value
				break
			}
		}
	}
	return witness
}

// conditionKey names the answers that meet tests.
func conditionKey(tests []test) string {
	masks := map[int]uint64{}
	for _, t := range tests {
		if mask, ok := masks[t.question]; ok {
			t.mask &= mask
		}
		masks[t.question] = t.mask
	}
	var b strings.Builder
	for _, q := range slices.Sorted(maps.Keys(masks)) {
		fmt.Fprintf(&b, "%d:%x ", q, masks[q])
	}
	return b.String()
}

// warnings looks for cases that never hold, or never first.
func (l *linter) warnings(w *walk) {
	i := 0
	for _, warn := range l.m.data.Warnings {
		for n, one := range warn.Cases {
			seen := w.cases[i]
			i++
			f := Finding{Rules: []string{warn.ID}, Hint: "remove the case, or change what comes before it"}
			switch {
			case !seen.held:
				f.Code, f.Message = "M015", fmt.Sprintf("case %d of warning %s never holds", n+1, warn.ID)
				if len(one.When) > 0 {
					f.Witness = l.excluded(one.When[0])
				}
			case !seen.first:
				f.Code, f.Message = "M014", fmt.Sprintf("case %d of warning %s never speaks: an earlier case always holds too", n+1, warn.ID)
				f.Witness = map[string]string{ShapeKey: Unsure}
				if len(one.When) > 0 {
					f.Witness = l.m.because(one.When[0], l.meeting(l.m.data.tests(one.When[0])))
				}
			default:
				continue
			}
			l.find(f, one.Pos)
		}
	}
}

// verdict looks for assignments that no verdict row or more than one covers, and
// for rows that never say anything.
func (l *linter) verdict(w *walk) {
	rows := l.m.data.Verdict
	if w.gap.n > 0 {
		l.find(Finding{
			Code: "M010", Rules: []string{}, Count: w.gap.n,
			Witness: l.m.answers(w.gap.first),
			Message: "no verdict row covers these answers", Hint: "widen a range of the verdict table, or add a row",
		}, rows[0].Pos)
	}
	for _, pair := range slices.SortedFunc(maps.Keys(w.overlap), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }) {
		first, second := rows[pair[0]], rows[pair[1]]
		l.find(Finding{
			Code: "M011", Rules: []string{first.ID, second.ID}, Count: w.overlap[pair].n,
			Witness: l.m.answers(w.overlap[pair].first),
			Message: fmt.Sprintf("verdict rows %s and %s cover the same answers and say different things", first.ID, second.ID),
			Hint:    "narrow one of the two",
		}, second.Pos)
	}
	for i, seen := range w.verdict {
		f := Finding{Rules: []string{rows[i].ID}, Hint: "correct its conditions, or remove the row"}
		switch {
		case !seen.matched:
			f.Code, f.Message, f.Witness = "M015", fmt.Sprintf("verdict row %s covers no answers", rows[i].ID), map[string]string{ShapeKey: Unsure}
		case !seen.first && seen.same:
			f.Code, f.Message = "M014", fmt.Sprintf("verdict row %s says nothing that %s does not say before", rows[i].ID, rows[seen.before].ID)
			f.Witness = map[string]string{ShapeKey: Unsure}
		default:
			continue
		}
		l.find(f, rows[i].Pos)
	}
}

// outcomes looks for outcomes that nothing leads to, and for evidence that leans
// to one side.
func (l *linter) outcomes(w *walk) {
	outcomes := l.m.data.Outcomes
	least, most := 0, 0
	for i, o := range outcomes {
		if !w.outcome[i] {
			l.find(Finding{
				Code: "M021", Rules: []string{o.ID}, Witness: map[string]string{ShapeKey: Unsure},
				Message: fmt.Sprintf("the outcome %s is never recommended", o.ID), Hint: "let a row pick it, or give it evidence",
			}, o.Pos)
		}
		if w.most[i] < w.most[least] {
			least = i
		}
		if w.most[i] > w.most[most] {
			most = i
		}
	}
	if w.most[most] > 2*w.most[least] {
		l.find(Finding{
			Code: "M025", Rules: []string{outcomes[most].ID, outcomes[least].ID}, Witness: map[string]string{},
			Message: fmt.Sprintf("evidence for %s can reach %d points, for %s only %d", outcomes[most].ID, w.most[most], outcomes[least].ID, w.most[least]),
			Hint:    "see whether a question that speaks for the other side is missing",
		}, outcomes[most].Pos)
	}
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
		unused(e.ID, l.m.because(e.When, l.firing(i)), e.Pos)
	}
}
