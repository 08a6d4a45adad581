package prompt

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// line is a survey prompt for one line of text. survey's own loses count of its
// lines as soon as an answer is longer than the terminal is wide, so this one
// breaks the text itself and uses survey to draw and to read keys.
type line struct {
	survey.Renderer
	question Input
	width    int

	typed   []rune
	at      int // the cursor stands before this rune of typed
	below   int // lines of the text below the cursor
	help    bool
	problem string
}

// lineView is what the template shows; all texts are wrapped.
type lineView struct {
	Ask, Help, Hint, Problem, Typed string
	Answered                        bool
	Answer                          string
}

// Prompt asks until an answer is accepted.
func (l *line) Prompt(*survey.PromptConfig) (any, error) {
	keys := l.NewRuneReader()
	if err := keys.SetTermMode(); err != nil {
		return nil, err
	}
	defer func() { _ = keys.RestoreTermMode() }()
	for {
		if err := l.draw(); err != nil {
			return nil, err
		}
		key, _, err := keys.ReadRune()
		if err != nil {
			l.toEnd()
			_, _ = l.Stdio().Out.Write([]byte("\r\n")) // what is said next begins on its own line
			return nil, err
		}
		if key != terminal.KeyEnter && key != '\n' {
			l.edit(key)
			continue
		}
		if answer, ok := l.take(); ok {
			l.toEnd()
			return answer, nil
		}
	}
}

// Cleanup leaves the question and its answer.
func (l *line) Cleanup(_ *survey.PromptConfig, answer any) error {
	text, _ := answer.(string)
	view := lineView{Ask: l.hang(l.question.Ask), Answered: true}
	if text != "" {
		view.Answer = behind(l.question.Ask, text, l.width)
	}
	return l.Render(lineTemplate, view)
}

// take handles Enter: the answer, or what to show above the empty line.
func (l *line) take() (answer string, ok bool) {
	typed := strings.TrimSpace(string(l.typed))
	if typed == "?" && l.question.Help != "" {
		l.help, l.problem = true, ""
		l.clear()
		return "", false
	}
	answer, err := l.question.accept(typed)
	if err == nil {
		return answer, true
	}
	l.problem = err.Error()
	if !strings.Contains(l.problem, typed) {
		l.problem = strconv.Quote(typed) + ": " + l.problem
	}
	l.clear()
	return "", false
}

func (l *line) clear() { l.toEnd(); l.typed, l.at = nil, 0 }

// edit changes the text or moves in it.
func (l *line) edit(key rune) {
	switch key {
	case keyLeft:
		l.at = max(l.at-1, 0)
	case keyRight:
		l.at = min(l.at+1, len(l.typed))
	case keyHome:
		l.at = 0
	case keyEnd, 0x05: // Ctrl-E
		l.at = len(l.typed)
	case terminal.KeyBackspace, terminal.KeyDelete:
		l.remove(l.at - 1)
	case keyErase:
		l.remove(l.at)
	case 0x15: // Ctrl-U
		l.typed, l.at = l.typed[l.at:], 0
	case terminal.KeyDeleteWord:
		for l.at > 0 && l.typed[l.at-1] == ' ' {
			l.remove(l.at - 1)
		}
		for l.at > 0 && l.typed[l.at-1] != ' ' {
			l.remove(l.at - 1)
		}
	case '\t':
		l.edit(' ')
	default:
		if !unicode.IsControl(key) {
			l.typed = append(l.typed[:l.at], append([]rune{key}, l.typed[l.at:]...)...)
			l.at++
		}
	}
}

// remove takes a rune out, if there is one at that place.
func (l *line) remove(i int) {
	if i < 0 || i >= len(l.typed) {
		return
	}
	l.typed = append(l.typed[:i], l.typed[i+1:]...)
	if i < l.at {
		l.at--
	}
}

// toEnd puts the cursor on the last line, from where survey erases upwards.
func (l *line) toEnd() {
	if l.below > 0 {
		_ = l.NewCursor().Down(l.below)
	}
	l.below = 0
}

func (l *line) draw() error {
	l.toEnd()
	view := lineView{Ask: l.hang(l.question.Ask)}
	if l.question.Default != "" {
		view.Ask = l.hang(l.question.Ask + " (" + l.question.Default + ")")
	}
	switch {
	case l.question.Help != "" && l.help:
		view.Help = "  " + l.hang(l.question.Help)
	case l.question.Help != "":
		view.Hint = "  " + l.hang("Type ? and Enter for help")
	}
	if l.problem != "" {
		view.Problem = "  " + l.hang(l.problem)
	}
	room := l.width - 1 - len("> ")
	lines := chop(string(l.typed), room)
	view.Typed = strings.Join(lines, "\n  ")
	if err := l.Render(lineTemplate, view); err != nil {
		return err
	}
	upTo := chop(string(l.typed[:l.at]), room)
	cursor := l.NewCursor()
	if l.below = len(lines) - len(upTo); l.below > 0 {
		if err := cursor.Up(l.below); err != nil {
			return err
		}
	}
	return cursor.HorizontalAbsolute(len("> ") + columns(upTo[len(upTo)-1]) + 1)
}

// hang wraps a text that stands behind two columns.
func (l *line) hang(text string) string { return hang("  ", text, l.width-1)[len("  "):] }
