package cover

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func factors(sizes ...int) []Factor {
	var all []Factor
	for i, size := range sizes {
		f := Factor{Key: fmt.Sprintf("k%d", i)}
		for v := range size {
			f.Values = append(f.Values, fmt.Sprintf("v%d", v))
		}
		all = append(all, f)
	}
	return all
}

// everything gives all complete rows that are allowed.
func everything(all []Factor, allowed func(Row) bool) []Row {
	rows := []Row{{}}
	for _, f := range all {
		var longer []Row
		for _, row := range rows {
			for _, v := range f.Values {
				next := maps.Clone(row)
				next[f.Key] = v
				longer = append(longer, next)
			}
		}
		rows = longer
	}
	return slices.DeleteFunc(rows, func(row Row) bool { return !allowed(row) })
}

// met lists the pairs that meet in some row, by brute force.
func met(all []Factor, rows []Row) map[string]bool {
	pairs := map[string]bool{}
	for _, row := range rows {
		for i, a := range all {
			for _, b := range all[i+1:] {
				pairs[a.Key+"="+row[a.Key]+" "+b.Key+"="+row[b.Key]] = true
			}
		}
	}
	return pairs
}

// TestEveryPairMeets compares the cover with what brute force finds possible,
// with and without combinations that are not offered.
func TestEveryPairMeets(t *testing.T) {
	t.Parallel()
	// what is missing in a row counts as not chosen yet
	refuse := func(when Row) func(Row) bool {
		return func(row Row) bool {
			for key, value := range when {
				if row[key] != value {
					return true
				}
			}
			return false
		}
	}
	free := func(Row) bool { return true }
	for name, test := range map[string]struct {
		factors []Factor
		allowed func(Row) bool
		most    int // rows; the two largest factors give the least
	}{
		"one factor alone has no pair":    {factors(3), free, 0},
		"two":                             {factors(3, 4), free, 12},
		"like the options of a framework": {factors(13, 2, 3, 4, 4, 2, 2, 3, 3), free, 58},
		"many small ones":                 {factors(2, 2, 2, 2, 2, 2, 2, 2, 2, 2), free, 11},
		"a pair that is not offered":      {factors(3, 3, 2), refuse(Row{"k0": "v1", "k1": "v2"}), 12},
		"three that do not go together":   {factors(3, 3, 3), refuse(Row{"k0": "v0", "k1": "v0", "k2": "v0"}), 13},
		"a value that needs another": {factors(2, 3, 2), func(row Row) bool {
			return row["k0"] != "v1" || row["k1"] == "" || row["k1"] == "v2"
		}, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := Pairs(test.factors, test.allowed)
			for _, row := range rows {
				if !test.allowed(row) || len(row) != len(test.factors) {
					t.Errorf("not offered: %v", row)
				}
			}
			possible := met(test.factors, everything(test.factors, test.allowed))
			if got := met(test.factors, rows); len(test.factors) > 1 && !reflect.DeepEqual(got, possible) {
				t.Errorf("%d pairs meet, %d can", len(got), len(possible))
			}
			if len(rows) > test.most {
				t.Errorf("%d rows, %d are enough", len(rows), test.most)
			}
			t.Logf("%d rows", len(rows))
			if again := Pairs(test.factors, test.allowed); !reflect.DeepEqual(rows, again) {
				t.Error("another cover the second time")
			}
		})
	}
}

// byChance refuses some combinations of two to four values.
func byChance(random *rand.Rand, all []Factor, count int) func(Row) bool {
	var refused []Row
	for range count {
		row := Row{}
		for _, i := range random.Perm(len(all))[:2+random.IntN(min(3, len(all)-1))] {
			row[all[i].Key] = all[i].Values[random.IntN(len(all[i].Values))]
		}
		refused = append(refused, row)
	}
	return func(row Row) bool {
		return !slices.ContainsFunc(refused, func(no Row) bool {
			for key, value := range no {
				if row[key] != value {
					return false
				}
			}
			return true
		})
	}
}

// TestRefusalsByChance: whatever is refused, the cover has every pair that brute
// force finds possible and nothing that is refused, also where a pair is
// impossible only because of what a third factor may still be.
func TestRefusalsByChance(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 11))
	through := 0
	for i := range 300 {
		all := factors([][]int{{2, 2, 2}, {3, 2, 2, 3}, {2, 2, 2, 2, 2}, {4, 3, 2, 2}, {2, 3}}[i%5]...)
		allowed := byChance(random, all, 1+random.IntN(8))
		rows := Pairs(all, allowed)
		for _, row := range rows {
			if !allowed(row) || len(row) != len(all) {
				t.Fatalf("not offered: %v", row)
			}
		}
		possible := met(all, everything(all, allowed))
		if got := met(all, rows); !reflect.DeepEqual(got, possible) {
			t.Fatalf("run %d: %d pairs meet, %d can", i, len(got), len(possible))
		}
		for a, first := range all {
			for _, second := range all[a+1:] {
				for _, x := range first.Values {
					for _, y := range second.Values {
						if allowed(Row{first.Key: x, second.Key: y}) && !possible[first.Key+"="+x+" "+second.Key+"="+y] {
							through++
						}
					}
				}
			}
		}
	}
	if through < 10 {
		t.Errorf("only %d pairs were impossible through a third", through)
	}
}

// TestMost compares the heaviest combination with what brute force finds.
func TestMost(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 5))
	for i := range 200 {
		all := factors([][]int{{2, 2, 2}, {3, 2, 2, 3}, {4, 3, 2, 2, 2}}[i%3]...)
		allowed := byChance(random, all, random.IntN(8))
		weights := make([][]int, len(all))
		for k, f := range all {
			for range f.Values {
				weights[k] = append(weights[k], random.IntN(9)-1)
			}
		}
		weigh := func(row Row) int {
			sum := 0
			for k, f := range all {
				sum += weights[k][slices.Index(f.Values, row[f.Key])]
			}
			return sum
		}
		rows, got := everything(all, allowed), Most(all, weights, allowed)
		if got == nil || len(rows) == 0 {
			if got != nil || len(rows) > 0 {
				t.Fatalf("run %d: %v of %d", i, got, len(rows))
			}
			continue
		}
		best := slices.MaxFunc(rows, func(x, y Row) int { return weigh(x) - weigh(y) })
		if !allowed(got) || weigh(got) != weigh(best) {
			t.Fatalf("run %d: %v weighs %d, %v weighs %d", i, got, weigh(got), best, weigh(best))
		}
	}
}
