package main

import (
	"strings"
	"testing"
)

func TestListingReport(t *testing.T) {
	t.Parallel()
	measured := &contender{perSecond: []float64{90, 80, 100, 70}}
	base := &contender{perSecond: []float64{100, 100, 100, 100}}
	got := listing{framework: "Django"}.report(measured, base)
	if got.holds || !strings.HasPrefix(got.figure, "0.85x (85 against 100 requests/s; rounds 0.70 to 1.00)") {
		t.Errorf("%+v", got)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for want, numbers := range map[float64][]float64{1: {1}, 2: {3, 1, 2}, 2.5: {4, 1, 3, 2}} {
		if got := median(numbers); got != want {
			t.Errorf("median of %v is %v, not %v", numbers, got, want)
		}
	}
}
