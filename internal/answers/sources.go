package answers

import (
	"fmt"
	"strings"

	"scaffold/internal/yamlx"
)

// EnvPrefix starts the name of every environment variable that is read.
const EnvPrefix = "SCAFFOLD_"

// Pair is a key and its text, as a flag or a prompt gives them.
type Pair struct{ Key, Text string }

// FromFlags reads flags: pairs are the flags that are named after keys, sets
// the texts of `--set KEY=VALUE`. Pass every occurrence: a key that is given
// twice with different values is a problem.
func (c *Catalogue) FromFlags(pairs []Pair, sets []string) Source {
	r := c.newReader(OriginFlag, "")
	for _, p := range pairs {
		label := "--" + strings.ReplaceAll(p.Key, "_", "-")
		r.key(p.Key, Given{Text: p.Text, Label: label})
	}
	for _, set := range sets {
		key, text, ok := strings.Cut(set, "=")
		if !ok || key == "" {
			g := Given{Text: set, Origin: OriginFlag}
			r.Problems = append(r.Problems, g.Problem(
				fmt.Sprintf("--set: %s is not KEY=VALUE", shown(set)), "for example --set "+c.exampleSet()))
			continue
		}
		r.key(key, Given{Text: text, Label: "--set " + key})
	}
	return r.Source
}

// exampleSet gives a KEY=VALUE that exists.
func (c *Catalogue) exampleSet() string {
	for _, k := range c.keys {
		if k.Kind == KindOption && len(k.Values) > 0 {
			return k.Name + "=" + k.Values[0].Value
		}
	}
	return KeyName + "=my-app"
}

// FromEnv reads environment variables. An empty variable is as good as none;
// variables that no key has are not looked at.
func (c *Catalogue) FromEnv(lookup func(name string) (string, bool)) Source {
	r := c.newReader(OriginEnv, "")
	for _, k := range c.keys {
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			label := EnvPrefix + strings.ToUpper(name)
			if text, ok := lookup(label); ok && text != "" {
				r.key(name, Given{Text: text, Label: label})
			}
		}
	}
	return r.Source
}

// FromArgument reads a value that follows from a positional argument: the name,
// from the last element of PATH. It counts when no flag, variable or file gives
// the key.
func (c *Catalogue) FromArgument(key, text string) Source {
	r := c.newReader(OriginArgument, "")
	r.key(key, Given{Text: text, Label: key})
	return r.Source
}

// FromPrompt reads what was answered at prompts.
func (c *Catalogue) FromPrompt(pairs []Pair) Source {
	r := c.newReader(OriginPrompt, "")
	for _, p := range pairs {
		r.key(p.Key, Given{Text: p.Text, Label: p.Key})
	}
	return r.Source
}

// FromConfig reads a config file: one flat mapping, YAML or JSON. file is the
// name that problems carry.
func (c *Catalogue) FromConfig(file string, data []byte) Source {
	return c.fromFile(OriginConfig, file, data)
}

// FromDefaults reads a defaults file: the form of a config file, but for
// questions and options only.
func (c *Catalogue) FromDefaults(file string, data []byte) Source {
	return c.fromFile(OriginDefaults, file, data)
}

func (c *Catalogue) fromFile(origin Origin, file string, data []byte) Source {
	r := c.newReader(origin, file)
	root, problems := yamlx.Parse(origin.where(), file, data)
	r.Problems = problems
	switch {
	case root == nil:
	case root.Kind != yamlx.Map:
		r.fileProblem(root.Pos, "", fmt.Sprintf("one flat mapping of keys to values is expected, this is %s", root.Kind),
			"write one `key: value` per line")
	default:
		for _, e := range root.Entries {
			if len(r.Problems) < yamlx.MaxProblems {
				r.entry(e)
			}
		}
	}
	sortProblems(r.Problems)
	return r.Source
}

// reader collects the values of one source.
type reader struct {
	Source
	catalogue *Catalogue
	origin    Origin
	file      string
	seen      map[string]Given
}

func (c *Catalogue) newReader(origin Origin, file string) *reader {
	return &reader{catalogue: c, origin: origin, file: file, seen: map[string]Given{}}
}

func (r *reader) fileProblem(pos yamlx.Pos, key, message, hint string) {
	g := Given{Key: key, Origin: r.origin, File: r.file, Line: pos.Line, Column: pos.Column}
	r.Problems = append(r.Problems, g.Problem(message, hint))
}

