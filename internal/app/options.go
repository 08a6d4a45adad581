package app

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/internal/answers"
	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// OptionList is every question and option, as `options --json` prints it.
type OptionList struct {
	Schema     int         `json:"schema"`
	Frameworks []string    `json:"frameworks"`
	Keys       []OptionKey `json:"keys"`
	// Refusals are the combinations that are not offered.
	Refusals []Refusal `json:"refusals"`
}

// Refusal is a combination that a framework does not offer: its keys have one of
// these values each, all at once.
type Refusal struct {
	ID        string              `json:"id"`
	Framework string              `json:"framework"`
	When      map[string][]string `json:"when"`
	Reason    string              `json:"reason"`
	Instead   map[string]string   `json:"instead"` // what to change: the nearest that is offered
}

// OptionKey is a key of the catalogue with the defaults of its frameworks.
type OptionKey struct {
	answers.Key
	// Defaults says per row which value follows from what:
	// "django: none when shape is website (pages need no API)".
	Defaults []string `json:"defaults"`
}

// Options lists what exists for a framework, for all of them when it is "".
func (a *App) Options(framework string) (*OptionList, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	frameworks := l.catalogue.Frameworks()
	if framework != "" {
		if !slices.Contains(frameworks, framework) {
			return nil, NewError(CodeUsage, "--framework: no such framework", yamlx.Problem{
				Where: yamlx.WhereFlag, Key: answers.KeyFramework, Given: framework, Allowed: frameworks,
				Message: fmt.Sprintf("--framework: %q is not one of %s", framework, strings.Join(frameworks, ", ")),
			})
		}
		frameworks = []string{framework}
	}
	list := &OptionList{Schema: 1, Frameworks: frameworks, Keys: []OptionKey{}, Refusals: l.refusals(frameworks)}
	for _, key := range l.catalogue.Keys() {
		if key.Flag == "" || !slices.ContainsFunc(frameworks, func(f string) bool { return slices.Contains(key.Frameworks, f) }) {
			continue
		}
		values := []answers.Value{}
		for _, v := range key.Values {
			if slices.ContainsFunc(frameworks, func(f string) bool { return slices.Contains(v.Frameworks, f) }) {
				values = append(values, v)
			}
		}
		key.Values = values
		list.Keys = append(list.Keys, OptionKey{Key: key, Defaults: l.defaults(key.Name, frameworks)})
	}
	return list, nil
}

// refusals lists what the frameworks do not offer, in the order of their packs.
// Each condition is spelled out as the values that it is about.
func (l *loaded) refusals(frameworks []string) []Refusal {
	all := []Refusal{}
	for _, framework := range frameworks {
		for _, r := range l.stack(framework).Refusals() {
			one := Refusal{ID: r.ID, Framework: framework, When: map[string][]string{}, Reason: r.Why, Instead: r.Instead}
			for key, match := range r.When {
				k, _ := l.catalogue.Key(key)
				one.When[key] = slices.DeleteFunc(k.Allowed(framework), func(value string) bool { return !match.Has(value) })
			}
			all = append(all, one)
		}
	}
	return all
}

// defaults says the default rows of an option in words, once when the frameworks
// that have it share them.
func (l *loaded) defaults(key string, frameworks []string) []string {
	rows := map[string][]string{}
	var have []string
	for _, name := range frameworks {
		if option, ok := l.stack(name).Option(key); ok {
			rows[name], have = rowTexts(option), append(have, name)
		}
	}
	lines := []string{}
	for i, name := range have {
		if i > 0 && slices.Equal(rows[name], rows[have[i-1]]) {
			continue
		}
		prefix := ""
		if len(have) > 1 && !slices.EqualFunc(have[1:], have[:len(have)-1], func(x, y string) bool { return slices.Equal(rows[x], rows[y]) }) {
			prefix = name + ": "
		}
		for _, row := range rows[name] {
			lines = append(lines, prefix+row)
		}
	}
	return lines
}

func rowTexts(option pack.Option) []string {
	var rows []string
	for _, row := range option.Default {
		text := row.Value
		if len(row.When) > 0 {
			var any []string
			for _, c := range row.When {
				any = append(any, conditionText(c))
			}
			text += " when " + strings.Join(any, ", or ")
		}
		rows = append(rows, text+" ("+row.Because+")")
	}
	return rows
}

// conditionText says a condition in words: "shape is cms or saas".
func conditionText(c yamlx.Condition) string {
	var parts []string
	for _, key := range c.Keys() {
		is := " is "
		if c[key].Not {
			is = " is not "
		}
		parts = append(parts, key+is+strings.Join(c[key].In, " or "))
	}
	return strings.Join(parts, " and ")
}
