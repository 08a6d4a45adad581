package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// interview asks a person for what the sources leave open. Every answer becomes
// part of one more source; what a flag, the environment or a config file says is
// not asked.
type interview struct {
	app      *App
	loaded   *loaded
	sources  Sources
	argument string // the name that follows from PATH, "" for none
	prompter prompt.Prompter
	style    choose.Style // of the prompter's terminal

	pairs []answers.Pair // what was answered
	given *answers.Answers
}

// merge puts all sources and the answers together.
func (iv *interview) merge(pairs []answers.Pair) *answers.Answers {
	return iv.app.gather(iv.loaded, iv.sources, iv.argument, pairs)
}

// with gives the answers with one more, or another one; "" takes it back.
func (iv *interview) with(key, text string) []answers.Pair {
	pairs := slices.DeleteFunc(slices.Clone(iv.pairs), func(p answers.Pair) bool { return p.Key == key })
	if text == "" {
		return pairs
	}
	return append(pairs, answers.Pair{Key: key, Text: text})
}

func (iv *interview) set(key, text string) {
	iv.pairs = iv.with(key, text)
	iv.given = iv.merge(iv.pairs)
}

// mayAsk reports whether an answer at a prompt would count: nothing stronger
// has the key.
func (iv *interview) mayAsk(key string) bool {
	g, ok := iv.given.Find(key)
	return !ok || !slices.Contains([]answers.Origin{answers.OriginFlag, answers.OriginEnv, answers.OriginConfig}, g.Origin)
}

// product asks what the decision needs. A framework that was given settles it.
func (iv *interview) product(ctx context.Context) error {
	if _, given := iv.given.Framework(); given {
		return nil
	}
	for {
		if _, settled := iv.given.Settled()[answers.KeyShape]; !settled {
			if _, err := iv.question(ctx, answers.KeyShape, "", false); err != nil {
				return err
			}
		}
		again, err := iv.afterShape(ctx)
		if err != nil || !again {
			return err
		}
		iv.set(answers.KeyShape, "")
	}
}

// afterShape asks what the shape leaves open; again means that the shape itself
// is to be asked once more.
func (iv *interview) afterShape(ctx context.Context) (again bool, err error) {
	shape := iv.given.Text(answers.KeyShape)
	pick, stay, known := iv.loaded.matrix.Pick(shape)
	switch {
	case stay && iv.mayAsk(answers.KeyShape):
		return iv.stay(ctx, pick)
	case stay:
		return false, nil
	case known:
		return false, iv.checks(ctx, pick)
	default:
		return false, iv.narrow(ctx)
	}
}

// stay says that there is nothing to generate, and offers the shape again.
func (iv *interview) stay(ctx context.Context, pick string) (again bool, err error) {
	label := iv.loaded.matrix.OutcomeLabel(pick)
	iv.say("Stay on " + label + ". Nothing new is generated for code that exists.")
	i, err := iv.prompter.Select(ctx, prompt.Select{
		Ask:  "Is there a new service to start beside it?",
		Help: "A new service gets a recommendation of its own, whatever the code beside it is built with.",
		Choices: []prompt.Choice{
			{Label: "No, stay on " + label, Help: "Ends here; nothing is written."},
			{Label: "Yes, say what it is", Help: "Asks what the new service is."},
		},
	})
	return i == 1, err
}

// checks asks the few questions that can still fire a warning about the pick.
func (iv *interview) checks(ctx context.Context, pick string) error {
	keys := iv.loaded.matrix.Checks(iv.given.Settled())
	head := iv.label(answers.KeyShape, iv.given.Text(answers.KeyShape)) + ": " + iv.loaded.matrix.OutcomeLabel(pick) + "."
	switch len(keys) {
	case 0:
	case 1:
		head += " One question checks for a known mistake."
	default:
		head += " " + number(len(keys)) + " questions check for known mistakes."
	}
	iv.say(head)
	for i, key := range keys {
		prefix := ""
		if len(keys) > 1 {
			prefix = fmt.Sprintf("%d of %d: ", i+1, len(keys))
		}
		if _, err := iv.question(ctx, key, prefix, false); err != nil {
			return err
		}
	}
	return nil
}

