package prompt

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Keys that take back what was typed into a list.
const (
	keyTab       = '\t'
	keyBackspace = 0x08
	keyDelete    = 0x7f
	keyWord      = 0x17
	keyWholeLine = 0x18
)

// filter follows what survey makes of the keys in a list. Typing narrows a list
// there and leaves the highlight on the last match; people expect it on the
// first, and would take something else with Enter.
type filter struct {
	labels []string
	typed  []byte
	at     int // the highlighted one among the matches
}

// follow takes in a key and gives the keys that move the highlight to the first
// match.
func (f *filter) follow(key byte) []byte {
	n := f.matches()
	switch {
	case key == keyUp && n > 0:
		f.at = (f.at + n - 1) % n
	case (key == keyDown || key == keyTab) && n > 0:
		f.at = (f.at + 1) % n
	case key == keyWord || key == keyWholeLine:
		f.typed = nil
	case key == keyBackspace || key == keyDelete:
		_, last := utf8.DecodeLastRune(f.typed)
		f.typed = f.typed[:len(f.typed)-last]
	case key >= ' ':
		f.typed = append(f.typed, key)
		return f.first(key)
	}
	f.clamp()
	return nil
}

// first gives the way up to the first match.
func (f *filter) first(key byte) []byte {
	f.clamp()
	if key >= utf8.RuneSelf || f.matches() == 0 { // in the middle of a character
		return nil
	}
	way := bytes.Repeat([]byte{keyUp}, f.at)
	f.at = 0
	return way
}

// clamp keeps the highlight on a match, as survey does.
func (f *filter) clamp() {
	if n := f.matches(); n > 0 {
		f.at = min(f.at, n-1)
	}
}

func (f *filter) matches() int {
	n, typed := 0, strings.ToLower(string(f.typed))
	for _, label := range f.labels {
		if strings.Contains(strings.ToLower(label), typed) {
			n++
		}
	}
	return n
}
