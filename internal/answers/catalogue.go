package answers

import (
	"slices"
	"strconv"
	"strings"

	"scaffold/internal/choose"
	"scaffold/internal/pack"
)

// Kind groups the keys of the catalogue.
type Kind string

// The kinds of keys.
const (
	KindProject  Kind = "project"  // about the project itself: name, framework, ...
	KindQuestion Kind = "question" // about the product: what the decision looks at
	KindOption   Kind = "option"   // about the generated code
)

// The keys that do not come from the matrix or a pack, and the one question
// that stands for a framework when none is given.
const (
	KeyName        = "name"
	KeyDescription = "description"
	KeyFramework   = "framework"
	KeyReason      = "reason"
	KeyVersion     = "version" // of the config file's form, only there
	KeyShape       = "shape"
)

// ConfigVersion is the version of the config file's form that is read.
const ConfigVersion = "1"

// Key is something a user can give.
type Key struct {
	Name       string   `json:"key"`
	Kind       Kind     `json:"kind"`
	Flag       string   `json:"flag"` // --back-office
	Env        string   `json:"env"`  // SCAFFOLD_BACK_OFFICE
	Ask        string   `json:"ask"`
	Help       string   `json:"help"`
	Values     []Value  `json:"values"`     // empty: free text
	Frameworks []string `json:"frameworks"` // where it exists
	Bool       bool     `json:"bool"`       // its values are true and false
	Aliases    []string `json:"aliases"`    // former names, still understood
	Deprecated string   `json:"deprecated"` // what to use instead; "" while it is current
}

// Value is one choice of a key.
type Value struct {
	Value      string   `json:"value"`
	Label      string   `json:"label"`
	Help       string   `json:"help"`       // what it means, or adds to the project
	Frameworks []string `json:"frameworks"` // where it exists
}

// Find gives the choice with this value.
func (k Key) Find(value string) (Value, bool) {
	for _, v := range k.Values {
		if v.Value == value {
			return v, true
		}
	}
	return Value{}, false
}

// Allowed gives the values that exist for a framework, "" meaning any.
func (k Key) Allowed(framework string) []string {
	allowed := []string{}
	for _, v := range k.Values {
		if framework == "" || slices.Contains(v.Frameworks, framework) {
			allowed = append(allowed, v.Value)
		}
	}
	return allowed
}

// Question is a question of the decision matrix, as plain data.
type Question struct {
	Key, Ask, Help string
	Values         []Value // Frameworks is filled in by the catalogue
}

// Catalogue is every key that a user can give, in a fixed order: the project's
// own, the questions, the options.
type Catalogue struct {
	keys       []Key
	names      map[string]string // name or alias -> name
	frameworks []string
	refusals   []frameworkRefusal
}

type frameworkRefusal struct {
	framework string
	refusal   pack.Refusal
}

// NewCatalogue joins the questions of the matrix and the options of the stacks.
func NewCatalogue(matrix *choose.Matrix, stacks []*pack.Stack) *Catalogue {
	var questions []Question
	for _, q := range matrix.Questions() {
		one := Question{Key: q.Key, Ask: q.Ask, Help: q.Help}
		for _, v := range q.Values {
			one.Values = append(one.Values, Value{Value: v.Value, Label: v.Label, Help: v.Help})
		}
		questions = append(questions, one)
	}
	return BuildCatalogue(questions, stacks)
}

// BuildCatalogue joins questions and the options of the stacks.
func BuildCatalogue(questions []Question, stacks []*pack.Stack) *Catalogue {
	c := &Catalogue{names: map[string]string{}}
	for _, s := range stacks {
		c.frameworks = append(c.frameworks, s.Framework)
		for _, r := range s.Refusals() {
			c.refusals = append(c.refusals, frameworkRefusal{s.Framework, r})
		}
	}
	c.addProject(stacks)
	for _, q := range questions {
		k := c.newKey(q.Key, KindQuestion, q.Ask, q.Help)
		k.Frameworks = c.frameworks
		for _, v := range q.Values {
			k.Values = append(k.Values, Value{v.Value, v.Label, v.Help, c.frameworks})
		}
		c.add(k)
	}
	for _, s := range stacks {
		for _, o := range s.Options() {
			c.addOption(s.Framework, o)
		}
	}
	for i := range c.keys {
		c.keys[i].Bool = isBool(c.keys[i].Values)
	}
	return c
}

