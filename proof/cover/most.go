package cover

import "slices"

// Most gives the allowed combination whose values weigh most together; weights
// has one number for each value of each factor. allowed is asked as [Pairs] asks
// it. The first of several that weigh the same wins. nil means that no
// combination is allowed.
func Most(factors []Factor, weights [][]int, allowed func(Row) bool) Row {
	s := &heaviest{factors: factors, weights: weights, allowed: allowed, rest: make([]int, len(factors)+1)}
	for i := len(factors) - 1; i >= 0; i-- {
		s.rest[i] = s.rest[i+1] + slices.Max(weights[i])
	}
	s.search(Row{}, 0, 0)
	return s.found
}

// heaviest is a search that gives up a branch as soon as it cannot get heavier
// than what was found.
type heaviest struct {
	factors []Factor
	weights [][]int
	allowed func(Row) bool
	rest    []int // what the factors from this one on can add at most
	found   Row
	weight  int
}

func (s *heaviest) search(row Row, i, weight int) {
	if s.found != nil && weight+s.rest[i] <= s.weight {
		return
	}
	if i == len(s.factors) {
		s.found, s.weight = Row{}, weight
		for _, f := range s.factors {
			s.found[f.Key] = row[f.Key]
		}
		return
	}
	f := s.factors[i]
	order := make([]int, len(f.Values))
	for x := range order {
		order[x] = x
	}
	slices.SortStableFunc(order, func(x, y int) int { return s.weights[i][y] - s.weights[i][x] })
	for _, x := range order {
		row[f.Key] = f.Values[x]
		if s.allowed(row) {
			s.search(row, i+1, weight+s.weights[i][x])
		}
	}
	delete(row, f.Key)
}
