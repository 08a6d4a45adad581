package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/render"
	"scaffold/internal/yamlx"
)

// context gives what the templates see of the project and the decision.
func (l *loaded) context(a *answers.Answers, stack *pack.Stack, decision choose.Decision) render.Context {
	name := a.Text(answers.KeyName)
	title := strings.ReplaceAll(name, "-", " ")
	return render.Context{
		Project: render.Project{
			Name:        name,
			Title:       strings.ToUpper(title[:1]) + title[1:],
			Database:    strings.ReplaceAll(name, "-", "_"),
			Description: a.Text(answers.KeyDescription),
		},
		Decision: l.record(a, stack, decision),
	}
}

// record puts the decision into the words of the decision record.
func (l *loaded) record(a *answers.Answers, stack *pack.Stack, d choose.Decision) render.Decision {
	record := render.Decision{
		Framework: stack.Framework, FrameworkLabel: stack.Label,
		Outcome: string(d.Outcome), Verdict: string(d.Verdict), Strength: string(d.Strength),
		Assessed: d.Verdict.Picks(),
		Reason:   a.Text(answers.KeyReason), Summary: l.matrix.Summary(d),
		For: arguments(d.For), Against: arguments(d.Against),
		Warnings: remarks(d.Warnings), Notes: remarks(d.Notes), Again: l.again(d),
		Matrix: render.Matrix{ID: d.Matrix.ID, Version: strconv.Itoa(d.Matrix.Version), Digest: d.Matrix.Digest},
	}
	if d.Outcome != "" {
		record.OutcomeLabel = l.matrix.OutcomeLabel(string(d.Outcome))
	}
	record.Overridden = d.Overridden != nil
	for _, answer := range l.matrix.Words(a.Questions()) {
		if answer.Clause != "" {
			record.Facts = append(record.Facts, choose.Sentence(answer.Clause))
		}
	}
	for _, outcome := range l.matrix.Outcomes() {
		fromRow := func(r choose.Reason) bool { return r.Points == 0 }
		record.ByShape = record.ByShape || slices.ContainsFunc(d.Reasons[outcome], fromRow)
		record.Scores = append(record.Scores, render.Score{Label: l.matrix.OutcomeLabel(outcome), Points: d.Scores[outcome]})
	}
	return record
}

// maxFacts bounds the facts that are worth another look: more is not read.
const maxFacts = 8

// again puts what would change the decision into sentences, the facts that lead
// away from what is built first.
func (l *loaded) again(d choose.Decision) render.Again {
	var again render.Again
	changes := slices.DeleteFunc(l.matrix.Changes(d), func(c choose.Change) bool {
		return d.Overridden != nil && c.Effect > choose.Other // these are about what is not built
	})
	changes, cut := choose.Shorten(changes, maxFacts)
	for _, c := range changes {
		sentences := make([]string, len(c.If))
		for i, clause := range c.If {
			sentences[i] = choose.Sentence(clause)
		}
		switch {
		case c.Effect == choose.Other && c.Outcome == d.Framework:
			again.Same = sentences
		case c.Effect == choose.Other:
			again.Others = append(again.Others, render.Other{Label: l.matrix.OutcomeLabel(string(c.Outcome)), If: sentences})
		case c.Effect == choose.Nobody:
			again.None = sentences
		case c.Effect == choose.Weaker:
			again.Weaker = append(again.Weaker, sentences...)
		default:
			again.Firmer = append(again.Firmer, sentences...)
		}
	}
	again.Cut = cut > 0
	return again
}

func arguments(reasons []choose.Reason) []render.Argument {
	var list []render.Argument
	for _, r := range reasons {
		list = append(list, render.Argument{Why: r.Why, Points: r.Points, Source: r.Source})
	}
	return list
}

func remarks(notes []choose.Note) []render.Remark {
	var list []render.Remark
	for _, n := range notes {
		list = append(list, render.Remark{ID: n.ID, Text: n.Text})
	}
	return list
}

// texts gives problems that only warn as lines.
func texts(problems yamlx.Problems) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}

// plural gives a number with the right word.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
