package choose

import (
	"encoding/json"
	"fmt"
	"slices"

	"scaffold/internal/yamlx"
)

// clause asks one question of a condition. Unlike [yamlx.Condition] it keeps
// the order and the place of what was written, for findings and reasons.
type clause struct {
	Key   string
	Match yamlx.Match
	Pos   yamlx.Pos
}

// condition holds when all its clauses do.
type condition []clause

// DecodeYAML reads a mapping of keys to matches.
func (c *condition) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	*c = condition{}
	if v.Kind != yamlx.Map {
		d.Add(v.Pos, "", "a condition is expected here, `key: value` for each question it asks", "")
		return
	}
	for _, e := range v.Entries {
		one := clause{Key: e.Key, Pos: e.Pos}
		d.Decode(e.Value, &one.Match)
		*c = append(*c, one)
	}
}

// MarshalJSON writes the condition as the file has it, every match as a list.
func (c condition) MarshalJSON() ([]byte, error) {
	out := make(map[string]any, len(c))
	for _, one := range c {
		if one.Match.Not {
			out[one.Key] = map[string][]string{"not": one.Match.In}
			continue
		}
		out[one.Key] = one.Match.In
	}
	return json.Marshal(out)
}

// conditions holds when one of its conditions does, and always when empty.
type conditions []condition

// DecodeYAML reads one condition or a list of them.
func (c *conditions) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	for _, item := range v.List() {
		var one condition
		d.Decode(item, &one)
		*c = append(*c, one)
	}
}

// word is a text with its place.
type word struct {
	Text string
	Pos  yamlx.Pos
}

// words is a list of texts that may be written as a single one.
type words []word

// DecodeYAML reads a word or a list of words.
func (w *words) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	for _, item := range v.List() {
		for _, text := range d.Words(item) {
			*w = append(*w, word{Text: text, Pos: item.Pos})
		}
	}
}

// MarshalJSON writes a list of texts.
func (w words) MarshalJSON() ([]byte, error) { return json.Marshal(w.texts()) }

func (w words) texts() []string {
	texts := make([]string, len(w))
	for i, one := range w {
		texts[i] = one.Text
	}
	return texts
}

func (w words) has(text string) bool {
	return slices.ContainsFunc(w, func(one word) bool { return one.Text == text })
}

// points are the points of an evidence rule, for exactly one outcome.
type points struct {
	Outcome string
	N       int
	Pos     yamlx.Pos
}

// DecodeYAML reads `{outcome: points}`.
func (p *points) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	if v.Kind != yamlx.Map || len(v.Entries) != 1 {
		d.Add(v.Pos, "points", "points are `{outcome: number}` for exactly one outcome", "write a second rule for a second outcome")
		return
	}
	p.Outcome, p.Pos = v.Entries[0].Key, v.Entries[0].Pos
	d.Decode(v.Entries[0].Value, &p.N)
}

// MarshalJSON writes `{outcome: points}`.
func (p points) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int{p.Outcome: p.N}) }

// given are the answers of an example, in the order of the file.
type given []givenAnswer

type givenAnswer struct {
	Key, Value string
	Pos        yamlx.Pos
}

// DecodeYAML reads a mapping of questions to single answers.
func (g *given) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	if v.Kind != yamlx.Map {
		d.Add(v.Pos, "given", "answers are expected here, `key: value` for each question", "")
		return
	}
	for _, e := range v.Entries {
		if e.Value.Kind != yamlx.Scalar || e.Value.IsNull() {
			d.Add(e.Value.Pos, e.Key, fmt.Sprintf("key %q: a single answer is expected here", e.Key), "")
			continue
		}
		*g = append(*g, givenAnswer{Key: e.Key, Value: e.Value.Text, Pos: e.Pos})
	}
}

// MarshalJSON writes the answers as one object.
func (g given) MarshalJSON() ([]byte, error) { return json.Marshal(g.answers()) }

func (g given) answers() map[string]string {
	answers := make(map[string]string, len(g))
	for _, one := range g {
		answers[one.Key] = one.Value
	}
	return answers
}
