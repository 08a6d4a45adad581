package answers

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scaffold/internal/pack"
)

// refuse notes the combinations that the packs do not offer, at the strongest of
// the values that make one. While other answers are wrong, the defaults are not
// settled, and only combinations that were given as such count.
func (f *filling) refuse(r *Resolved, c *Catalogue) {
	values, settled := r.Values(), len(r.Problems) == 0
	for _, refusal := range f.stack.Refusals() {
		if !refused(refusal, values) {
			continue
		}
		var pair []string
		var given []Given
		for _, key := range refusal.When.Keys() {
			pair = append(pair, key+"="+values[key])
			if g, ok := f.given[key]; ok {
				given = append(given, g)
			}
		}
		if !settled && len(given) < len(pair) {
			continue
		}
		at := Given{Origin: OriginDefault}
		for _, g := range given {
			if cmp.Compare(g.Origin.rank(), at.Origin.rank()) <= 0 {
				at = g
			}
		}
		hint := "leave one of them out"
		if instead := f.nearest(refusal); len(instead) > 0 {
			hint = "the nearest that is: " + at.writeAll(c, instead)
		}
		r.Problems = append(r.Problems, at.Problem(
			fmt.Sprintf("%s is not offered: %s", strings.Join(pair, " with "), refusal.Why), hint))
	}
}

// writeAll gives what to type in the place of a value so that keys have these
// values.
func (g Given) writeAll(c *Catalogue, values map[string]string) string {
	var words []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		k, _ := c.Key(key)
		word := g.Write(k, values[key])
		if g.Origin == OriginPrompt {
			word = key + "=" + values[key]
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// nearest gives what to change so that a refused combination goes together with
// everything else that cannot give way: what the refusal says, else one value of
// one of its options, else nothing.
func (f *filling) nearest(refusal pack.Refusal) map[string]string {
	changes := []map[string]string{refusal.Instead}
	for _, key := range refusal.When.Keys() {
		if option, ok := f.stack.Option(key); ok {
			for _, value := range option.Values {
				changes = append(changes, map[string]string{key: value.Value})
			}
		}
	}
	for _, change := range changes {
		if f.works(change) {
			return change
		}
	}
	return nil
}

// works reports whether values can be found that go together once these are
// changed.
func (f *filling) works(change map[string]string) bool {
	other := *f
	other.fixed = maps.Clone(f.fixed)
	maps.Copy(other.fixed, change)
	if other.contradiction(other.fixed) != nil {
		return false
	}
	_, ok := other.search()
	return ok
}
