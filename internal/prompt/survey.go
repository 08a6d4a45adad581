package prompt

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"golang.org/x/term"
)

// lists asks with the survey library: lists that the arrow keys move through.
type lists struct {
	keys    *keys
	in, out *os.File
	plain   *plain // for a terminal too small for a list
}

func newLists(in, out *os.File, color bool, numbered *plain) *lists {
	useTemplates(color)
	return &lists{keys: numbered.keys, in: in, out: out, plain: numbered}
}

func (l *lists) Width() int { return l.plain.Width() }

func (l *lists) Say(text string) { l.plain.Say(text) }

func (l *lists) Select(ctx context.Context, question Select) (int, error) {
	if err := question.check(); err != nil {
		return 0, err
	}
	width, height := size(l.out)
	frame := newFrame(question, width, height)
	if !frame.fits() {
		return l.plain.Select(ctx, question)
	}
	prompt := frame.prompt()
	io := newStdio(ctx, l.keys, l.in, l.out)
	filter := &filter{labels: prompt.Options, at: question.Default}
	io.reader.before = func(key byte) {
		if key == '?' && question.Help != "" { // survey shows the help from now on
			frame.explained = true
			prompt.PageSize = frame.page()
			return
		}
		io.reader.queue = filter.follow(key)
	}
	var chosen int
	err := l.ask(io, prompt, &chosen)
	return chosen, err
}

func (l *lists) Input(ctx context.Context, question Input) (string, error) {
	var text string
	width, _ := size(l.out)
	io := newStdio(ctx, l.keys, l.in, l.out)
	err := l.ask(io, &line{question: question, width: width}, &text)
	return text, err
}

// ask runs one question. However it ends, the terminal's mode is what it was
// and the cursor can be seen.
func (l *lists) ask(io *stdio, prompt survey.Prompt, answer any) error {
	before, err := term.GetState(int(l.in.Fd()))
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer func() { _ = term.Restore(int(l.in.Fd()), before) }()
	err = survey.AskOne(prompt, answer, survey.WithStdio(io.reader, io.writer, l.out))
	if flushed := io.writer.end(); err == nil {
		err = flushed
	}
	return err
}

// most is the number of choices that are seen at once where there is room.
const most = 16

// least is the number below which a list is no help.
const least = 3

// taken is the index that stands for the answer.
const taken = -1

// frame lays out a list: every line is shorter than the terminal is wide, and
// the whole is not higher, since survey erases by counting lines upwards.
type frame struct {
	question      Select
	width, height int
	explained     bool // the question's help is shown
	list          *survey.Select
}

func newFrame(question Select, width, height int) *frame {
	return &frame{question: question, width: width, height: height}
}

// prompt is the question as survey wants it.
func (f *frame) prompt() *survey.Select {
	labels := make([]string, len(f.question.Choices))
	for i, choice := range f.question.Choices {
		labels[i] = choice.Label
	}
	f.list = &survey.Select{
		Message:     hang("? ", f.question.Ask, f.width-1)[len("? "):],
		Options:     labels,
		Default:     f.question.Default,
		PageSize:    f.page(),
		Description: f.part,
	}
	if f.question.Help != "" {
		f.list.Help = hang("  ", f.question.Help, f.width-1)
	}
	return f.list
}

func (f *frame) fits() bool {
	explained := *f
	explained.explained = true
	need := min(least, len(f.question.Choices))
	return f.page() >= need && explained.page() >= need
}

// page is the number of choices for which there is room, with the longest help
// of a choice, and the line below all on which the cursor ends.
func (f *frame) page() int {
	room := f.height - 1 - height(f.message()) - height(f.hint())
	if f.explained && f.question.Help != "" {
		room -= height(hang("  ", f.question.Help, f.width-1))
	}
	about, label := 0, 1
	for i := range f.question.Choices {
		about = max(about, height(f.about(i)))
		label = max(label, height(f.label(i)))
	}
	return min((room-about)/label, most)
}

// part gives the template a piece of the list by name. survey calls it the
// description of a choice; it is the one hook that sees the question. With the
// index taken, the name is the label of the choice that was taken.
func (f *frame) part(name string, index int) string {
	if index == taken {
		return behind(f.question.Ask, name, f.width)
	}
	switch name {
	case "label":
		return f.label(index)
	case "about":
		return f.about(index)
	case "hint":
		return f.hint()
	case "rows":
		return f.rows(height(f.label(index)) - 1)
	case "rows below":
		return f.rows(height(f.label(index)) - 1 + height(f.about(index)))
	}
	return ""
}

func (f *frame) message() string { return hang("? ", f.question.Ask, f.width-1) }

func (f *frame) label(index int) string {
	return hang("  ", f.question.Choices[index].Label, f.width-1)[len("  "):]
}

func (f *frame) about(index int) string {
	if f.question.Choices[index].Help == "" {
		return ""
	}
	return hang("  ", f.question.Choices[index].Help, f.width-1)
}

// hint names the keys, or shows what was typed to narrow the list.
func (f *frame) hint() string {
	if f.list != nil && f.list.FilterMessage != "" {
		const lead = "  Filter:"
		pieces := chop(f.list.FilterMessage, f.width-1-len(lead))
		return lead + pieces[len(pieces)-1]
	}
	text := "Arrows move, Enter takes"
	if f.question.Help != "" && !f.explained {
		text += ", ? explains"
	}
	return hang("  ", text, f.width-1)
}

// rows makes survey believe that a choice is so many lines higher: it puts the
// hidden cursor beside the highlighted choice, where magnifiers look, and
// derives the way there from the width of each choice below it.
func (f *frame) rows(more int) string {
	return strings.Repeat(" ", more*f.width+1)
}

// height counts the lines of a text.
func height(text string) int {
	if text == "" {
		return 0
	}
	return 1 + strings.Count(text, "\n")
}

// behind sets an answer behind its question on one line, or below it when the
// line would be too long.
func behind(ask, answer string, width int) string {
	if columns("? "+ask+"  "+answer) < width {
		return "  " + answer
	}
	return "\n" + hang("  ", answer, width-1)
}
