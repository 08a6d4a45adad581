package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// choice is a line of the offer and what follows when it is taken. done ends
// the offer.
type choice struct {
	prompt.Choice
	act func(context.Context) (done bool, err error)
}

// offer shows the recommendation with its reasons and asks what to do with it,
// until there is a framework that the person agrees to. A decision to stay is
// not offered: it was asked about already.
func (iv *interview) offer(ctx context.Context, presets func(framework string) []answers.Default) error {
	var shown choose.Decision
	for first := true; ; first = false {
		decision, framework := iv.loaded.decide(iv.given)
		if decision.Verdict == choose.VerdictStay && framework == "" {
			return nil
		}
		iv.show(decision, shown, first)
		shown = decision
		ask, choices := iv.choices(decision, framework, presets)
		q := prompt.Select{Ask: ask, Help: iv.loaded.matrix.Summary(decision)}
		for _, c := range choices {
			q.Choices = append(q.Choices, c.Choice)
		}
		i, err := iv.prompter.Select(ctx, q)
		if err != nil {
			return err
		}
		if done, err := choices[i].act(ctx); err != nil || done {
			return err
		}
	}
}

// show explains a decision, in full when the answers are others than before;
// about another framework on the same answers it says only what is new.
func (iv *interview) show(d, before choose.Decision, first bool) {
	switch {
	case first || !maps.EqualFunc(d.Reasons, before.Reasons, func(x, y []choose.Reason) bool { return len(x) == len(y) }) || d.Shape != before.Shape:
		d.Unanswered = nil // what matters is being asked
		iv.prompter.Say("\n" + iv.loaded.matrix.Text(d, iv.prompter.Width(), iv.style))
		iv.prompter.Say("")
	case d.Framework != before.Framework:
		iv.say(iv.loaded.matrix.Summary(d))
		for _, w := range d.Warnings {
			iv.say("Warning: " + w.Text)
		}
		iv.prompter.Say("")
	}
}

// choices gives the question that follows an explanation, and its answers.
func (iv *interview) choices(d choose.Decision, framework string, presets func(string) []answers.Default) (ask string, list []choice) {
	label := func(id string) string { return iv.loaded.matrix.OutcomeLabel(id) }
	if framework == "" || iv.loaded.stack(framework) == nil {
		list = append(list, iv.moreAnswers(d)...)
		return "Which one shall it be?", append(list, iv.takes(d, "Take ", "Generates with %s. You are asked for the reason.")...)
	}
	use := "Use "
	if d.Strength == choose.Contested && d.Overridden == nil {
		use = "Keep "
	}
	ask = use + label(framework) + "?"
	if d.Strength != "" && d.Overridden == nil { // the first line may have left the screen
		ask += " (" + string(d.Strength) + ")"
	}
	list = append(list, choice{
		prompt.Choice{Label: use + label(framework), Help: "Generates the project with the defaults that follow from the answers."},
		func(context.Context) (bool, error) { return true, nil },
	})
	if d.Strength == choose.Contested && d.Overridden == nil {
		list = append(list, iv.moreAnswers(d)...)
	}
	list = append(list, iv.takes(d, "Take ", "Generates with %s instead. You are asked for the reason.")...)
	return ask, append(list, choice{
		prompt.Choice{Label: "Change options first", Help: "Database, jobs and the like; each has a default that follows from the answers."},
		func(ctx context.Context) (bool, error) { return false, iv.options(ctx, framework, presets(framework)) },
	})
}

// moreAnswers offers to settle the matter by answers: another shape, or what
// was not asked.
func (iv *interview) moreAnswers(d choose.Decision) []choice {
	var list []choice
	if iv.mayAsk(answers.KeyShape) {
		verb := "Say it is mostly something else"
		if d.Shape == choose.Unsure {
			verb = "Say what it mostly is"
		}
		list = append(list, choice{
			prompt.Choice{Label: verb, Help: "Asks again what the product will mostly be; the other answers stay."},
			func(ctx context.Context) (bool, error) {
				iv.set(answers.KeyShape, "")
				return false, iv.product(ctx)
			},
		})
	}
	open := slices.DeleteFunc(slices.Clone(d.Unanswered), func(key string) bool { return key == answers.KeyShape })
	if len(open) > 0 && d.Outcome == "" {
		list = append(list, choice{
			prompt.Choice{Label: "Answer more questions", Help: "Goes on with the questions that could still settle it."},
			func(ctx context.Context) (bool, error) { return false, iv.narrow(ctx) },
		})
	}
	return list
}

// takes offers every framework that is not the current one.
func (iv *interview) takes(d choose.Decision, verb, help string) []choice {
	if !iv.mayAsk(answers.KeyFramework) {
		return nil
	}
	var list []choice
	for _, stack := range iv.loaded.stacks {
		id := stack.Framework
		switch {
		case id == string(d.Framework):
		case id == string(d.Outcome):
			list = append(list, choice{
				prompt.Choice{Label: "Back to " + stack.Label, Help: "Takes what was recommended after all."},
				func(context.Context) (bool, error) { iv.takeBack(); return false, nil },
			})
		default:
			list = append(list, choice{
				prompt.Choice{Label: verb + stack.Label, Help: fmt.Sprintf(help, stack.Label)},
				func(ctx context.Context) (bool, error) { return false, iv.takeOther(ctx, stack) },
			})
		}
	}
	return list
}

// takeOther settles on a framework that the matrix did not pick, and asks why.
func (iv *interview) takeOther(ctx context.Context, stack *pack.Stack) error {
	if iv.mayAsk(answers.KeyReason) {
		if err := iv.text(ctx, answers.KeyReason, "Why "+stack.Label+"? (Enter for no reason)", "", nil); err != nil {
			return err
		}
	}
	iv.set(answers.KeyFramework, stack.Framework)
	iv.dropUnfit(stack)
	return nil
}

// takeBack returns to what the matrix picks.
func (iv *interview) takeBack() {
	iv.set(answers.KeyReason, "")
	iv.set(answers.KeyFramework, "")
	_, framework := iv.loaded.decide(iv.given)
	iv.dropUnfit(iv.loaded.stack(framework))
}

// dropUnfit forgets the options that were changed for another framework and do
// not exist here.
func (iv *interview) dropUnfit(stack *pack.Stack) {
	if stack == nil {
		return
	}
	for _, problem := range iv.given.Resolve(stack).Problems {
		if problem.Where == yamlx.WherePrompt {
			iv.set(problem.Key, "")
		}
	}
}
