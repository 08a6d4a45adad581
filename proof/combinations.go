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
	Light     bool // of the cover: a quick run leaves out its services and its server
}

// named are the combinations that have a name: what a user gets without saying
// more than the shape, and what has as little in it as possible.
var named = []combination{
	{Name: "default-django", Framework: "django", Answers: []answer{{"shape", "marketplace"}}},
	{Name: "default-fastapi", Framework: "fastapi", Answers: []answer{{"shape", "api"}}},
	{Name: "smallest-django", Framework: "django", Answers: []answer{
		{"shape", "prototype"}, {"api", "none"}, {"jobs", "none"}, {"ci", "none"},
	}},
	{Name: "smallest-fastapi", Framework: "fastapi", Answers: []answer{
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

// config are the answers as a config file of `scaffold new`.
func (c combination) config() string {
	var text strings.Builder
	for _, one := range c.Answers {
		fmt.Fprintf(&text, "%s: %s\n", one.Key, one.Value)
	}
	return text.String()
}

// again is the command that runs this combination alone.
func (c combination) again() string {
	if c.Name != custom {
		return "go run ./proof --only " + c.Name
	}
	pairs := make([]string, len(c.Answers))
	for i, one := range c.Answers {
		pairs[i] = one.Key + "=" + one.Value
	}
	return "go run ./proof --answers '" + strings.Join(pairs, ",") + "'"
}

// custom is the name of a combination that the command line spells out.
const custom = "custom"

// choose gives the combinations that the command line asks for: all of them when
// it asks for nothing.
func choose(all []combination, only, answers string) ([]combination, error) {
	chosen := []combination{}
	if only == "" && answers == "" {
		return all, nil
	}
	if only != "" {
		for pattern := range strings.SplitSeq(only, ",") {
			matching, err := match(all, strings.TrimSpace(pattern))
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
		one, err := spelledOut(answers)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, one)
	}
	return chosen, nil
}

// match gives the combinations of a name or pattern.
func match(all []combination, pattern string) ([]combination, error) {
	found := []combination{}
	for _, one := range all {
		ok, err := path.Match(pattern, one.Name)
		if err != nil {
			return nil, fmt.Errorf("--only %q: %w", pattern, err)
		}
		if ok {
			found = append(found, one)
		}
	}
	if len(found) == 0 {
		names := []string{}
		for _, one := range all {
			if !one.Light {
				names = append(names, one.Name)
			}
		}
		return nil, fmt.Errorf("--only %q: no such combination; there are %s, and those of the cover (--list)", pattern, strings.Join(names, ", "))
	}
	return found, nil
}

// spelledOut reads KEY=VALUE,... as a combination.
func spelledOut(text string) (combination, error) {
	one := combination{Name: custom}
	for pair := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok || key == "" || value == "" {
			return combination{}, fmt.Errorf("--answers %q: not KEY=VALUE", pair)
		}
		one.Answers = append(one.Answers, answer{key, value})
	}
	return one, nil
}
