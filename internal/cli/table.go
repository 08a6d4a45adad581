package cli

import (
	"strings"
	"unicode/utf8"
)

// flatBelow is the width under which a table is written as `value: text` lines.
const flatBelow = 60

// table is rows of cells under a heading; one column takes the room that the
// others leave.
type table struct {
	head []string
	rows [][]string
	wide int // index of the column that is wrapped
}

// write gives the table for a width, indented by two columns. Where it would be
// too narrow each row becomes `first: wide (others)`, which also reads well
// aloud.
func (t table) write(width int, heading func(string) string) string {
	const indent, gap = 2, 2
	if width < flatBelow {
		return t.flat(width)
	}
	columns := make([]int, len(t.head))
	room := width - indent
	for i := range t.head {
		for _, row := range append([][]string{t.head}, t.rows...) {
			columns[i] = max(columns[i], utf8.RuneCountInString(row[i]))
		}
		if i != t.wide {
			room -= columns[i] + gap
		}
	}
	columns[t.wide] = min(columns[t.wide], room)
	var b strings.Builder
	for i, row := range append([][]string{t.head}, t.rows...) {
		for line, more := 0, true; more; line++ {
			var text string
			text, more = cellLine(row, columns, t.wide, line)
			text = strings.Repeat(" ", indent) + text
			if i == 0 {
				text = heading(text)
			}
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

// cellLine gives one line of a row, and whether more follow.
func cellLine(row []string, columns []int, wide, line int) (string, bool) {
	wrapped := wrapWords(row[wide], columns[wide])
	var b strings.Builder
	for i, cell := range row {
		switch {
		case i == wide:
			cell = wrapped[line]
		case line > 0:
			cell = ""
		}
		b.WriteString(cell + strings.Repeat(" ", max(0, columns[i]-utf8.RuneCountInString(cell))+2))
	}
	return strings.TrimRight(b.String(), " "), line+1 < len(wrapped)
}

func (t table) flat(width int) string {
	var b strings.Builder
	for _, row := range t.rows {
		text := row[0] + ": " + row[t.wide]
		for i := 1; i < len(row); i++ {
			if i != t.wide && row[i] != "" {
				text += " (" + row[i] + ")"
			}
		}
		b.WriteString(hang("  ", text, "    ", width))
	}
	return b.String()
}

// hang writes a text with one indentation for its first line and another for the
// lines that follow.
func hang(first, text, rest string, width int) string {
	var b strings.Builder
	room := width - max(len(first), len(rest))
	for i, line := range wrapWords(text, room) {
		if i == 0 {
			b.WriteString(first)
		} else {
			b.WriteString(rest)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// wrapWords breaks a text at its spaces into lines of at most width columns. A
// word that is longer has a line of its own. There is always one line.
func wrapWords(text string, width int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
