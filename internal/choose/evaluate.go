package choose

import "math"

// These limits bound a matrix so that sums stand in an array and a
// match is one bit of a word.
const (
	maxOutcomes  = 8
	maxValues    = 64
	maxWarnings  = 64
	maxQuestions = 64
	maxPoints    = 100
)

// none stands for no outcome, no row, no verdict row; foreign for a framework
// that the matrix does not know.
const (
	none    = -1
	foreign = -2
)

// Values of the facts `row` and `warning` in the verdict table.
const (
	rowPick, rowStay, rowNone = "pick", "stay", "none"
	warnYes, warnNo           = "yes", "no"
)

// vector holds the index of the answer to each question.
type vector []uint8

// compiled is the matrix in the form that evaluation walks: evaluating an
// assignment takes well under a microsecond and allocates nothing, so that
// flips, open questions and the lint may simply enumerate.
type compiled struct {
	shape    int     // index of the question [ShapeKey]
	unsure   vector  // index of Unsure per question
	rowOf    []int   // row per value of shape
	pick     []int   // outcome per row
	stay     []bool  // per row
	evidence []fired // in the order of the file
	warnings []alarm
	outcomes int
	verdict  []verdictRow
}

// test is one clause: bit i of mask says whether value i of the question fits.
type test struct {
	question int
	mask     uint64
}

type fired struct {
	tests   []test
	outcome int
	points  int
}

type alarm struct {
	warning   int // index in the file
	framework int // none = any
	override  bool
	when      [][]test
	text      string
}

// result is what an assignment of answers comes to. It is comparable.
type result struct {
	row      int // index in rows
	verdict  int // index in verdict
	outcome  int
	scores   [maxOutcomes]int
	warnings uint64 // for the framework that was asked about, else the outcome
}

func compile(d *document) compiled {
	c := compiled{shape: d.byKey[ShapeKey], outcomes: len(d.Outcomes), verdict: d.Verdict}
	for _, q := range d.Questions {
		c.unsure = append(c.unsure, uint8(len(q.Values)-1))
	}
	for _, v := range d.Questions[c.shape].Values {
		found := none
		for i, r := range d.Rows {
			if found == none && r.Shapes.has(v.Value) {
				found = i
			}
		}
		c.rowOf = append(c.rowOf, found)
	}
	for _, r := range d.Rows {
		c.pick, c.stay = append(c.pick, d.outcome(r.Pick)), append(c.stay, r.Stay)
	}
	for _, e := range d.Evidence {
		c.evidence = append(c.evidence, fired{d.tests(e.When), d.outcome(e.Points.Outcome), e.Points.N})
	}
	for i, w := range d.Warnings {
		for _, one := range w.Cases {
			a := alarm{warning: i, framework: d.outcome(one.Framework), override: one.Override != "", text: one.Text}
			for _, when := range one.When {
				a.when = append(a.when, d.tests(when))
			}
			c.warnings = append(c.warnings, a)
		}
	}
	return c
}

func (d *document) tests(when condition) []test {
	tests := make([]test, 0, len(when))
	for _, one := range when {
		t := test{question: d.byKey[one.Key]}
		for i, v := range d.Questions[t.question].Values {
			if one.Match.Has(v.Value) {
				t.mask |= 1 << i
			}
		}
		tests = append(tests, t)
	}
	return tests
}

func holds(tests []test, v vector) bool {
	for _, t := range tests {
		if t.mask>>v[t.question]&1 == 0 {
			return false
		}
	}
	return true
}

// holds reports whether the case speaks about these answers and this framework.
func (a *alarm) holds(v vector, framework int) bool {
	if a.framework != none && a.framework != framework {
		return false
	}
	for _, when := range a.when {
		if holds(when, v) {
			return true
		}
	}
	return len(a.when) == 0
}

// fires gives the warnings about building the framework, those about an
// override left out.
func (c *compiled) fires(v vector, framework int) uint64 {
	var found uint64
	if framework == none {
		return 0
	}
	for i := range c.warnings {
		a := &c.warnings[i]
		if !a.override && a.holds(v, framework) {
			found |= 1 << a.warning
		}
	}
	return found
}

// sums holds what the evidence adds up to.
type sums struct {
	scores, rules [maxOutcomes]int
	points        int
}

func (c *compiled) collect(v vector) sums {
	var s sums
	for i := range c.evidence {
		e := &c.evidence[i]
		if holds(e.tests, v) {
			s.scores[e.outcome] += e.points
			s.rules[e.outcome]++
			s.points += e.points
		}
	}
	return s
}

// lead gives the outcome with the most points (the first one on a tie), and
// its distance from the next.
func (c *compiled) lead(s *sums) (leader, margin int) {
	for o := 1; o < c.outcomes; o++ {
		if s.scores[o] > s.scores[leader] {
			leader = o
		}
	}
	return leader, s.scores[leader] - c.strongestOther(s, leader)
}

func (c *compiled) strongestOther(s *sums, than int) int {
	best := math.MinInt
	for o := range c.outcomes {
		if o != than {
			best = max(best, s.scores[o])
		}
	}
	return best
}

// situation holds the facts about an assignment that the verdict table looks at.
type situation struct {
	sums
	row       int    // index in rows
	fact      string // rowPick, rowStay, rowNone
	stay      bool
	candidate int    // what the row picks, else the leader
	leader    int    // the outcome with most points
	net       int    // evidence for the candidate minus the strongest other
	margin    int    // of the leader
	fires     uint64 // warnings about the candidate
}

func (c *compiled) situation(v vector) situation {
	s := situation{sums: c.collect(v), row: c.rowOf[v[c.shape]], fact: rowNone}
	s.leader, s.margin = c.lead(&s.sums)
	s.candidate = s.leader
	if s.row != none {
		s.candidate, s.fact, s.stay = c.pick[s.row], rowPick, c.stay[s.row]
	}
	if s.stay {
		s.fact = rowStay
	} else {
		s.fires = c.fires(v, s.candidate)
	}
	s.net = s.scores[s.candidate] - c.strongestOther(&s.sums, s.candidate)
	return s
}

// matches reports whether a row of the verdict table is about the situation.
func (s *situation) matches(f *facts) bool {
	return (f.Row == "" || f.Row == s.fact) && (f.Warning == "" || (f.Warning == warnYes) == (s.fires != 0)) &&
		f.Net.has(s.net) && f.Points.has(s.points) && f.Margin.has(s.margin) && f.Rules.has(s.rules[s.leader])
}

// evaluate applies the three layers. framework is what is built, none for
// whatever is recommended; it has a say in the warnings alone.
func (c *compiled) evaluate(v vector, framework int) result {
	s := c.situation(v)
	r := result{row: s.row, verdict: none, outcome: none, scores: s.scores}
	for i := range c.verdict {
		if s.matches(&c.verdict[i].If) {
			r.verdict = i
			break
		}
	}
	if r.verdict != none && c.verdict[r.verdict].Verdict.Picks() {
		r.outcome = s.candidate
	}
	switch {
	case s.stay:
	case framework != none:
		r.warnings = c.fires(v, framework)
	case r.outcome != none:
		r.warnings = s.fires
	}
	return r
}
