package prompt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// mostWrong is how many wrong answers in a row end a question: nobody types
// them, something is stuck.
const mostWrong = 20

// plain asks with numbered lines that are never drawn again and without control
// sequences, for screen readers and terminals without cursor movement. The
// terminal edits the line, so Ctrl-C is a signal that ends the context.
type plain struct {
	keys *keys
	out  io.Writer
	size func() (width, height int)
}

func newPlain(k *keys, out io.Writer, size func() (int, int)) *plain {
	return &plain{keys: k, out: out, size: size}
}

func (p *plain) Width() int {
	width, _ := p.size()
	return width
}

func (p *plain) Say(text string) {
	fmt.Fprintln(p.out, strings.TrimRight(text, "\n"))
}

func (p *plain) Select(ctx context.Context, question Select) (int, error) {
	if err := question.check(); err != nil {
		return 0, err
	}
	p.say(question.Ask)
	for i, choice := range question.Choices {
		text := choice.Label
		if choice.Help != "" {
			text += ": " + choice.Help
		}
		p.Say(hang(fmt.Sprintf("%3d. ", i+1), text, p.Width()-1))
	}
	for range mostWrong {
		text, err := p.line(ctx, selectLine(question))
		if err != nil {
			return 0, err
		}
		if text == "?" && question.Help != "" {
			p.say(question.Help)
			continue
		}
		chosen, problem := pick(question, text)
		if problem != "" {
			p.say(problem)
			continue
		}
		p.say("You chose: " + question.Choices[chosen].Label)
		return chosen, nil
	}
	return 0, p.giveUp()
}

func (p *plain) Input(ctx context.Context, question Input) (string, error) {
	p.say(question.Ask)
	for range mostWrong {
		text, err := p.line(ctx, inputLine(question))
		if err != nil {
			return "", err
		}
		if text == "?" && question.Help != "" {
			p.say(question.Help)
			continue
		}
		text, err = question.accept(text)
		if err != nil {
			p.say(err.Error())
			continue
		}
		if text != "" {
			p.say("You chose: " + text)
		}
		return text, nil
	}
	return "", p.giveUp()
}

// say prints a text of one's own, wrapped.
func (p *plain) say(text string) {
	p.Say(strings.Join(wrap(text, p.Width()-1), "\n"))
}

func (p *plain) giveUp() error {
	p.say(fmt.Sprintf("%d answers in a row did not fit, so the questions end here.", mostWrong))
	return ErrDeclined
}

// line asks for one line; the cursor stays behind the words.
func (p *plain) line(ctx context.Context, words string) (string, error) {
	fmt.Fprint(p.out, strings.Join(wrap(words, p.Width()-2), "\n")+" ")
	var text []byte
	for {
		b, _, err := p.keys.next(ctx, nil)
		switch {
		case err != nil:
			fmt.Fprintln(p.out) // what is said next begins on a line of its own
			return "", err
		case b == '\n' || b == '\r':
			return strings.TrimSpace(string(text)), nil
		}
		text = append(text, b)
	}
}

func selectLine(question Select) string {
	help := ""
	if question.Help != "" {
		help = " ? for help,"
	}
	return fmt.Sprintf("Type a number,%s or Enter for %d (%s):",
		help, question.Default+1, question.Choices[question.Default].Label)
}

func inputLine(question Input) string {
	words := "Type the answer"
	switch {
	case question.Help != "" && question.Default != "":
		words += ", ? for help, or Enter for " + question.Default
	case question.Help != "":
		words += ", or ? for help"
	case question.Default != "":
		words += ", or Enter for " + question.Default
	}
	return words + ":"
}

// pick finds the choice that was typed: its number, its label, or a beginning
// that only one label has. Otherwise the problem says what is possible.
func pick(question Select, text string) (chosen int, problem string) {
	if text == "" {
		return question.Default, ""
	}
	if number, err := strconv.Atoi(text); err == nil && number >= 1 && number <= len(question.Choices) {
		return number - 1, ""
	}
	var found []int
	var labels []string
	for i, choice := range question.Choices {
		if strings.EqualFold(choice.Label, text) {
			return i, ""
		}
		if len(choice.Label) >= len(text) && strings.EqualFold(choice.Label[:len(text)], text) {
			found = append(found, i)
			labels = append(labels, choice.Label)
		}
	}
	switch len(found) {
	case 1:
		return found[0], ""
	case 0:
		return 0, fmt.Sprintf("%q is not one of the answers. Type a number from 1 to %d, or the beginning of an answer.",
			text, len(question.Choices))
	}
	return 0, fmt.Sprintf("%q could be: %s. Type more of it, or its number.", text, strings.Join(labels, ", "))
}

// check refuses a question that cannot be asked.
func (s Select) check() error {
	if s.Default < 0 || s.Default >= len(s.Choices) {
		return fmt.Errorf("%s: default %d of %d choices", s.Ask, s.Default, len(s.Choices))
	}
	return nil
}

// accept turns what was typed into the answer.
func (i Input) accept(typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if text == "" {
		text = i.Default
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return "", errors.New("the answer has a character that cannot be shown")
	}
	if i.Check != nil {
		if err := i.Check(text); err != nil {
			return "", err
		}
	}
	return text, nil
}
