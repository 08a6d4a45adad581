package prompt

import (
	"context"
	"strings"
)

// TB is the part of testing.TB that a script needs.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Answer is what a script gives for one question.
type Answer struct {
	Ask  string // a part of the question's text
	Take string // the beginning of a choice's label, or the text; "" takes the default
	Err  error  // given instead of an answer
}

// Script answers questions from a list, for tests. An unexpected question, a
// label that is not offered, a text that is refused and an answer that nobody
// asked for fail the test.
type Script struct {
	t       TB
	answers []Answer
	asked   []string
	said    strings.Builder
}

// scriptWidth is the width of the terminal that a script pretends to be.
const scriptWidth = 80

// NewScript gives the answers in their order.
func NewScript(t TB, answers ...Answer) *Script {
	t.Helper()
	s := &Script{t: t, answers: answers}
	t.Cleanup(func() {
		t.Helper()
		for _, rest := range s.answers {
			t.Errorf("prompt: nobody asked %q (to answer %q)", rest.Ask, rest.Take)
		}
	})
	return s
}

// Select takes the scripted choice.
func (s *Script) Select(ctx context.Context, question Select) (int, error) {
	s.t.Helper()
	if err := question.check(); err != nil {
		s.t.Fatalf("prompt: %v", err)
		return 0, err
	}
	answer, err := s.next(ctx, question.Ask)
	if err != nil {
		return 0, err
	}
	if answer.Take == "" {
		return question.Default, nil
	}
	var labels []string
	found := -1
	for i, choice := range question.Choices {
		if choice.Label == answer.Take {
			return i, nil
		}
		if strings.HasPrefix(choice.Label, answer.Take) {
			if found >= 0 {
				s.t.Fatalf("prompt: %q: %q is the beginning of several labels", question.Ask, answer.Take)
			}
			found = i
		}
		labels = append(labels, choice.Label)
	}
	if found < 0 {
		s.t.Fatalf("prompt: %q does not offer %q, only: %s", question.Ask, answer.Take, strings.Join(labels, " | "))
		return 0, ErrDeclined
	}
	return found, nil
}

// Input takes the scripted text.
func (s *Script) Input(ctx context.Context, question Input) (string, error) {
	s.t.Helper()
	answer, err := s.next(ctx, question.Ask)
	if err != nil {
		return "", err
	}
	text, err := question.accept(answer.Take)
	if err != nil {
		s.t.Fatalf("prompt: %q refuses %q: %v", question.Ask, answer.Take, err)
		return "", ErrDeclined
	}
	return text, nil
}

// Say records the text.
func (s *Script) Say(text string) {
	s.said.WriteString(strings.TrimRight(text, "\n") + "\n")
}

// Width is that of a common terminal.
func (s *Script) Width() int { return scriptWidth }

// Said is all that was said so far.
func (s *Script) Said() string { return s.said.String() }

// Asked lists the questions asked so far.
func (s *Script) Asked() []string { return append([]string(nil), s.asked...) }

func (s *Script) next(ctx context.Context, ask string) (Answer, error) {
	s.t.Helper()
	s.asked = append(s.asked, ask)
	if ctx.Err() != nil {
		return Answer{}, context.Cause(ctx)
	}
	if len(s.answers) == 0 {
		s.t.Fatalf("prompt: unexpected question %q after the last answer", ask)
		return Answer{}, ErrDeclined
	}
	answer := s.answers[0]
	if !strings.Contains(ask, answer.Ask) {
		s.t.Fatalf("prompt: asked %q, expected %q", ask, answer.Ask)
		return Answer{}, ErrDeclined
	}
	s.answers = s.answers[1:]
	return answer, answer.Err
}
