package choose

import (
	"fmt"
	"maps"
	"slices"
)

// warnings looks for cases that never hold, never speak or have a condition that
// nothing meets.
func (l *linter) warnings(w *walk) {
	i := -1
	for _, warn := range l.m.data.Warnings {
		for n, one := range warn.Cases {
			i++
			f := Finding{Rules: []string{warn.ID}, Hint: "remove the case, or change what comes before it"}
			what := fmt.Sprintf("case %d of warning %s", n+1, warn.ID)
			dead := l.dead(one.When)
			switch seen := w.cases[i]; {
			case !seen.held:
				f.Code, f.Message, f.Hint = "M015", what+" never holds", "correct the case, or remove it"
				switch {
				case dead >= 0:
					f.Witness = l.excluded(one.When[dead])
				case len(one.When) > 0:
					f.Witness = l.m.answers(l.meeting(l.m.data.tests(one.When[0])))
				}
			case !seen.first && l.repeats(warn.Cases[:n], one):
				f.Code, f.Message = "M012", what+" repeats an earlier one"
				f.Witness = l.m.answers(seen.later.first)
			case !seen.first:
				f.Code, f.Message = "M014", what+" never speaks: an earlier case always holds too"
				f.Witness = l.m.answers(seen.later.first)
			case dead >= 0:
				f.Code, f.Message = "M015", fmt.Sprintf("condition %d of %s never holds", dead+1, what)
				f.Hint, f.Witness = "correct the condition, or remove it", l.excluded(one.When[dead])
			default:
				continue
			}
			l.find(f, one.Pos)
		}
	}
}

// dead gives the index of the first condition that nothing meets.
func (l *linter) dead(when conditions) int {
	return slices.IndexFunc(when, func(one condition) bool {
		return slices.ContainsFunc(l.m.data.tests(one), func(t test) bool { return t.mask == 0 })
	})
}

// repeats reports whether an earlier case has the same condition and text.
func (l *linter) repeats(earlier []warningCase, one warningCase) bool {
	keys := func(when conditions) []string {
		var keys []string
		for _, c := range when {
			keys = append(keys, l.m.rules.conditionKey(l.m.data.tests(c)))
		}
		slices.Sort(keys)
		return keys
	}
	return slices.ContainsFunc(earlier, func(other warningCase) bool {
		return other.Framework == one.Framework && other.Override == one.Override && other.Text == one.Text &&
			slices.Equal(keys(other.When), keys(one.When))
	})
}

// gap looks for answers that no verdict row covers.
func (l *linter) gap(w *walk) {
	if w.gap.n == 0 {
		return
	}
	l.find(Finding{
		Code: "M010", Rules: []string{}, Count: w.gap.n, Witness: l.m.answers(w.gap.first),
		Message: "no verdict row covers these answers", Hint: "widen a range of the verdict table, or add a row",
	}, l.m.data.Verdict[0].Pos)
}

// verdict looks for answers that several rows say something about, and for rows
// that never say anything new.
func (l *linter) verdict(w *walk) {
	rows := l.m.data.Verdict
	pairs := slices.SortedFunc(maps.Keys(w.pairs), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	for _, pair := range pairs {
		if w.says[pair[0]] == w.says[pair[1]] {
			continue
		}
		first, second := rows[pair[0]], rows[pair[1]]
		l.find(Finding{
			Code: "M011", Rules: []string{first.ID, second.ID}, Count: w.pairs[pair].n,
			Witness: l.m.answers(w.pairs[pair].first),
			Message: fmt.Sprintf("verdict rows %s and %s cover the same answers and say different things", first.ID, second.ID),
			Hint:    "narrow one of the two",
		}, second.Pos)
	}
	said := map[int]bool{}
	for _, pair := range pairs {
		l.sameVerdict(w, pair, said)
	}
	for i, seen := range w.verdict {
		if seen.n > 0 || l.unmade(rows[i].If.Row) {
			continue
		}
		l.find(Finding{
			Code: "M015", Rules: []string{rows[i].ID}, Witness: l.m.answers(w.c.closest(&rows[i].If)),
			Message: fmt.Sprintf("verdict row %s covers no answers", rows[i].ID), Hint: "correct its conditions, or remove the row",
		}, rows[i].Pos)
	}
}

// sameVerdict notes a verdict row that has nothing to say beside another one.
// said holds the rows that were noted.
func (l *linter) sameVerdict(w *walk, pair [2]int, said map[int]bool) {
	first, second, n := w.verdict[pair[0]], w.verdict[pair[1]], w.pairs[pair].n
	at, other := pair[1], pair[0]
	f := Finding{Code: "M014", Count: n, Witness: l.m.answers(w.pairs[pair].first), Hint: "remove the row, or correct its conditions"}
	switch {
	case w.says[at] != w.says[other]:
		return
	case n == first.n && n == second.n:
		f.Code = "M012"
	case n == first.n:
		at, other = other, at
	case n < second.n && (second.first || second.differs):
		return
	}
	if said[at] || said[other] {
		return
	}
	said[at] = true
	rows := l.m.data.Verdict
	f.Rules = []string{rows[at].ID, rows[other].ID}
	f.Message = fmt.Sprintf("verdict row %s says nothing that %s does not say too", rows[at].ID, rows[other].ID)
	if f.Code == "M014" && at == pair[1] && n < second.n {
		f.Message = fmt.Sprintf("verdict row %s says nothing that %s and other rows before it do not say too", rows[at].ID, rows[other].ID)
	}
	l.find(f, rows[at].Pos)
}

// unmade reports whether nothing leads to this fact about rows because rows are
// missing, which has been noted.
func (l *linter) unmade(fact string) bool {
	missing := false
	for value, row := range l.m.rules.rowOf {
		if row == none {
			missing = missing || uint8(value) != l.m.rules.unsure[l.m.rules.shape]
			continue
		}
		if stay := l.m.rules.stay[row]; stay && fact == rowStay || !stay && fact == rowPick {
			return false
		}
	}
	return missing && (fact == rowStay || fact == rowPick)
}

// outcomes looks for outcomes that nothing leads to, and for evidence that leans
// to one side.
func (l *linter) outcomes(w *walk) {
	outcomes := l.m.data.Outcomes
	least, most := none, none
	for i, o := range outcomes {
		if !w.outcome[i] {
			f := Finding{
				Code: "M021", Rules: []string{o.ID},
				Message: fmt.Sprintf("nothing leads to the outcome %s", o.ID), Hint: "let a row pick it, or give it evidence",
			}
			if w.most[i] > 0 {
				f.Witness = l.m.answers(w.mostFor[i].first)
			}
			l.find(f, o.Pos)
			continue
		}
		if least == none || w.most[i] < w.most[least] {
			least = i
		}
		if most == none || w.most[i] > w.most[most] {
			most = i
		}
	}
	if most != none && w.most[most] > 2*w.most[least] {
		l.find(Finding{
			Code: "M025", Rules: []string{outcomes[most].ID, outcomes[least].ID}, Witness: l.m.answers(w.mostFor[most].first),
			Message: fmt.Sprintf("evidence for %s can reach %d points, for %s only %d", outcomes[most].ID, w.most[most], outcomes[least].ID, w.most[least]),
			Hint:    "see whether a question that speaks for the other side is missing",
		}, outcomes[most].Pos)
	}
}