// entry reads one line of a file.
func (r *reader) entry(e yamlx.Entry) {
	name := e.Key
	g := Given{Label: name, Line: e.Value.Pos.Line, Column: e.Value.Pos.Column}
	wrong := ""
	switch {
	case e.Value.Kind == 0: // an alias: the parser has said so
		if k, known := r.catalogue.Key(name); known {
			g.Key, g.Origin, g.File = k.Name, r.origin, r.file
			r.bad = append(r.bad, g)
		}
		return
	case e.Value.Kind != yamlx.Scalar:
		wrong = fmt.Sprintf("%s: a single value is expected, this is %s", name, e.Value.Kind)
	case e.Value.IsNull():
		wrong = fmt.Sprintf("%s: no value is given", name)
	default:
		g.Text = e.Value.Text
	}
	if name == KeyVersion {
		if wrong != "" || g.Text != ConfigVersion || e.Value.Quoted {
			r.fileProblem(e.Value.Pos, name, "version: the form of this file has version "+ConfigVersion+", no other is known",
				"write `version: "+ConfigVersion+"`, or leave the key out")
		}
		return
	}
	k, known := r.catalogue.Key(name)
	if !known || wrong == "" {
		if !known {
			g.Line, g.Column = e.Pos.Line, e.Pos.Column
		}
		r.key(name, g)
		return
	}
	g.Key, g.Origin, g.File = k.Name, r.origin, r.file
	r.bad = append(r.bad, g)
	hint := "write a value, or leave the key out"
	if len(k.Values) > 0 {
		hint = "for example `" + g.Write(k, k.Values[0].Value) + "`"
	}
	r.Problems = append(r.Problems, g.Problem(wrong, hint, k.Allowed("")...))
}

// key reads one value: is there such a key, is it given once, is the value one
// of its values.
func (r *reader) key(name string, g Given) {
	g.Origin, g.File, g.Key = r.origin, r.file, name
	k, ok := r.catalogue.Key(name)
	if !ok {
		r.unknown(g)
		return
	}
	g.Key = k.Name
	if r.origin == OriginDefaults && k.Kind == KindProject {
		r.Problems = append(r.Problems, g.Problem(g.Label+": a defaults file holds questions and options only", "leave the key out"))
		return
	}
	if first, twice := r.seen[k.Name]; twice {
		if first.Text != g.Text {
			r.bad = append(r.bad, g)
			r.Problems = append(r.Problems, g.Problem(
				fmt.Sprintf("%s: %s is given, but %s is already %s", g.Label, shown(g.Text), first.Label, shown(first.Text)), "keep one of the two"))
		}
		return
	}
	r.seen[k.Name] = g
	r.former(k, name, g)
	if problem := checkValue(k, g); problem != nil {
		r.bad = append(r.bad, g)
		r.Problems = append(r.Problems, *problem)
		return
	}
	r.Given = append(r.Given, g)
}

// former warns about a key that has another name now, or that goes away.
func (r *reader) former(k Key, name string, g Given) {
	if name != k.Name {
		r.Warnings = append(r.Warnings, g.Problem(fmt.Sprintf("%s: this key is called %s now", g.Label, k.Name), "write `"+g.Write(k, g.Text)+"`"))
	}
	if k.Deprecated != "" {
		r.Warnings = append(r.Warnings, g.Problem(fmt.Sprintf("%s: this key goes away", g.Label), k.Deprecated))
	}
}

// unknown notes a key that does not exist. The key that was probably meant
// counts as answered, so that it is not reported as missing too.
func (r *reader) unknown(g Given) {
	allowed := r.catalogue.keyNames()
	hint := ""
	if r.origin == OriginDefaults {
		allowed = nil
		for _, k := range r.catalogue.keys {
			if k.Kind != KindProject {
				allowed = append(allowed, k.Name)
			}
		}
	}
	if near := yamlx.Suggest(strings.ReplaceAll(g.Key, "-", "_"), allowed); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
		meant := g
		meant.Key = near
		r.bad = append(r.bad, meant)
	}
	message := "unknown key " + shown(g.Key)
	if r.origin == OriginFlag {
		message = strings.Fields(g.Label)[0] + ": unknown key " + shown(g.Key)
	}
	r.Problems = append(r.Problems, g.Problem(message, hint, allowed...))
}

// checkValue holds a value against the values of its key, of any framework.
func checkValue(k Key, g Given) *yamlx.Problem {
	if len(k.Values) == 0 {
		return nil
	}
	if _, ok := k.Find(g.Text); ok {
		return nil
	}
	allowed := k.Allowed("")
	problem := g.Problem(fmt.Sprintf("%s: %s is not one of its values", g.Label, shown(g.Text)), "", allowed...)
	near := yamlx.Suggest(g.Text, allowed)
	if k.Bool && near == "" {
		near = boolWord(g.Text)
	}
	switch {
	case near == "":
		problem.Hint = "for example `" + g.Write(k, allowed[0]) + "`"
	case strings.EqualFold(near, g.Text):
		problem.Hint = fmt.Sprintf("did you mean %q? values are case-sensitive", near)
	default:
		problem.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return &problem
}

// shown quotes a text for a message, and shortens one that would fill the screen.
func shown(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return fmt.Sprintf("%q", string(runes[:most])) + "..."
	}
	return fmt.Sprintf("%q", text)
}

// boolWord gives true or false for the other words people use for them.
func boolWord(word string) string {
	switch strings.ToLower(word) {
	case "yes", "y", "on", "1":
		return "true"
	case "no", "n", "off", "0":
		return "false"
	}
	return ""
}
