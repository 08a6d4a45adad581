package render

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
	"unicode"

	"github.com/Masterminds/sprig/v3"
)

// fromSprig are the functions taken from sprig: pure ones on text and lists.
var fromSprig = []string{
	"add", "contains", "hasPrefix", "hasSuffix", "indent", "join", "kebabcase",
	"lower", "nindent", "replace", "snakecase", "sub", "ternary", "trim",
	"trimPrefix", "trimSuffix", "upper",
}

// withheld are built-in functions of text/template that packs may not use:
// `index` and `slice` reach values that the field check cannot follow, `call`
// runs functions, the others escape for the wrong languages.
var withheld = []string{"call", "html", "index", "js", "print", "printf", "println", "slice", "urlquery"}

// functions is the allow-list of template functions; `on`, `value` and `slot`
// are added for each project.
func functions() template.FuncMap {
	all := sprig.HermeticTxtFuncMap()
	funcs := template.FuncMap{
		"envstr":  envString,
		"jsonstr": jsonString,
		"mdtext":  markdownText,
		"pystr":   pythonString,
		"shstr":   shellString,
		"tomlstr": tomlString,
		"yamlstr": jsonString,
	}
	for _, name := range fromSprig {
		funcs[name] = all[name]
	}
	for name, f := range bounded() {
		funcs[name] = f
	}
	for _, name := range withheld {
		funcs[name] = func(...any) (string, error) {
			return "", fmt.Errorf("function %q is not offered to templates", name)
		}
	}
	return funcs
}

// jsonString gives a JSON string; it is a YAML double-quoted scalar too.
func jsonString(s string) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// escaped writes s between quotes with backslash escapes that Python and TOML
// both read: \\, \", \uXXXX and \UXXXXXXXX for what cannot stand there.
func escaped(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r) || r == 0xFEFF || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// pythonString gives a Python string literal as the usual formatters write it:
// in double quotes, unless single quotes need fewer backslashes.
func pythonString(s string) string {
	if strings.Count(s, `"`) <= strings.Count(s, `'`) {
		return escaped(s)
	}
	text := escaped(s)
	text = strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)
	return "'" + strings.ReplaceAll(text, `'`, `\'`) + "'"
}

// tomlString gives a TOML basic string.
func tomlString(s string) string { return escaped(s) }

// shellString quotes a word for a POSIX shell.
func shellString(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// envString gives a value for an env file: as it is when it is plain, else in
// double quotes.
func envString(s string) string {
	plain := func(r rune) bool {
		return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-.,:/@%+?&=*", r))
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return escaped(s)
}

// markdownText escapes one line of free text so that Markdown shows it as it is.
func markdownText(s string) string {
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune("\\`*_[]<>|~", r) || (i == 0 && strings.ContainsRune("#+-=", r)) || r == '&' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
