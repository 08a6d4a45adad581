package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/project"
	"scaffold/internal/yamlx"
)

// ask lets a person answer what the sources leave open, when there is somebody
// to ask: the product, the offer, and last the name. What is wrong already, in
// the answers or at the target, is told before the first question.
func (j *job) ask(ctx context.Context) error {
	if j.request.Prompter == nil {
		return nil
	}
	problems := j.given.Problems()
	if framework, given := j.given.Framework(); given { // what does not go together is known
		problems = j.given.Resolve(j.loaded.stack(framework), j.presets(framework)...).Problems
	}
	problems = slices.DeleteFunc(problems, func(p yamlx.Problem) bool { return p.Where == yamlx.WhereArgument })
	if err := invalid(problems); err != nil {
		return err
	}
	if j.target.Dir != "" {
		if err := j.target.Refusal(j.request.Into).Err(); err != nil {
			return targetError(err)
		}
	}
	iv := &interview{
		app: j.app, loaded: j.loaded, sources: j.request.Sources, argument: j.argument,
		prompter: j.request.Prompter, style: j.request.Style, given: j.given,
	}
	if err := iv.product(ctx); err != nil {
		return err
	}
	if err := iv.offer(ctx, j.presets); err != nil {
		return err
	}
	if d, framework := j.loaded.decide(iv.given); framework == "" {
		return j.loaded.unsettled(d) // to stay is the answer; a name would be of no use
	}
	if err := j.askName(ctx, iv); err != nil {
		return err
	}
	j.given = iv.given
	if j.target.Dir == "" {
		return j.locate()
	}
	return nil
}

// askName asks for the name when there is none that can be used.
func (j *job) askName(ctx context.Context, iv *interview) error {
	if _, ok := iv.given.Find(answers.KeyName); ok {
		return nil
	}
	text := j.argument
	if shape := iv.given.Text(answers.KeyShape); text == "" && shape != "" && shape != choose.Unsure {
		text = "my-" + shape
	}
	k, _ := j.loaded.catalogue.Key(answers.KeyName)
	return iv.text(ctx, answers.KeyName, k.Ask, j.freeName(text), func(name string) error {
		if j.request.Path != "" {
			return nil
		}
		target, err := project.Inspect(name)
		if err != nil {
			return err
		}
		if problems := target.Refusal(j.request.Into); len(problems) > 0 {
			return errors.New(problems[0].Message)
		}
		return nil
	})
}

// freeName suggests a valid name near the text, one that nothing is in the way of.
func (j *job) freeName(text string) string {
	const tries = 20
	for i := range tries {
		candidate := text
		if i > 0 {
			candidate = fmt.Sprintf("%s-%d", answers.SuggestName(text, j.loaded.reserved), i+1)
		}
		name := answers.SuggestName(candidate, j.loaded.reserved)
		if target, err := project.Inspect(name); j.request.Path != "" || err == nil && len(target.Refusal(j.request.Into)) == 0 {
			return name
		}
	}
	return answers.SuggestName(text, j.loaded.reserved)
}
