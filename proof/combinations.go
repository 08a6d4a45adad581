package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// answer is one question or option with its value.
type answer struct{ Key, Value string }

// combination is a project that is proved: the answers that it is generated
// from, and the framework that must come out of them ("" for whichever does).
type combination struct {
	Name      string
	Framework string
	Answers   []answer
}

// named are the combinations that have a name: what a user gets without saying
// more than the shape, and what has as little in it as possible.
var named = []combination{
	{"default-django", "django", []answer{{"shape", "marketplace"}}},
	{"default-fastapi", "fastapi", []answer{{"shape", "api"}}},
	{"smallest-django", "django", []answer{
		{"shape", "prototype"}, {"api", "none"}, {"jobs", "none"}, {"ci", "none"},
	}},
	{"smallest-fastapi", "fastapi", []answer{
		{"framework", "fastapi"}, {"reason", "the team knows it well"},
		{"shape", "prototype"}, {"jobs", "none"}, {"ci", "none"},
	}},
}

// flags are the answers as flags of `scaffold new`.
func (c combination) flags() []string {
	flags := []string{}
	for _, one := range c.Answers {
		flags = append(flags, "--"+strings.ReplaceAll(one.Key, "_", "-"), one.Value)
	}
	return flags
}

// again is the command that runs this combination alone.
func (c combination) again() string {
	if slices.ContainsFunc(named, func(other combination) bool { return other.Name == c.Name }) {
		return "go run ./proof --only " + c.Name
	}
	pairs := make([]string, len(c.Answers))
	for i, one := range c.Answers {
		pairs[i] = one.Key + "=" + one.Value
	}
	return "go run ./proof --answers '" + strings.Join(pairs, ",") + "'"
}

// choose gives the combinations that the command line asks for: all named ones
// when it asks for nothing.
func choose(only, answers string) ([]combination, error) {
	chosen := []combination{}
	if only == "" && answers == "" {
		return slices.Clone(named), nil
	}
	if only != "" {
		for pattern := range strings.SplitSeq(only, ",") {
			matching, err := match(strings.TrimSpace(pattern))
			if err != nil {
				return nil, err
			}
			for _, one := range matching {
				if !slices.ContainsFunc(chosen, func(other combination) bool { return other.Name == one.Name }) {
					chosen = append(chosen, one)
				}
			}
		}
	}
	if answers != "" {
		one, err := custom(answers)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, one)
	}
	return chosen, nil
}

// match gives the named combinations of a name or pattern.
func match(pattern string) ([]combination, error) {
	found := []combination{}
	for _, one := range named {
		ok, err := path.Match(pattern, one.Name)
		if err != nil {
			return nil, fmt.Errorf("--only %q: %w", pattern, err)
		}
		if ok {
			found = append(found, one)
		}
	}
	if len(found) == 0 {
		names := make([]string, len(named))
		for i, one := range named {
			names[i] = one.Name
		}
		return nil, fmt.Errorf("--only %q: no such combination; there are %s", pattern, strings.Join(names, ", "))
	}
	return found, nil
}

// custom reads KEY=VALUE,... as a combination.
func custom(text string) (combination, error) {
	one := combination{Name: "custom"}
	for pair := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || key == "" || value == "" {
			return combination{}, fmt.Errorf("--answers %q: not KEY=VALUE", pair)
		}
		one.Answers = append(one.Answers, answer{key, value})
	}
	return one, nil
}
