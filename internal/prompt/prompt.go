// Package prompt asks a person at a terminal. [Prompter] is what the use cases
// see; behind it stand lists that are moved through with the arrow keys (on the
// survey library, of which this is the only importer), plain numbered lines for
// screen readers and simple terminals, and a script for tests.
package prompt

import (
	"context"
	"errors"
)

// Errors with which a question ends without an answer. When the context ends
// first, the error is its cause.
var (
	ErrInterrupted = errors.New("interrupted") // Ctrl-C
	ErrDeclined    = errors.New("declined")    // Ctrl-D, or the end of the input
)

// Choice is one line of a list.
type Choice struct {
	Label string // at most 37 columns, so that a line fits a terminal of 40
	Help  string // one sentence, shown while the line is highlighted
}

// Select is a question with a list of answers.
type Select struct {
	Ask     string // one line of less than 60 columns
	Help    string // shown when the person asks for it
	Choices []Choice
	Default int // index of the choice that is highlighted at first
}

// Input is a question that is answered with one line of text.
type Input struct {
	Ask     string // one line of less than 60 columns
	Help    string
	Default string             // taken when nothing is typed; "" for none
	Check   func(string) error // refuses a text, and the question is asked again; nil accepts all
}

// Prompter asks one question after the other on one terminal.
type Prompter interface {
	// Select gives the index of the choice.
	Select(ctx context.Context, question Select) (int, error)
	// Input gives the text without surrounding space.
	Input(ctx context.Context, question Input) (string, error)
	// Say prints text between the questions; it ends in one line break.
	Say(text string)
	// Width is the width of the terminal in columns.
	Width() int
}
