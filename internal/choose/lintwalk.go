package choose

// walk is one pass over every assignment of answers.
type walk struct {
	m    *Matrix
	c    *compiled
	sigs []signature // per assignment, the first question counting fastest
	step []int       // distance of neighbouring answers per question

	evidence []bool     // per rule: it fired
	decides  []bool     // per rule: where it fires without a shape, its outcome always comes out
	fires    []bool     // per rule: it fires without a shape
	cases    []caseSeen // per case of all warnings, in order
	verdict  []rowSeen  // per verdict row
	overlap  map[[2]int]tally
	gap      tally
	outcome  []bool           // per outcome: it was recommended
	most     [maxOutcomes]int // points
}

// caseSeen says whether a warning case ever held, and ever held first.
type caseSeen struct{ held, first bool }

// rowSeen says whether a verdict row ever matched, and ever matched first; same
// is whether the row that came first said the same each time.
type rowSeen struct {
	matched, first, same bool
	before               int
}

// tally counts assignments and keeps the first of those with the fewest answers.
type tally struct {
	n, answered int
	first       vector
}

func (t *tally) add(v, unsure vector) {
	answered := 0
	for q := range v {
		if v[q] != unsure[q] {
			answered++
		}
	}
	if t.n++; t.n == 1 || answered < t.answered {
		t.first, t.answered = append(t.first[:0], v...), answered
	}
}

// signature is all that a person could notice about an assignment: what is said,
// and the warnings about each outcome.
type signature struct {
	verdict, outcome int8
	warnings         [maxOutcomes]uint64
}

func newWalk(m *Matrix, n int) *walk {
	c := &m.rules
	w := &walk{
		m: m, c: c, sigs: make([]signature, 0, n), step: make([]int, len(c.unsure)),
		evidence: make([]bool, len(c.evidence)), decides: make([]bool, len(c.evidence)), fires: make([]bool, len(c.evidence)),
		cases: make([]caseSeen, len(c.warnings)), verdict: make([]rowSeen, len(c.verdict)),
		overlap: map[[2]int]tally{}, outcome: make([]bool, c.outcomes),
	}
	for i := range w.decides {
		w.decides[i] = true
	}
	for i := range w.verdict {
		w.verdict[i].same = true
	}
	step := 1
	for q, last := range c.unsure {
		w.step[q] = step
		step *= int(last) + 1
	}
	return w
}

// run visits every assignment once.
func (w *walk) run() {
	v := make(vector, len(w.c.unsure))
	for {
		w.visit(v)
		q := 0
		for ; q < len(v); q++ {
			if v[q]++; v[q] <= w.c.unsure[q] {
				break
			}
			v[q] = 0
		}
		if q == len(v) {
			return
		}
	}
}

func (w *walk) visit(v vector) {
	s := w.c.situation(v)
	first := none
	for i := range w.c.verdict {
		if !s.matches(&w.c.verdict[i].If) {
			continue
		}
		row := &w.verdict[i]
		row.matched = true
		if first == none {
			first, row.first = i, true
			continue
		}
		row.before = first
		if w.c.verdict[first].says() != w.c.verdict[i].says() {
			row.same = false
			pair := w.overlap[[2]int{first, i}]
			pair.add(v, w.c.unsure)
			w.overlap[[2]int{first, i}] = pair
		}
	}
	sig := signature{verdict: int8(first), outcome: none}
	if first == none {
		w.gap.add(v, w.c.unsure)
	} else if w.c.verdict[first].Verdict.Picks() {
		sig.outcome = int8(s.candidate)
		w.outcome[s.candidate] = w.outcome[s.candidate] || w.c.verdict[first].Verdict == VerdictRecommend
	}
	w.visitEvidence(v, s, sig.outcome)
	if !s.stay {
		for o := range w.c.outcomes {
			sig.warnings[o] = w.visitWarnings(v, o)
		}
	}
	w.sigs = append(w.sigs, sig)
}

func (w *walk) visitEvidence(v vector, s situation, outcome int8) {
	for o := range w.c.outcomes {
		w.most[o] = max(w.most[o], s.sums.scores[o])
	}
	open := v[w.c.shape] == w.c.unsure[w.c.shape]
	for i := range w.c.evidence {
		e := &w.c.evidence[i]
		if !holds(e.tests, v) {
			continue
		}
		w.evidence[i] = true
		if open {
			w.fires[i] = true
			w.decides[i] = w.decides[i] && int(outcome) == e.outcome
		}
	}
}

// visitWarnings notes the cases that hold for a framework, an override assumed,
// and gives the warnings without it.
func (w *walk) visitWarnings(v vector, framework int) uint64 {
	var seen, fires uint64
	for i := range w.c.warnings {
		a := &w.c.warnings[i]
		if !a.holds(v, framework) {
			continue
		}
		w.cases[i].held = true
		if seen>>a.warning&1 == 0 {
			w.cases[i].first = true
		}
		seen |= 1 << a.warning
		if !a.override {
			fires |= 1 << a.warning
		}
	}
	return fires
}

// influence reports whether some answer to a question is ever noticed.
func (w *walk) influence(question int) bool {
	step, size := w.step[question], int(w.c.unsure[question])+1
	for i := range w.sigs {
		if i/step%size == size-1 {
			continue
		}
		if w.sigs[i] != w.sigs[i+step] {
			return true
		}
	}
	return false
}

// answers gives the answers of an assignment that are not [Unsure], and the
// shape when there are none.
func (m *Matrix) answers(v vector) map[string]string {
	answers := map[string]string{}
	for q := range v {
		if v[q] != m.rules.unsure[q] {
			answers[m.data.Questions[q].Key] = m.value(q, v)
		}
	}
	if len(answers) == 0 {
		answers[ShapeKey] = Unsure
	}
	return answers
}
