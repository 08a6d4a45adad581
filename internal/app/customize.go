package app

import (
	"context"
	"slices"

	"scaffold/internal/answers"
	"scaffold/internal/pack"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// options lets the person change the options of a framework, one at a time,
// until they are done. Those that were given elsewhere, and those that the place
// of the project settles (presets), are not offered.
func (iv *interview) options(ctx context.Context, framework string, presets []answers.Default) error {
	stack := iv.loaded.stack(framework)
	for first := true; ; first = false {
		resolved := iv.given.Resolve(stack, presets...)
		items := slices.DeleteFunc(slices.Clone(resolved.Items), func(item answers.Item) bool {
			preset := slices.ContainsFunc(presets, func(p answers.Default) bool { return p.Key == item.Key })
			return item.Kind != answers.KindOption || preset || !iv.mayAsk(item.Key)
		})
		q := prompt.Select{
			Ask:  "Which option?",
			Help: "Each option has a default that follows from the answers; the line below the list says why.",
		}
		for _, item := range items {
			k, _ := iv.loaded.catalogue.Key(item.Key)
			q.Choices = append(q.Choices, prompt.Choice{Label: iv.state(item), Help: k.Ask + " " + iv.origin(item)})
		}
		q.Choices = append(q.Choices, prompt.Choice{Label: "Done", Help: "Goes on with these options."})
		if !first {
			q.Default = len(items)
		}
		i, err := iv.prompter.Select(ctx, q)
		if err != nil || i == len(items) {
			return err
		}
		if err := iv.option(ctx, stack, items[i], presets); err != nil {
			return err
		}
	}
}

// state is an option with its value: "Database: PostgreSQL".
func (iv *interview) state(item answers.Item) string {
	return item.Key + ": " + iv.label(item.Key, item.Value)
}

// origin says where the value of an option comes from.
func (iv *interview) origin(item answers.Item) string {
	switch item.Origin {
	case answers.OriginDefault:
		return "By default " + iv.label(item.Key, item.Value) + ": " + item.Because + "."
	case answers.OriginDefaults:
		return iv.label(item.Key, item.Value) + " comes from your defaults file."
	}
	return "You chose " + iv.label(item.Key, item.Value) + "."
}

// option asks for the value of one option. A value that does not go together
// with what was given is listed with the reason, and not taken.
func (iv *interview) option(ctx context.Context, stack *pack.Stack, item answers.Item, presets []answers.Default) error {
	k, _ := iv.loaded.catalogue.Key(item.Key)
	byDefault := iv.merge(iv.with(item.Key, "")).Resolve(stack, presets...).ByKey()[item.Key]
	q := prompt.Select{Ask: k.Ask, Help: k.Help}
	values := k.Allowed(stack.Framework)
	clashes := make([]string, len(values))
	for i, value := range values {
		v, _ := k.Find(value)
		choice := prompt.Choice{Label: v.Label, Help: "Adds " + v.Help + "."}
		clashes[i] = iv.clash(stack, iv.with(item.Key, value), presets)
		switch {
		case clashes[i] != "":
			choice.Label += " (not offered)"
			choice.Help = "Not taken: " + clashes[i] + "."
		case value == byDefault.Value:
			choice.Label += " (default)"
			choice.Help += " " + iv.origin(byDefault)
		}
		if value == item.Value {
			q.Default = i
		}
		q.Choices = append(q.Choices, choice)
	}
	i, err := iv.prompter.Select(ctx, q)
	if err != nil {
		return err
	}
	if clashes[i] != "" {
		iv.say("That does not go together: " + clashes[i])
		return nil
	}
	text := values[i]
	if text == byDefault.Value {
		text = "" // back to what follows from the answers
	}
	iv.set(item.Key, text)
	return nil
}

// clash says why answers do not go together, "" when they do. What was wrong
// before they were given is not their doing.
func (iv *interview) clash(stack *pack.Stack, pairs []answers.Pair, presets []answers.Default) string {
	before := iv.given.Resolve(stack, presets...).Problems
	for _, problem := range iv.merge(pairs).Resolve(stack, presets...).Problems {
		if !slices.ContainsFunc(before, func(old yamlx.Problem) bool { return old.String() == problem.String() }) {
			return problem.String()
		}
	}
	return ""
}
