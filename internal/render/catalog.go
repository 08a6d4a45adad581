package render

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A catalog of translations (.po) is text, which packs hold and people edit;
// programs read its compiled form (.mo), which is binary and so cannot be a
// template. Rendering writes it beside each catalog.
const (
	catalogText     = ".po"
	catalogCompiled = ".mo"
)

// message is one entry of a catalog, with its parts as the file has them.
type message struct {
	line  int
	fuzzy bool
	parts map[string]string // by keyword: msgctxt, msgid, msgid_plural, msgstr, msgstr[0]...
	last  string            // keyword of the part that is being read
}

// compileCatalog gives the compiled form of a catalog, in the bytes that the
// tools of gettext and polib write, without a hash table. What is fuzzy or has no
// translation is left out, so that readers see the original. An error is an [Error]
// without a file, at a line of the rendered catalog.
func compileCatalog(text []byte) ([]byte, error) {
	messages, err := readCatalog(string(text))
	if err != nil {
		return nil, err
	}
	type pair struct{ key, value string }
	var pairs []pair
	for _, m := range messages {
		key, value := m.pair()
		if value != "" && !m.fuzzy {
			pairs = append(pairs, pair{key, value})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
	const header, entry = 7 * 4, 8
	n := len(pairs)
	keys := header + 2*entry*n
	var ids, texts bytes.Buffer
	var idTable, textTable []uint32
	for _, p := range pairs {
		idTable = append(idTable, uint32(len(p.key)), uint32(keys+ids.Len()))
		ids.WriteString(p.key + "\x00")
	}
	for _, p := range pairs {
		textTable = append(textTable, uint32(len(p.value)), uint32(keys+ids.Len()+texts.Len()))
		texts.WriteString(p.value + "\x00")
	}
	head := []uint32{0x950412de, 0, uint32(n), header, uint32(header + entry*n), 0, uint32(keys)}
	out := []byte{}
	for _, number := range slices.Concat(head, idTable, textTable) {
		out = binary.LittleEndian.AppendUint32(out, number)
	}
	return slices.Concat(out, ids.Bytes(), texts.Bytes()), nil
}

// pair gives what the compiled form keeps: the text with its context and plural,
// and its translations. A translation that lacks one of its forms is none.
func (m *message) pair() (key, value string) {
	key, value = m.parts["msgid"], m.parts["msgstr"]
	if context, has := m.parts["msgctxt"]; has {
		key = context + "\x04" + key
	}
	plural, has := m.parts["msgid_plural"]
	if !has {
		return key, value
	}
	var forms []string
	for n := 0; ; n++ {
		form, has := m.parts[fmt.Sprintf("msgstr[%d]", n)]
		if !has {
			return key + "\x00" + plural, strings.Join(forms, "\x00")
		}
		if form == "" {
			return key, ""
		}
		forms = append(forms, form)
	}
}

// readCatalog reads the entries; errors name their line.
func readCatalog(text string) ([]*message, error) {
	var messages []*message
	open, fuzzy := false, false // an entry goes on until a line that begins another
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
			open = false
			fuzzy = line != "" && (fuzzy || strings.HasPrefix(line, "#,") && strings.Contains(line, "fuzzy"))
			continue
		case !open:
			messages = append(messages, &message{line: number, fuzzy: fuzzy, parts: map[string]string{}})
			open, fuzzy = true, false
		}
		if err := messages[len(messages)-1].take(line); err != nil {
			return nil, &Error{Line: number, Column: 1, Message: err.Error(), Snippet: line}
		}
	}
	seen := map[string]bool{}
	for _, m := range messages {
		key, _ := m.pair()
		if _, has := m.parts["msgid"]; !has || seen[key] {
			return nil, &Error{Line: m.line, Column: 1, Message: "an entry without msgid, or one that is there twice"}
		}
		seen[key] = true
	}
	return messages, nil
}

// take adds one line to the entry: a keyword with its text, or more of the text.
func (m *message) take(line string) error {
	keyword, quoted, _ := strings.Cut(line, " ")
	if strings.HasPrefix(line, `"`) {
		keyword, quoted = m.last, line
	} else if _, twice := m.parts[keyword]; twice {
		return fmt.Errorf("%s is there twice", keyword)
	}
	form := strings.HasPrefix(keyword, "msgstr[") && strings.HasSuffix(keyword, "]")
	if !form && !slices.Contains([]string{"msgctxt", "msgid", "msgid_plural", "msgstr"}, keyword) {
		return errors.New("not a line of a catalog")
	}
	text, err := strconv.Unquote(strings.TrimSpace(quoted))
	if err != nil {
		return errors.New("not a text in quotes")
	}
	m.parts[keyword] += text
	m.last = keyword
	return nil
}
