package choose

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// samples gives assignments drawn with a fixed seed; each question is left out
// with the given probability.
func samples(n int, omit float64) []map[string]string {
	r := rand.New(rand.NewPCG(7, 11))
	list := make([]map[string]string, n)
	for i := range list {
		list[i] = map[string]string{}
		for _, q := range oracleDomain {
			if r.Float64() >= omit {
				list[i][q.key] = q.values[r.IntN(len(q.values))]
			}
		}
	}
	return list
}

func changed(a map[string]string, change map[string]string) map[string]string {
	b := maps.Clone(a)
	maps.Copy(b, change)
	return b
}

// said is what a flip is about.
func saidBy(a map[string]string) [2]string {
	s := fromMap(a).decide("")
	return [2]string{s.outcome, s.strength}
}

func TestFlipsAreTrueCompleteAndMinimal(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for _, a := range samples(400, 0.3) {
		was := saidBy(a)
		single, pairs := map[string][2]string{}, map[string]bool{}
		weaker := false // a pair that changes the strength alone was seen
		for _, f := range Decide(m, a).Flips {
			result := [2]string{string(f.Outcome), string(f.Strength)}
			for _, one := range split(f.Change) {
				if got := saidBy(changed(a, one)); got != result || got == was {
					t.Fatalf("%v: flip %v says %v; it was %v and becomes %v", a, one, result, was, got)
				}
				if len(one) == 1 {
					single[text(one)] = result
				}
			}
			if len(f.Change) > 2 {
				t.Fatalf("%v: flip %v changes more than two answers", a, f)
			}
			if len(f.Change) == 2 {
				pairs[text(f.Change)] = true
				if weaker && string(f.Outcome) != was[0] {
					t.Fatalf("%v: the pair %v changes the outcome and does not come first", a, f)
				}
				weaker = weaker || string(f.Outcome) == was[0]
				for key, value := range f.Change {
					if got := saidBy(changed(a, map[string]string{key: value})); got != was {
						t.Fatalf("%v: half of the pair %v flips alone", a, f.Change)
					}
				}
			}
		}
		allSingles(t, a, was, single)
		allPairs(t, a, was, pairs)
	}
}

// split takes a change of several shapes apart.
func split(change map[string]string) []map[string]string {
	shapes, ok := change[ShapeKey]
	if !ok {
		return []map[string]string{change}
	}
	var list []map[string]string
	for shape := range strings.SplitSeq(shapes, ", ") {
		list = append(list, changed(change, map[string]string{ShapeKey: shape}))
	}
	return list
}

func text(change map[string]string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(change)) {
		parts = append(parts, key+"="+change[key])
	}
	return strings.Join(parts, " ")
}

func allSingles(t *testing.T, a map[string]string, was [2]string, single map[string][2]string) {
	t.Helper()
	want := 0
	for _, q := range oracleDomain {
		for _, v := range q.values {
			change := map[string]string{q.key: v}
			if got := saidBy(changed(a, change)); got != was {
				want++
				if single[text(change)] != got {
					t.Fatalf("%v: %v leads to %v and is no flip", a, change, got)
				}
			}
		}
	}
	if want != len(single) {
		t.Fatalf("%v: %d single flips, want %d", a, len(single), want)
	}
}

// allPairs checks that pairs are missing only because there are ten already.
func allPairs(t *testing.T, a map[string]string, was [2]string, pairs map[string]bool) {
	t.Helper()
	count := 0
	for i, p := range oracleDomain {
		for _, q := range oracleDomain[i+1:] {
			if p.key == ShapeKey {
				continue
			}
			for _, x := range p.values {
				for _, y := range q.values {
					if x == "unsure" || y == "unsure" {
						continue
					}
					change := map[string]string{p.key: x, q.key: y}
					if saidBy(changed(a, change)) == was ||
						saidBy(changed(a, map[string]string{p.key: x})) != was ||
						saidBy(changed(a, map[string]string{q.key: y})) != was {
						continue
					}
					count++
					if len(pairs) < maxPairs && !pairs[text(change)] {
						t.Fatalf("%v: pair %v is missing from %v", a, change, pairs)
					}
				}
			}
		}
	}
	if want := min(count, maxPairs); len(pairs) != want {
		t.Fatalf("%v: %d pairs, want %d", a, len(pairs), want)
	}
}

func TestShapesOfOneResultShareOneFlip(t *testing.T) {
	t.Parallel()
	d := Decide(builtIn(t), map[string]string{"shape": "marketplace"})
	want := Flip{map[string]string{"shape": "api, ml, pipeline, realtime, agent, integration, existing-fastapi"}, "fastapi", Clear}
	got := d.Flips[0]
	if !maps.Equal(got.Change, want.Change) || got.Outcome != want.Outcome || got.Strength != want.Strength {
		t.Errorf("first flip is %v, want %v", got, want)
	}
}

func TestUnansweredAgainstTheSecondImplementation(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	for _, a := range samples(120, 0.4) {
		for _, framework := range []string{"", "django", "fastapi"} {
			d := Decide(m, a)
			if framework != "" {
				d = d.Use(framework, "flag", "a reason")
			}
			want := []string{}
			for _, q := range oracleDomain {
				if _, asked := a[q.key]; !asked && oracleMatters(a, q.key, q.values, framework) {
					want = append(want, q.key)
				}
			}
			if !slices.Equal(d.Unanswered, want) {
				t.Fatalf("%v, framework %q: unanswered %v, want %v", a, framework, d.Unanswered, want)
			}
		}
	}
}

// oracleMatters reports whether some answers to the other open questions make
// the answer to this one count.
func oracleMatters(a map[string]string, key string, values []string, framework string) bool {
	var open []int
	for i, q := range oracleDomain {
		if _, asked := a[q.key]; !asked && q.key != key {
			open = append(open, i)
		}
	}
	b := maps.Clone(a)
	var walk func(i int) bool
	walk = func(i int) bool {
		if i < len(open) {
			q := oracleDomain[open[i]]
			return slices.ContainsFunc(q.values, func(v string) bool {
				b[q.key] = v
				return walk(i + 1)
			})
		}
		var first oracleSays
		for n, v := range values {
			b[key] = v
			now := fromMap(b).decide(framework)
			now.verdict, now.dj, now.fa = "", 0, 0
			if n == 0 {
				first = now
			} else if now != first {
				return true
			}
		}
		return false
	}
	return walk(0)
}
