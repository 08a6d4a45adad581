package app

import (
	"fmt"
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
		Assessed: d.Shape != choose.Unsure || d.Verdict == choose.VerdictRecommend,
		Reason:   a.Text(answers.KeyReason), Summary: l.matrix.Summary(d),
		For: arguments(d.For), Against: arguments(d.Against),
		Warnings: remarks(d.Warnings), Notes: remarks(d.Notes),
		Matrix: render.Matrix{ID: d.Matrix.ID, Version: strconv.Itoa(d.Matrix.Version), Digest: d.Matrix.Digest},
	}
	if d.Outcome != "" {
		record.OutcomeLabel = l.matrix.OutcomeLabel(string(d.Outcome))
	}
	record.Overridden = d.Overridden != nil
	for _, answer := range l.matrix.Words(a.Questions()) {
		if answer.Value != choose.Unsure {
			record.Answers = append(record.Answers, render.Answer{Question: answer.Question, Answer: answer.Answer})
		}
	}
	for _, change := range l.matrix.Changes(d) {
		record.Flips = append(record.Flips, change.Result+", if "+strings.Join(change.If, "; or "))
	}
	for _, outcome := range l.matrix.Outcomes() {
		record.Scores = append(record.Scores, render.Score{Label: l.matrix.OutcomeLabel(outcome), Points: d.Scores[outcome]})
	}
	return record
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
