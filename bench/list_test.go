package main

import (
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	measured := &contender{perSecond: []float64{90, 80, 100, 70}}
	base := &contender{perSecond: []float64{100, 100, 100, 100}}
	if err := (listing{name: "list-x", framework: "Django"}).report(&out, measured, base); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"`go run ./bench list-x`", "| bare Django | 100 |", "| generated | 85 |", "Ratio: 0.85 (rounds: 0.70 to 1.00)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
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
