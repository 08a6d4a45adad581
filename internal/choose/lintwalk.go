package choose

import "encoding/binary"

// walk is one pass over every assignment of answers.
type walk struct {
	c     *compiled
	seen  []uint32          // per assignment, the first question counting fastest: what a person could notice
	known map[string]uint32 // the number of each thing that can be noticed
	key   []byte            // of the assignment that is visited
	step  []int             // distance of neighbouring answers per question

	evidence []bool // per rule: it fired
	decides  []bool // per rule: where it fires without a shape, its outcome always comes out
	fires    []bool // per rule: it fires without a shape
	cases    []caseSeen
	about    []bool // per case: its condition holds
	texts    []int  // per case: the first one with the same text
	override bool   // some case is about an override
	verdict  []rowSeen
	says     []int             // per verdict row: the first one that says the same
	pairs    map[[2]int]*tally // verdict rows that match together, the first of them and another
	gap      tally
	outcome  []bool             // per outcome: something leads to it
	most     [maxOutcomes]int   // points
	mostFor  [maxOutcomes]tally // assignments with these points
}

// caseSeen says whether a warning case ever held, and ever held first; later
// are the assignments in which it held behind another one.
type caseSeen struct {
	held, first bool
	later       tally
}

// rowSeen says how often a verdict row matched, whether it ever matched first,
// and whether it ever matched behind one that says something else.
type rowSeen struct {
	n              int
	first, differs bool
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

func newWalk(c *compiled, n int) *walk {
	w := &walk{
		c: c, seen: make([]uint32, 0, n), known: map[string]uint32{}, step: make([]int, len(c.unsure)),
		evidence: make([]bool, len(c.evidence)), decides: make([]bool, len(c.evidence)), fires: make([]bool, len(c.evidence)),
		cases: make([]caseSeen, len(c.warnings)), about: make([]bool, len(c.warnings)),
		verdict: make([]rowSeen, len(c.verdict)), pairs: map[[2]int]*tally{}, outcome: make([]bool, c.outcomes),
	}
	for i := range w.decides {
		w.decides[i] = true
	}
	texts, says := map[string]int{}, map[saidRow]int{}
	for i, a := range c.warnings {
		w.override = w.override || a.override
		w.texts = append(w.texts, number(texts, a.text, i))
	}
	for i, row := range c.verdict {
		w.says = append(w.says, number(says, row.says(), i))
	}
	step := 1
	for q, last := range c.unsure {
		w.step[q] = step
		step *= int(last) + 1
	}
	return w
}

// number gives what a key got when it came first, and n to a new one.
func number[K comparable](numbers map[K]int, key K, n int) int {
	if _, ok := numbers[key]; !ok {
		numbers[key] = n
	}
	return numbers[key]
}

// each calls f with every assignment. The vector is reused.
func (c *compiled) each(f func(v vector)) {
	v := make(vector, len(c.unsure))
	for {
		f(v)
		q := 0
		for ; q < len(v); q++ {
			if v[q]++; v[q] <= c.unsure[q] {
				break
			}
			v[q] = 0
		}
		if q == len(v) {
			return
		}
	}
}

// visit looks at one assignment.
func (w *walk) visit(v vector) {
	s := w.c.situation(v)
	w.key = w.key[:0]
	outcome := none
	if row := w.visitVerdict(v, &s); row != none {
		w.note(w.says[row])
		if w.c.verdict[row].Verdict.Picks() {
			outcome = s.candidate
			w.outcome[outcome] = true
		}
	}
	w.note(outcome)
	w.visitEvidence(v, &s, outcome)
	if !s.stay {
		w.visitWarnings(v, outcome)
	}
	n, ok := w.known[string(w.key)]
	if !ok {
		n = uint32(len(w.known))
		w.known[string(w.key)] = n
	}
	w.seen = append(w.seen, n)
}

// note adds a number to what can be noticed.
func (w *walk) note(n int) { w.key = binary.LittleEndian.AppendUint32(w.key, uint32(n)) }

// visitVerdict gives the first verdict row that matches, none when there is none.
func (w *walk) visitVerdict(v vector, s *situation) int {
	first := none
	for i := range w.c.verdict {
		if !s.matches(&w.c.verdict[i].If) {
			continue
		}
		row := &w.verdict[i]
		row.n++
		if first == none {
			first, row.first = i, true
			continue
		}
		row.differs = row.differs || w.says[first] != w.says[i]
		pair, ok := w.pairs[[2]int{first, i}]
		if !ok {
			pair = &tally{}
			w.pairs[[2]int{first, i}] = pair
		}
		pair.add(v, w.c.unsure)
	}
	if first == none {
		w.gap.add(v, w.c.unsure)
	}
	return first
}

func (w *walk) visitEvidence(v vector, s *situation, outcome int) {
	for o := range w.c.outcomes {
		switch score := s.scores[o]; {
		case score > w.most[o]:
			w.most[o], w.mostFor[o].n = score, 0
			fallthrough
		case score > 0 && score == w.most[o]:
			w.mostFor[o].add(v, w.c.unsure)
		}
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
			w.decides[i] = w.decides[i] && outcome == e.outcome
		}
	}
}

// visitWarnings goes through everything that can be built: each outcome, and one
// framework that the matrix does not know. What is not the outcome can be taken
// with a reason and without, and a case about an override speaks only without.
func (w *walk) visitWarnings(v vector, outcome int) {
	for i := range w.c.warnings {
		a := &w.c.warnings[i]
		w.about[i] = a.holds(v, a.framework)
	}
	for framework := range w.c.outcomes + 1 {
		w.speak(v, framework, false)
		if w.override && outcome != none && framework != outcome {
			w.speak(v, framework, true)
		}
	}
}

// speak notes which case of each warning gives its text.
func (w *walk) speak(v vector, framework int, unexplained bool) {
	w.note(none)
	var spoken uint64
	for i := range w.c.warnings {
		a := &w.c.warnings[i]
		if !w.about[i] || a.override && !unexplained || a.framework != none && a.framework != framework {
			continue
		}
		one := &w.cases[i]
		one.held = true
		if spoken>>a.warning&1 == 0 {
			spoken |= 1 << a.warning
			one.first = true
			w.note(a.warning)
			w.note(w.texts[i])
		} else if !one.first {
			one.later.add(v, w.c.unsure)
		}
	}
}

// influence reports whether some answer to a question is ever noticed.
func (w *walk) influence(question int) bool {
	step, size := w.step[question], int(w.c.unsure[question])+1
	for i := range w.seen {
		if i/step%size == size-1 {
			continue
		}
		if w.seen[i] != w.seen[i+step] {
			return true
		}
	}
	return false
}

// closest gives the assignment that meets most of a verdict row's facts, of
// several the first with the fewest answers.
func (c *compiled) closest(f *facts) vector {
	most, found := none, tally{}
	c.each(func(v vector) {
		s := c.situation(v)
		met := 0
		for _, one := range []bool{
			f.Row == "" || f.Row == s.fact, f.Warning == "" || (f.Warning == warnYes) == (s.fires != 0),
			f.Net.has(s.net), f.Points.has(s.points), f.Margin.has(s.margin), f.Rules.has(s.rules[s.leader]),
		} {
			if one {
				met++
			}
		}
		if met > most {
			most, found.n = met, 0
		}
		if met == most {
			found.add(v, c.unsure)
		}
	})
	return found.first
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