// narrow asks, question by question, what splits most of what can still come,
// until nothing can change or the person has enough.
func (iv *interview) narrow(ctx context.Context) error {
	iv.say("The other questions decide together. The one that matters most comes first.")
	for i := 1; ; i++ {
		key := iv.loaded.matrix.Next(iv.given.Settled())
		if key == "" {
			if i > 1 && len(iv.given.Settled()) < len(iv.loaded.matrix.Questions()) {
				iv.say("That is enough: no further answer would change the result.")
			}
			return nil
		}
		enough, err := iv.question(ctx, key, fmt.Sprintf("%d: ", i), true)
		if err != nil || enough {
			return err
		}
	}
}

// question asks one question of the matrix. enough reports that the person
// would rather decide with what is known, where that is offered.
func (iv *interview) question(ctx context.Context, key, prefix string, mayStop bool) (enough bool, err error) {
	k, ok := iv.loaded.catalogue.Key(key)
	if !ok {
		return false, NewError(CodePack, fmt.Sprintf("the matrix has no question %q", key))
	}
	q := prompt.Select{Ask: prefix + k.Ask, Help: k.Help}
	preset := choose.Unsure
	if g, given := iv.given.Find(key); given {
		preset = g.Text // of a defaults file
	}
	for i, v := range k.Values {
		q.Choices = append(q.Choices, prompt.Choice{Label: v.Label, Help: v.Help})
		if v.Value == preset {
			q.Default = i
		}
	}
	if mayStop {
		q.Choices = append(q.Choices, prompt.Choice{Label: "Decide now", Help: "Asks no more questions about the product."})
	}
	i, err := iv.prompter.Select(ctx, q)
	if err != nil || i == len(k.Values) {
		return i == len(k.Values), err
	}
	iv.set(key, k.Values[i].Value)
	return false, nil
}

// text asks for a line of text. A text that breaks the rules of its key is
// asked for again; nothing typed and nothing suggested leaves the key open.
func (iv *interview) text(ctx context.Context, key, ask, suggestion string, check func(string) error) error {
	k, _ := iv.loaded.catalogue.Key(key)
	text, err := iv.prompter.Input(ctx, prompt.Input{Ask: ask, Help: k.Help, Default: suggestion, Check: func(text string) error {
		if text == "" && key == answers.KeyReason {
			return nil
		}
		for _, problem := range iv.merge(append(iv.with(key, ""), answers.Pair{Key: key, Text: text})).Problems() {
			if problem.Where == yamlx.WherePrompt {
				return fmt.Errorf("%s", problem.String())
			}
		}
		if check == nil {
			return nil
		}
		return check(text)
	}})
	if err != nil {
		return err
	}
	iv.set(key, text)
	return nil
}

// label gives a value in words.
func (iv *interview) label(key, value string) string {
	k, _ := iv.loaded.catalogue.Key(key)
	if v, ok := k.Find(value); ok {
		return v.Label
	}
	return value
}

// say prints a paragraph, broken to the terminal's width.
func (iv *interview) say(text string) {
	iv.prompter.Say("\n" + choose.Wrap(text, iv.prompter.Width()))
}

// number writes a small number as a word, at the beginning of a sentence.
func number(n int) string {
	words := []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}
	if n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n)
}

// declined turns the ends of a prompt into errors of their kind.
func declined(err error) error {
	switch {
	case errors.Is(err, prompt.ErrDeclined):
		return NewError(CodeDeclined, "declined; nothing was written")
	case errors.Is(err, prompt.ErrInterrupted):
		return NewError(CodeInterrupted, "interrupted; nothing was written")
	}
	return err
}