func (c *Catalogue) addProject(stacks []*pack.Stack) {
	fixed := [][3]string{
		{KeyName, "What is the project called?", "Lower-case letters, digits and single dashes; the folder and the package take this name."},
		{KeyDescription, "What is it, in one line?", "Stands in the project's metadata, its README and its API document."},
		{KeyFramework, "Which framework is used?", "Settles the framework instead of the decision matrix; give the reason with it."},
		{KeyReason, "Why this framework?", "Kept in the decision record of the project when a framework was given."},
	}
	for _, f := range fixed {
		k := c.newKey(f[0], KindProject, f[1], f[2])
		k.Frameworks = c.frameworks
		if f[0] == KeyFramework {
			for _, s := range stacks {
				k.Values = append(k.Values, Value{s.Framework, s.Label, s.Packs[len(s.Packs)-1].Summary, c.frameworks})
			}
		}
		c.add(k)
	}
}

func (c *Catalogue) newKey(name string, kind Kind, ask, help string) Key {
	return Key{
		Name: name, Kind: kind, Ask: ask, Help: help,
		Flag: "--" + strings.ReplaceAll(name, "_", "-"), Env: EnvPrefix + strings.ToUpper(name),
		Values: []Value{}, Frameworks: []string{}, Aliases: []string{},
	}
}

func (c *Catalogue) add(k Key) {
	c.keys = append(c.keys, k)
	c.names[k.Name] = k.Name
}

// addOption joins the option of one framework with what others say about the
// same key: the first one's texts stand.
func (c *Catalogue) addOption(framework string, o pack.Option) {
	i := slices.IndexFunc(c.keys, func(k Key) bool { return k.Name == o.Key })
	if i < 0 {
		k := c.newKey(o.Key, KindOption, o.Ask, o.Help)
		k.Deprecated = o.Deprecated
		c.add(k)
		i = len(c.keys) - 1
	}
	k := &c.keys[i]
	if k.Kind != KindOption {
		return // a question or a fixed key has this name; the linter of packs says so
	}
	k.Frameworks = append(k.Frameworks, framework)
	for _, alias := range o.Aliases {
		if _, taken := c.names[alias]; !taken {
			c.names[alias] = o.Key
			k.Aliases = append(k.Aliases, alias)
		}
	}
	for _, v := range o.Values {
		at := slices.IndexFunc(k.Values, func(known Value) bool { return known.Value == v.Value })
		if at < 0 {
			k.Values = append(k.Values, Value{Value: v.Value, Label: v.Label, Help: v.Adds})
			at = len(k.Values) - 1
		}
		k.Values[at].Frameworks = append(k.Values[at].Frameworks, framework)
	}
}

func isBool(values []Value) bool {
	return len(values) == 2 && slices.ContainsFunc(values, func(v Value) bool { return v.Value == "true" }) &&
		slices.ContainsFunc(values, func(v Value) bool { return v.Value == "false" })
}

// isNumber reports whether an editor would take the unquoted word for a number.
func isNumber(word string) (float64, bool) {
	if strings.Trim(word, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(word, 64)
	return n, err == nil
}

// Keys gives every key in the catalogue's order.
func (c *Catalogue) Keys() []Key { return slices.Clone(c.keys) }

// Frameworks gives the frameworks that there are stacks for, in their order.
func (c *Catalogue) Frameworks() []string { return slices.Clone(c.frameworks) }

// Key gives the key with this name or alias.
func (c *Catalogue) Key(name string) (Key, bool) {
	name, ok := c.names[name]
	if !ok {
		return Key{}, false
	}
	i := slices.IndexFunc(c.keys, func(k Key) bool { return k.Name == name })
	return c.keys[i], true
}

// keyNames gives the names of all keys, in order.
func (c *Catalogue) keyNames() []string {
	names := make([]string, len(c.keys))
	for i, k := range c.keys {
		names[i] = k.Name
	}
	return names
}
