package main

import (
	"maps"
	"slices"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// set is one requirement set: the features that can be on together.
type set struct {
	name     string
	features []pack.Feature // each name once, in the order of the packs
}

// setsOf gives every requirement set of the stack with the features that
// belong to it: all but those that can be on only where another set applies.
// The values of the keys that the lock rows ask are walked through; every other
// key is free, so that a condition on it can always be met.
func setsOf(s *pack.Stack) []set {
	features := merged(s.Features())
	found := []set{}
	for _, name := range s.LockNames() {
		one := set{name: name}
		for _, f := range features {
			if slices.ContainsFunc(assignments(s), func(values map[string]string) bool {
				return s.LockName(values) == name && canHold(f.When, values)
			}) {
				one.features = append(one.features, f)
			}
		}
		found = append(found, one)
	}
	return found
}

// merged joins features of one name: the base of a pack and of the pack below
// are one entry of a lock.
func merged(features []pack.Feature) []pack.Feature {
	joined := []pack.Feature{}
	for _, f := range features {
		i := slices.IndexFunc(joined, func(other pack.Feature) bool { return other.Name == f.Name })
		if i < 0 {
			joined = append(joined, f)
			continue
		}
		joined[i].Requirements = slices.Concat(joined[i].Requirements, f.Requirements)
		joined[i].DevRequirements = slices.Concat(joined[i].DevRequirements, f.DevRequirements)
	}
	return joined
}

// assignments are all combinations of values of the keys that the lock rows ask.
func assignments(s *pack.Stack) []map[string]string {
	keys := []string{}
	for _, p := range s.Packs {
		for _, row := range p.Lock {
			keys = append(keys, row.When.Keys()...)
		}
	}
	slices.Sort(keys)
	all := []map[string]string{{}}
	for _, key := range slices.Compact(keys) {
		longer := []map[string]string{}
		for _, values := range all {
			for _, value := range valuesOf(s, key) {
				next := maps.Clone(values)
				next[key] = value
				longer = append(longer, next)
			}
		}
		all = longer
	}
	return all
}

// valuesOf are the values that a key can have. An option says its own. Of a
// question, those that some condition names matter, and one more that stands
// for all others: "unsure".
func valuesOf(s *pack.Stack, key string) []string {
	values := []string{}
	if option, ok := s.Option(key); ok {
		for _, value := range option.Values {
			values = append(values, value.Value)
		}
		return values
	}
	collect := func(when yamlx.Conditions) {
		for _, one := range when {
			values = append(values, one[key].In...)
		}
	}
	for _, p := range s.Packs {
		for _, row := range p.Lock {
			collect(row.When)
		}
	}
	for _, f := range s.Features() {
		collect(f.When)
	}
	return unique(append(values, yamlx.Unsure))
}

// canHold reports whether the conditions can hold when only these keys are
// settled.
func canHold(when yamlx.Conditions, settled map[string]string) bool {
	if len(when) == 0 {
		return true
	}
	return slices.ContainsFunc(when, func(one yamlx.Condition) bool {
		for key, match := range one {
			if value, ok := settled[key]; ok && !match.Has(value) {
				return false
			}
		}
		return true
	})
}

// unique is the sorted list without duplicates.
func unique(list []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}
