package answers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"scaffold/internal/yamlx"
)

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(m.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Schema gives the JSON Schema (2020-12) of the config file, indented, with the
// keys in the catalogue's order.
//
// It says what [Catalogue.FromConfig] and [Answers.Resolve] say about a file
// alone, with four differences that a schema cannot avoid: names of locked
// packages are not in it; an unquoted text that YAML reads as a number or a
// boolean is refused for name, description and reason; what depends on a
// recommended framework is checked only when the file names the framework; and
// of what does not go together, what the packs name is in it, not what follows
// because no value of a third option is left.
// No key is required, since flags and the environment may give the rest.
func (c *Catalogue) Schema() ([]byte, error) {
	properties := object{{KeyVersion, object{
		{"description", "Version of the form of this file."}, {"const", json.Number(ConfigVersion)},
	}}}
	for _, k := range c.keys {
		properties = append(properties, member{k.Name, k.property()})
		for _, alias := range k.Aliases {
			property := append(k.property(), member{"deprecated", true})
			properties = append(properties, member{alias, property})
		}
	}
	schema := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", "Answers for scaffold"},
		{"description", "What `scaffold new --config FILE` reads. Every key may also come from a flag or the environment."},
		{"type", "object"},
		{"properties", properties},
		{"additionalProperties", false},
	}
	if rules := c.rules(); len(rules) > 0 {
		schema = append(schema, member{"allOf", rules})
	}
	raw, err := json.Marshal(schema)
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(json.RawMessage(raw)); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return b.Bytes(), nil
}

// property describes one key.
func (k Key) property() object {
	p := object{{"title", k.Ask}, {"description", k.Help}}
	switch {
	case k.Name == KeyName:
		p = append(p, member{"type", "string"}, member{"pattern", NamePattern}, member{"maxLength", MaxName},
			member{"not", object{{"enum", devices}}})
	case k.Name == KeyDescription:
		p = append(p, member{"type", "string"}, member{"pattern", linePattern}, member{"maxLength", MaxDescription})
	case k.Name == KeyReason:
		p = append(p, member{"type", "string"}, member{"pattern", linePattern}, member{"maxLength", MaxReason})
	default:
		var choices []object
		for _, v := range k.Values {
			for _, form := range k.forms(v.Value) {
				choices = append(choices, object{{"const", form}, {"title", v.Label}, {"description", v.Help}})
			}
		}
		p = append(p, member{"oneOf", choices})
	}
	if k.Deprecated != "" {
		p = append(p, member{"deprecated", true})
	}
	return p
}

// forms gives the JSON values that stand for a value: the string, and the
// boolean or number that YAML makes of the unquoted word. Of two values that
// are the same number, the first has it.
func (k Key) forms(value string) []any {
	forms := []any{value}
	if k.Bool {
		return append(forms, value == "true")
	}
	n, ok := isNumber(value)
	first := slices.IndexFunc(k.Values, func(v Value) bool {
		other, is := isNumber(v.Value)
		return is && other == n
	})
	if ok && k.Values[first].Value == value {
		forms = append(forms, n)
	}
	return forms
}

// rules gives what depends on the framework that the file names: the keys and
// values it does not have, and the combinations that are not offered.
func (c *Catalogue) rules() []object {
	var rules []object
	for _, framework := range c.frameworks {
		limits := object{}
		for _, k := range c.keys {
			if limit, ok := k.limit(framework); ok {
				for _, name := range append([]string{k.Name}, k.Aliases...) {
					limits = append(limits, member{name, limit})
				}
			}
		}
		if len(limits) > 0 {
			rules = append(rules, when(framework, object{{"properties", limits}}))
		}
	}
	for _, r := range c.refusals {
		rules = append(rules, when(r.framework, object{{"not", c.together(r.refusal.When)}}))
	}
	return rules
}

// together describes files in which all of these keys have such values, under
// their names or former ones.
func (c *Catalogue) together(when yamlx.Condition) object {
	var all []object
	for _, key := range when.Keys() {
		k, _ := c.Key(key)
		var names []object
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			names = append(names, object{
				{"properties", object{{name, k.matching(when[key])}}}, {"required", []string{name}},
			})
		}
		if len(names) == 1 {
			all = append(all, names[0])
		} else {
			all = append(all, object{{"anyOf", names}})
		}
	}
	return object{{"allOf", all}}
}

// when gives a rule for files that name the framework.
func when(framework string, then object) object {
	return object{
		{"if", object{
			{"properties", object{{KeyFramework, object{{"const", framework}}}}},
			{"required", []string{KeyFramework}},
		}},
		{"then", then},
	}
}

// limit says what a framework takes of a key; false when it takes all of it.
func (k Key) limit(framework string) (any, bool) {
	if !slices.Contains(k.Frameworks, framework) {
		return false, true
	}
	allowed := k.Allowed(framework)
	if len(allowed) == len(k.Values) {
		return nil, false
	}
	return object{{"enum", k.allForms(allowed)}}, true
}

// matching says which values of the key a condition names.
func (k Key) matching(m yamlx.Match) any {
	enum := object{{"enum", k.allForms(m.In)}}
	if m.Not {
		return object{{"not", enum}}
	}
	return enum
}

func (k Key) allForms(values []string) []any {
	forms := []any{}
	for _, v := range values {
		forms = append(forms, k.forms(v)...)
	}
	return forms
}
