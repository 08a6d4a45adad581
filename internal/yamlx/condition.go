package yamlx

import (
	"maps"
	"slices"
)

// Unsure is the value of a question that nobody answered.
const Unsure = "unsure"

// Match is the right-hand side of a condition: `value`, `[values]` or
// `{not: [values]}`.
type Match struct {
	In  []string
	Not bool
}

// Has reports whether the value satisfies the match.
func (m Match) Has(value string) bool { return slices.Contains(m.In, value) != m.Not }

// Condition asks several keys at once; all of them must match. An empty
// condition always holds.
type Condition map[string]Match

// Match reports whether the condition holds. A key that is absent from values
// counts as [Unsure].
func (c Condition) Match(values map[string]string) bool {
	for key, match := range c {
		value, ok := values[key]
		if !ok {
			value = Unsure
		}
		if !match.Has(value) {
			return false
		}
	}
	return true
}

// Keys gives the keys that the condition asks, sorted.
func (c Condition) Keys() []string { return slices.Sorted(maps.Keys(c)) }

// Conditions holds when one of its conditions holds, and always when it is empty.
type Conditions []Condition

// Match reports whether one of the conditions holds.
func (c Conditions) Match(values map[string]string) bool {
	if len(c) == 0 {
		return true
	}
	return slices.ContainsFunc(c, func(one Condition) bool { return one.Match(values) })
}

// Keys gives the keys that any of the conditions asks, sorted, each once.
func (c Conditions) Keys() []string {
	all := Condition{}
	for _, one := range c {
		maps.Copy(all, one)
	}
	return all.Keys()
}

// DecodeYAML reads `value`, `[values]` or `{not: value or [values]}`.
func (m *Match) DecodeYAML(d *Decoder, v *Value) {
	if v.Kind != Map {
		m.In = d.Words(v)
		return
	}
	if not := v.Get("not"); not != nil && len(v.Entries) == 1 {
		m.Not, m.In = true, d.Words(not)
		return
	}
	d.Add(v.Pos, "", "a condition is `key: value`, `key: [values]` or `key: {not: [values]}`", "")
}

// DecodeYAML reads one condition or a list of conditions.
func (c *Conditions) DecodeYAML(d *Decoder, v *Value) {
	for _, item := range v.List() {
		var one Condition
		d.Decode(item, &one)
		*c = append(*c, one)
	}
}
