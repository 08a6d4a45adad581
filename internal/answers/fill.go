package answers

import (
	"slices"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// maxSteps ends the search for values that go together. Only options that a
// refusal names have more than one candidate, so that packs stay far below it.
const maxSteps = 10_000

// filling is the search for the value of every question and option.
type filling struct {
	stack *pack.Stack
	keys  []Key             // in the order in which they are filled in
	given map[string]Given  // what somebody gave
	soft  map[string]bool   // given by a defaults file, and may give way
	fixed map[string]string // cannot give way: given, preset, a question
	steps int
}

// fill gives every question and option of the framework its value, and notes the
// combinations that the packs do not offer.
func (a *Answers) fill(r *Resolved, stack *pack.Stack, given map[string]Given, presets []Default) {
	f := &filling{stack: stack, given: given}
	for _, kind := range []Kind{KindQuestion, KindOption} {
		for _, k := range a.catalogue.keys {
			if k.Kind == kind && slices.Contains(k.Frameworks, stack.Framework) {
				f.keys = append(f.keys, k)
			}
		}
	}
	values, found := f.settle(presets)
	for _, k := range f.keys {
		item := Item{Key: k.Name, Kind: k.Kind, Value: values[k.Name], Origin: OriginDefault}
		g, ok := given[k.Name]
		switch {
		case ok && g.Text == item.Value:
			item.Origin = g.Origin
		case k.Kind == KindOption:
			item.Row, item.Because = f.reason(k.Name, values, presets)
		}
		if ok && g.Text != item.Value {
			r.Unused = append(r.Unused, g)
			r.Given = slices.DeleteFunc(r.Given, func(one Given) bool { return one.Key == k.Name })
		}
		r.Items = append(r.Items, item)
	}
	if !found {
		f.refuse(r, a.catalogue)
	}
}

// settle looks for values that go together: first with all that was given, then
// without insisting on a defaults file. Where there are none, it gives what was
// given and the first defaults.
func (f *filling) settle(presets []Default) (map[string]string, bool) {
	firm := func(insist bool) {
		f.fixed, f.soft = map[string]string{}, map[string]bool{}
		for _, k := range f.keys {
			g, ok := f.given[k.Name]
			switch {
			case ok && (insist || g.Origin != OriginDefaults || k.Kind == KindQuestion):
				f.fixed[k.Name] = g.Text
			case ok:
				f.soft[k.Name] = true
			case k.Kind == KindQuestion:
				f.fixed[k.Name] = yamlx.Unsure
			}
		}
		for _, preset := range presets {
			if _, ok := f.given[preset.Key]; !ok {
				f.fixed[preset.Key] = preset.Value
			}
		}
	}
	for _, insist := range []bool{true, false} {
		firm(insist)
		if f.contradiction(f.fixed) == nil {
			if values, ok := f.search(); ok {
				return values, true
			}
		}
	}
	firm(true)
	values := map[string]string{}
	for _, k := range f.keys {
		values[k.Name] = f.candidates(k.Name, values)[0]
	}
	return values, false
}

// contradiction gives a refusal that these values alone run into, nil when there
// is none.
func (f *filling) contradiction(values map[string]string) *pack.Refusal {
	for _, refusal := range f.stack.Refusals() {
		if refused(refusal, values) {
			return &refusal
		}
	}
	return nil
}

// refused reports whether a refusal holds whatever the keys without a value get.
func refused(refusal pack.Refusal, values map[string]string) bool {
	for key, match := range refusal.When {
		if value, ok := values[key]; !ok || !match.Has(value) {
			return false
		}
	}
	return true
}

// search fills in the keys in their order and goes back where nothing goes
// together with what was filled in.
func (f *filling) search() (map[string]string, bool) {
	f.steps = 0
	values := map[string]string{}
	return values, f.from(0, values)
}

func (f *filling) from(i int, values map[string]string) bool {
	if i == len(f.keys) {
		return true
	}
	key := f.keys[i].Name
	for _, value := range f.candidates(key, values) {
		if f.steps++; f.steps > maxSteps {
			return false
		}
		values[key] = value
		if f.offered(key, values) && f.from(i+1, values) {
			return true
		}
		delete(values, key)
	}
	return false
}

// offered reports whether the value that a key just got goes together with those
// before it and with all that cannot give way.
func (f *filling) offered(key string, values map[string]string) bool {
	if _, ok := f.fixed[key]; ok {
		return true // the others make room for it
	}
	return f.refusalOf(key, values[key], values) == nil
}

// refusalOf gives the refusal that a value of a key runs into beside values and
// what cannot give way, nil when there is none.
func (f *filling) refusalOf(key, value string, values map[string]string) *pack.Refusal {
	for _, refusal := range f.stack.Refusals() {
		match, ok := refusal.When[key]
		if !ok || !match.Has(value) {
			continue
		}
		others := map[string]string{key: value}
		for other := range refusal.When {
			if known, ok := f.fixed[other]; ok && other != key {
				others[other] = known
			} else if known, ok := values[other]; ok && other != key {
				others[other] = known
			}
		}
		if refused(refusal, others) {
			return &refusal
		}
	}
	return nil
}

// candidates gives the values that a key may get, the best first: what cannot
// give way, what a defaults file says, the default rows that match, what the
// refusal of the first one names, all others. Options that no refusal names have
// one candidate.
func (f *filling) candidates(key string, values map[string]string) []string {
	if value, ok := f.fixed[key]; ok {
		return []string{value}
	}
	var all []string
	if f.soft[key] {
		all = append(all, f.given[key].Text)
	}
	option, _ := f.stack.Option(key)
	for _, row := range option.Default {
		if row.When.Match(values) {
			all = append(all, row.Value)
		}
	}
	named := slices.ContainsFunc(f.stack.Refusals(), func(r pack.Refusal) bool { _, ok := r.When[key]; return ok })
	if len(all) == 0 {
		all = []string{""} // a pack's last row has no condition
	}
	if !named {
		return all[:1]
	}
	if refusal := f.refusalOf(key, all[0], values); refusal != nil {
		if instead, ok := refusal.Instead[key]; ok {
			all = slices.Insert(all, 1, instead)
		}
	}
	for _, value := range option.Values {
		all = append(all, value.Value)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(value string) bool {
		twice := seen[value]
		seen[value] = true
		return twice
	})
}

// reason says why an option has the default that it has: a preset, a default
// row, or the refusal that kept it from its first default.
func (f *filling) reason(key string, values map[string]string, presets []Default) (id, because string) {
	for _, preset := range presets {
		if preset.Key == key {
			return preset.Row, preset.Because
		}
	}
	before := map[string]string{}
	for _, k := range f.keys {
		if k.Name == key {
			break
		}
		before[k.Name] = values[k.Name]
	}
	option, _ := f.stack.Option(key)
	first := slices.IndexFunc(option.Default, func(row pack.DefaultRow) bool { return row.When.Match(before) })
	if first < 0 {
		return "", ""
	}
	row := option.Default[first]
	if row.Value == values[key] {
		return row.ID, row.Because
	}
	refusal := f.refusalOf(key, row.Value, values)
	for _, other := range f.stack.Refusals() { // what stands in the way may do so through a third option
		if match, ok := other.When[key]; ok && refusal == nil && match.Has(row.Value) {
			refusal = &other
		}
	}
	if refusal == nil {
		return row.ID, row.Because
	}
	return refusal.ID, refusal.Why
}
