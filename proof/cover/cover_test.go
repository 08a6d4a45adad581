package cover

import (
	"fmt"
	"maps"
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
