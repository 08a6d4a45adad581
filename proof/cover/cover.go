// Package cover finds few combinations of options in which every two values of
// two options meet at least once: the pairwise cover. Most faults of options
// show when two of them meet, and the cover grows with the logarithm of their
// number where all combinations grow with its exponent.
package cover

import "slices"

// Factor is an option with its values.
type Factor struct {
	Key    string
	Values []string
}

// Row is one combination: a value for each factor, by key.
type Row map[string]string

// Pairs gives a pairwise cover of the factors. allowed reports whether a row, in
// which factors may still be missing, can be completed by what it lacks or is
// offered as it is; a pair that it refuses is not part of the cover. nil allows
// everything. The same factors always give the same rows.
func Pairs(factors []Factor, allowed func(Row) bool) []Row {
	if allowed == nil {
		allowed = func(Row) bool { return true }
	}
	c := &cover{factors: factors, allowed: allowed, open: map[pair]bool{}}
	c.collect()
	var rows []Row
	for _, p := range c.order {
		if !c.open[p] {
			continue
		}
		row := Row{factors[p.a].Key: factors[p.a].Values[p.x], factors[p.b].Key: factors[p.b].Values[p.y]}
		if !c.complete(row, 0) {
			delete(c.open, p) // the two go together, but with nothing else
			continue
		}
		c.strike(row)
		rows = append(rows, row)
	}
	return c.thin(rows)
}

// pair is value x of factor a beside value y of factor b, a before b.
type pair struct{ a, x, b, y int }

type cover struct {
	factors []Factor
	allowed func(Row) bool
	order   []pair // in the order of the factors
	open    map[pair]bool
}

// collect lists the pairs that are allowed at all.
func (c *cover) collect() {
	for a, first := range c.factors {
		for b := a + 1; b < len(c.factors); b++ {
			for x := range first.Values {
				for y := range c.factors[b].Values {
					p := pair{a, x, b, y}
					if c.allowed(Row{first.Key: first.Values[x], c.factors[b].Key: c.factors[b].Values[y]}) {
						c.order, c.open[p] = append(c.order, p), true
					}
				}
			}
		}
	}
}

// complete gives every missing factor, from the one with this index on, the
// value that meets most open pairs, and goes back where that is not allowed.
func (c *cover) complete(row Row, from int) bool {
	for i := from; i < len(c.factors); i++ {
		f := c.factors[i]
		if _, has := row[f.Key]; has {
			continue
		}
		for _, x := range c.best(row, i) {
			row[f.Key] = f.Values[x]
			if c.allowed(row) && c.complete(row, i+1) {
				return true
			}
		}
		delete(row, f.Key)
		return false
	}
	return true
}

// best orders the values of a factor by the open pairs that they would meet in
// the row, the most first.
func (c *cover) best(row Row, factor int) []int {
	met := make([]int, len(c.factors[factor].Values))
	order := make([]int, len(met))
	for x := range met {
		order[x] = x
		for p := range c.pairsOf(row, factor, x) {
			if c.open[p] {
				met[x]++
			}
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return met[y] - met[x] })
	return order
}

// pairsOf yields the pairs of one value with those in the row.
func (c *cover) pairsOf(row Row, factor, x int) func(func(pair) bool) {
	return func(yield func(pair) bool) {
		for other, f := range c.factors {
			y := slices.Index(f.Values, row[f.Key])
			if other == factor || y < 0 {
				continue
			}
			p := pair{factor, x, other, y}
			if other < factor {
				p = pair{other, y, factor, x}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// pairs lists the pairs of a complete row.
func (c *cover) pairs(row Row) []pair {
	var all []pair
	for i, f := range c.factors {
		for p := range c.pairsOf(row, i, slices.Index(f.Values, row[f.Key])) {
			if p.a == i {
				all = append(all, p)
			}
		}
	}
	return all
}

func (c *cover) strike(row Row) {
	for _, p := range c.pairs(row) {
		delete(c.open, p)
	}
}

// thin drops rows whose pairs all stand in others too, the last ones first.
func (c *cover) thin(rows []Row) []Row {
	times := map[pair]int{}
	for _, row := range rows {
		for _, p := range c.pairs(row) {
			times[p]++
		}
	}
	for i := len(rows) - 1; i >= 0; i-- {
		all := c.pairs(rows[i])
		if slices.ContainsFunc(all, func(p pair) bool { return times[p] == 1 }) {
			continue
		}
		for _, p := range all {
			times[p]--
		}
		rows = slices.Delete(rows, i, i+1)
	}
	return rows
}
