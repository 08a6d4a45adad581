package prompt

import (
	"strings"

	"github.com/AlecAivazis/survey/v2/terminal"
)

// wrap breaks a text into lines of at most width columns, between words where
// it can. Line breaks of the text stay.
func wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && columns(line)+1+columns(word) <= width {
				line += " " + word
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			pieces := chop(word, width)
			lines = append(lines, pieces[:len(pieces)-1]...)
			line = pieces[len(pieces)-1]
		}
		lines = append(lines, line)
	}
	return lines
}

// chop cuts a text every width columns, whatever stands there.
func chop(text string, width int) []string {
	var pieces []string
	start, used := 0, 0
	for i, r := range text {
		wide := columns(string(r))
		if used+wide > width && i > start {
			pieces = append(pieces, text[start:i])
			start, used = i, 0
		}
		used += wide
	}
	return append(pieces, text[start:])
}

// hang wraps a text behind a first prefix; further lines stand under the text.
func hang(prefix, text string, width int) string {
	indent := strings.Repeat(" ", columns(prefix))
	return prefix + strings.Join(wrap(text, width-columns(prefix)), "\n"+indent)
}

// columns is the width of a text on a terminal.
func columns(text string) int { return terminal.StringWidth(text) }
