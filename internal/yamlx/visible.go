package yamlx

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unseen reports whether a character does something to a screen instead of being
// seen: control characters, line separators, and those that turn the direction
// of what follows, so that a text reads otherwise than it is.
func Unseen(r rune) bool {
	return unicode.IsControl(r) || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// Visible gives a text in which nothing does something to the terminal it is
// written to: what is [Unseen] is written as an escape, but for line breaks and
// tabs. Bytes that are not UTF-8 are written as escapes too.
func Visible(text string) string {
	ok := func(r rune) bool { return r == '\n' || r == '\t' || !Unseen(r) && r != utf8.RuneError }
	if strings.IndexFunc(text, func(r rune) bool { return !ok(r) }) < 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case ok(r) || r == utf8.RuneError && size > 1:
			b.WriteString(text[:size])
		case r < utf8.RuneSelf || size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b.String()
}
