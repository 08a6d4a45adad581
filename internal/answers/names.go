package answers

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"scaffold/internal/yamlx"
)

// The rules of the free texts.
const (
	MaxName        = 40
	MaxDescription = 200
	MaxReason      = 500

	// NamePattern is what a name looks like.
	NamePattern = `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`
	// linePattern is one line without characters that cannot be seen.
	linePattern = "^[^\\x00-\\x1f\\x7f-\\x9f\u2028-\u202e\u2066-\u2069]*$"

	nameRule     = "lower-case letters, digits and single dashes between them, starting with a letter, at most 40 characters"
	fallbackName = "my-app"
)

var (
	validName = regexp.MustCompile(NamePattern)
	devices   = []string{
		"con", "prn", "aux", "nul",
		"com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
		"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
	}
)

// CheckName holds a project's name against the rules: its form, the device
// names of Windows, and the names in reserved (nil: none). It gives nil or a
// problem whose hint is a name that can be used.
func CheckName(name string, reserved func(string) bool) *yamlx.Problem {
	broken := brokenRule(name, reserved)
	if broken == "" {
		return nil
	}
	problem := yamlx.Problem{
		Where: yamlx.WhereAnswers, Key: KeyName, Given: name, Allowed: []string{}, Message: broken,
	}
	if valid := SuggestName(name, reserved); valid != "" {
		problem.Hint = "for example " + valid
	}
	return &problem
}

// brokenRule says which rule a name breaks, "" when it is valid.
func brokenRule(name string, reserved func(string) bool) string {
	switch n := utf8.RuneCountInString(name); {
	case name == "":
		return "the name is empty: " + nameRule
	case n > MaxName:
		return fmt.Sprintf("the name has %d characters: %s", n, nameRule)
	case strings.ContainsAny(name, "\r\n"):
		return fmt.Sprintf("the name %q has a line break: %s", name, nameRule)
	case !validName.MatchString(name):
		return fmt.Sprintf("the name %q is not valid: %s", name, nameRule)
	case isDevice(name):
		return fmt.Sprintf("the name %q is a device of Windows: no folder there can have it", name)
	case reserved != nil && reserved(name):
		return fmt.Sprintf("the name %q is that of a Python package which projects depend on: an installer would see a project that depends on itself", name)
	}
	return ""
}

func isDevice(name string) bool {
	for _, device := range devices {
		if name == device {
			return true
		}
	}
	return false
}

// SuggestName gives a valid name near the text; "" only when reserved refuses
// every candidate.
func SuggestName(text string, reserved func(string) bool) string {
	base := kebab(text)
	if base == "" {
		base = fallbackName
	}
	for i := range 100 {
		suffix := ""
		switch i {
		case 0:
		case 1:
			suffix = "-app"
		default:
			suffix = fmt.Sprintf("-app-%d", i)
		}
		name := cut(base, MaxName-len(suffix)) + suffix
		if brokenRule(name, reserved) == "" {
			return name
		}
	}
	return ""
}

// kebab brings a text as near to the form of a name as it can.
func kebab(text string) string {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '\\' }) {
		if strings.Trim(part, ". \t") != "" {
			text = part // the last one that says something: `../x` is x
		}
	}
	var b strings.Builder
	dash, lower := false, false
	for _, r := range text {
		plain := plainLetters(r)
		if plain == "" {
			dash = dash || !unicode.IsMark(r) // an accent that stands by itself
			lower = false
			continue
		}
		if b.Len() > 0 && (dash || lower && unicode.IsUpper(r)) {
			b.WriteByte('-')
		}
		b.WriteString(plain)
		dash, lower = false, unicode.IsLower(r)
	}
	name := b.String()
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		name = "app-" + name
	}
	return name
}

func cut(name string, length int) string {
	return strings.TrimRight(name[:min(len(name), length)], "-")
}

// plain holds, for a letter or digit of a name, the letters that people write
// in its place.
var plain = map[string]string{
	"a": "àáâãåāăąǎ", "ae": "äæ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęěə", "g": "ĝğġģ",
	"h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ",
	"o": "òóôõøōŏőơ", "oe": "öœ", "r": "ŕŗř", "s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ",
	"u": "ùúûũūŭůűųư", "ue": "ü", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
}

// plainLetters gives the lower-case letters or the digit that stand for a
// character in a name, "" when there are none.
func plainLetters(r rune) string {
	if r == 'İ' {
		return "i"
	}
	r = unicode.ToLower(r)
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return string(r)
	}
	if r < utf8.RuneSelf {
		return ""
	}
	for letters, marked := range plain {
		if strings.ContainsRune(marked, r) {
			return letters
		}
	}
	return ""
}

// checkName puts the problem of a name where the name was given.
func (c *Catalogue) checkName(g Given, reserved func(string) bool) *yamlx.Problem {
	found := CheckName(g.Text, reserved)
	if found == nil {
		return nil
	}
	k, _ := c.Key(KeyName)
	problem := g.Problem(found.Message, "")
	if valid := SuggestName(g.Text, reserved); valid != "" {
		problem.Hint = "for example " + g.Write(k, valid)
	}
	return &problem
}

// CheckDescription holds a description against the rules: one line, at most 200
// characters, no control characters.
func CheckDescription(text string) *yamlx.Problem {
	return checkLine(Given{Key: KeyDescription, Text: text, Origin: OriginDefault}, "the description", MaxDescription)
}

// checkLine holds a free text against the rules of one line.
func checkLine(g Given, what string, most int) *yamlx.Problem {
	message, hint := "", ""
	switch n := utf8.RuneCountInString(g.Text); {
	case !utf8.ValidString(g.Text):
		message, hint = what+" is not valid UTF-8", "write it as UTF-8"
	case strings.ContainsAny(g.Text, "\r\n\u0085\u2028\u2029"):
		message, hint = what+" has a line break: it is one line", "write it in one line"
	case strings.ContainsFunc(g.Text, unicode.IsControl):
		message, hint = what+" has a control character", "leave it out"
	case strings.ContainsFunc(g.Text, yamlx.Unseen):
		message, hint = what+" has a character that turns the direction of the text", "leave it out"
	case n > most:
		message, hint = fmt.Sprintf("%s has %d characters, at most %d fit", what, n, most), fmt.Sprintf("shorten it by %d", n-most)
	default:
		return nil
	}
	problem := g.Problem(message, hint)
	return &problem
}
