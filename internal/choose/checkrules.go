package choose

import (
	"fmt"

	"scaffold/internal/yamlx"
)

func (c *checker) evidence() {
	for _, e := range c.doc.Evidence {
		c.id(e.ID, e.Pos)
		c.text(e.Why, "why", e.Pos)
		c.text(e.Source, "source", e.Pos)
		c.condition(e.When)
		if len(e.When) == 0 {
			c.say(e.Pos, "when", fmt.Sprintf("evidence %q would always count", e.ID), "name the answer that it rests on")
		}
		c.among("outcome", e.Points.Outcome, c.outcomeNames(), e.Points.Pos)
		if e.Points.N < 1 || e.Points.N > maxPoints {
			c.say(e.Points.Pos, "points", fmt.Sprintf("points are 1 to %d, not %d", maxPoints, e.Points.N), "what speaks against an outcome is a point for the other")
		}
	}
}

func (c *checker) warnings() {
	if n := len(c.doc.Warnings); n > maxWarnings {
		c.say(c.doc.Pos, "warnings", fmt.Sprintf("%d warnings are more than %d", n, maxWarnings), "")
	}
	for _, w := range c.doc.Warnings {
		c.id(w.ID, w.Pos)
		if len(w.Cases) == 0 {
			c.say(w.Pos, "cases", fmt.Sprintf("warning %q has no case", w.ID), "")
		}
		for _, one := range w.Cases {
			c.text(one.Text, "text", one.Pos)
			if one.Framework != "" {
				c.among("outcome", one.Framework, c.outcomeNames(), one.Pos)
			}
			if one.Override != "" {
				c.among("override", one.Override, []string{withoutReason}, one.Pos)
			}
			for _, when := range one.When {
				c.condition(when)
			}
		}
	}
}

func (c *checker) notes() {
	for _, n := range c.doc.Notes {
		c.id(n.ID, n.Pos)
		c.text(n.Text, "text", n.Pos)
	}
}

func (c *checker) verdict() {
	if len(c.doc.Verdict) == 0 {
		c.say(c.doc.Pos, "verdict", "the verdict table is empty", "")
	}
	for _, v := range c.doc.Verdict {
		c.id(v.ID, v.Pos)
		known := c.among("verdict", string(v.Verdict), verdictNames(), v.Pos)
		if v.Strength != "" {
			c.among("strength", string(v.Strength), strengthNames(), v.Pos)
		}
		if known && v.Verdict.Picks() != (v.Strength != "") {
			c.say(v.Pos, "strength", fmt.Sprintf("verdict row %q: a strength belongs to a verdict that picks, and only to that", v.ID),
				fmt.Sprintf("%s and %s pick", VerdictRecommend, VerdictStay))
		}
		if v.If.Row != "" {
			c.among("row", v.If.Row, []string{rowPick, rowStay, rowNone}, v.If.Pos)
		}
		if known && (v.Verdict == VerdictStay) != (v.If.Row == rowStay) {
			c.say(v.Pos, "verdict", fmt.Sprintf("verdict row %q: %s is for `row: %s`, and only for that", v.ID, VerdictStay, rowStay), "")
		}
		if v.If.Warning != "" {
			c.among("warning", v.If.Warning, []string{warnYes, warnNo}, v.If.Pos)
		}
		for _, s := range []*span{v.If.Net, v.If.Points, v.If.Margin, v.If.Rules} {
			c.span(s)
		}
	}
}

func (c *checker) span(s *span) {
	switch {
	case s == nil:
	case s.Min == nil && s.Max == nil:
		c.say(s.Pos, "", "a range needs `min`, `max` or both", "")
	case s.Min != nil && s.Max != nil && *s.Min > *s.Max:
		c.say(s.Pos, "", fmt.Sprintf("no number is at least %d and at most %d", *s.Min, *s.Max), "")
	}
}

func (c *checker) tests() {
	names := map[string]bool{}
	for _, t := range c.doc.Tests {
		c.text(t.Name, "name", t.Pos)
		if names[t.Name] {
			c.twice(t.Pos, "name", fmt.Sprintf("example %q stands here twice", t.Name), "")
		}
		names[t.Name] = true
		for _, one := range t.Given {
			if i, ok := c.question(one.Key, one.Pos); ok {
				c.among(valueOf+one.Key, one.Value, c.valueNames(i), one.Pos)
			}
		}
		if t.Framework != "" {
			c.among("outcome", t.Framework, c.outcomeNames(), t.Pos)
		}
		c.expected(t.Expect)
	}
}

func (c *checker) expected(e expected) {
	c.among("verdict", string(e.Verdict), verdictNames(), e.Pos)
	if e.Outcome != "" {
		c.among("outcome", e.Outcome, c.outcomeNames(), e.Pos)
	}
	if e.Strength != "" {
		c.among("strength", string(e.Strength), strengthNames(), e.Pos)
	}
	if e.Warnings == nil {
		return
	}
	ids := make([]string, len(c.doc.Warnings))
	for i, w := range c.doc.Warnings {
		ids[i] = w.ID
	}
	for _, id := range *e.Warnings {
		c.among("warning", id, ids, e.Pos)
	}
}

// RunTests decides every example of the matrix and gives one problem for each
// that comes out differently.
func (m *Matrix) RunTests(file string) yamlx.Problems {
	c := &checker{file: file, doc: &m.data}
	for _, t := range m.data.Tests {
		d := m.decide(t.Given.answers())
		if t.Framework != "" {
			d = d.use(t.Framework, "flag", t.Reason)
		}
		if got, want := outcomeOf(d), t.Expect; !want.agrees(got) {
			c.say(t.Pos, t.Name, fmt.Sprintf("example %q: expected %s, decided %s", t.Name, want, got), "")
		}
	}
	return c.problems
}

// outcomeOf puts a decision in the form of an expectation.
func outcomeOf(d Decision) expected {
	e := expected{Verdict: d.Verdict, Outcome: string(d.Outcome), Strength: d.Strength, Warnings: &[]string{}}
	for _, w := range d.Warnings {
		*e.Warnings = append(*e.Warnings, w.ID)
	}
	return e
}
