package answers

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// Command gives the command line that says the same as these values, quoted for
// a POSIX shell: PATH, which is the name when path is "", and everything else as
// flags. What a defaults file says is left to that file. program is the
// command's words ("scaffold new").
func (c *Catalogue) Command(program, path string, given []Given) string {
	values := map[string]Given{}
	for _, g := range given {
		if g.Origin != OriginDefaults {
			values[g.Key] = g
		}
	}
	name, named := values[KeyName]
	if path == "" && named {
		path, named = name.Text, false
	}
	words := []string{program}
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	if path != "" {
		words = append(words, Quote(path))
	}
	for _, k := range c.keys {
		g, ok := values[k.Name]
		switch {
		case !ok || k.Name == KeyName && (!named || g.Origin == OriginArgument):
		case strings.HasPrefix(g.Text, "-"):
			words = append(words, k.Flag+"="+Quote(g.Text))
		default:
			words = append(words, k.Flag, Quote(g.Text))
		}
	}
	return strings.Join(words, " ")
}

// Quote gives a word for a POSIX shell.
func Quote(word string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !safe(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Missing gives one problem for each answer that must be given and was not: a
// shape or a framework, and the keys in required ([KeyName] for a project). Each
// says all ways to give it; the hint is a complete command.
func (a *Answers) Missing(program string, required ...string) yamlx.Problems {
	var missing [][]Key
	for _, name := range required {
		if k, ok := a.catalogue.Key(name); ok && len(a.candidates[name]) == 0 {
			missing = append(missing, []Key{k})
		}
	}
	if len(a.candidates[KeyShape]) == 0 && len(a.candidates[KeyFramework]) == 0 {
		var either []Key
		for _, name := range []string{KeyShape, KeyFramework} {
			if k, ok := a.catalogue.Key(name); ok {
				either = append(either, k)
			}
		}
		missing = append(missing, either)
	}
	if len(missing) == 0 {
		return nil
	}
	hint := "for example: " + a.example(program, required)
	var problems yamlx.Problems
	for _, keys := range missing {
		problems = append(problems, missingProblem(keys, hint))
	}
	return problems
}

func missingProblem(keys []Key, hint string) yamlx.Problem {
	var names, flags, envs, entries []string
	for _, k := range keys {
		value := "VALUE"
		if len(k.Values) == 0 {
			value = "NAME"
		}
		names = append(names, k.Name)
		if k.Name == KeyName {
			flags = append(flags, "PATH")
		}
		flags = append(flags, k.Flag+" "+value)
		envs = append(envs, k.Env)
		entries = append(entries, "`"+k.Name+":`")
	}
	return yamlx.Problem{
		Where: yamlx.WhereAnswers, Key: keys[0].Name, Allowed: keys[0].Allowed(""),
		Message: fmt.Sprintf("%s is missing: give %s, the environment variable %s, or %s in a config file",
			strings.Join(names, " or "), strings.Join(flags, " or "), strings.Join(envs, " or "), strings.Join(entries, " or ")),
		Hint: hint,
	}
}

// example gives a complete command: what was given, and a value for what is
// missing or wrong.
func (a *Answers) example(program string, required []string) string {
	given := slices.Clone(a.Given())
	has := func(key string) bool {
		return slices.ContainsFunc(given, func(g Given) bool { return g.Key == key })
	}
	if !has(KeyShape) && !has(KeyFramework) {
		required = append(slices.Clone(required), KeyShape)
	}
	for _, name := range required {
		k, ok := a.catalogue.Key(name)
		if !ok || has(name) {
			continue
		}
		value := fallbackName
		if len(k.Values) > 0 {
			value = k.Values[0].Value
		}
		given = append(given, Given{Key: name, Text: value})
	}
	return a.catalogue.Command(program, "", given)
}

// yamlText gives a value as it is written in a config file.
func yamlText(value string) string {
	plain := value != "" && strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == "" &&
		!strings.HasPrefix(value, "-") && !strings.HasPrefix(value, ".")
	if plain && value != "null" {
		return value
	}
	return fmt.Sprintf("%q", value)
}
