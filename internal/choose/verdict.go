package choose

import (
	"slices"
	"strings"
)

// Verdict is what the matrix says. The list is closed.
type Verdict string

// The verdicts. The last two pick nothing.
const (
	VerdictRecommend    Verdict = "recommend"
	VerdictStay         Verdict = "stay" // keep working in code that exists
	VerdictInsufficient Verdict = "insufficient"
	VerdictTooClose     Verdict = "too-close"
)

// Picks reports whether the verdict names an outcome.
func (v Verdict) Picks() bool { return v == VerdictRecommend || v == VerdictStay }

func verdictNames() []string {
	return []string{string(VerdictRecommend), string(VerdictStay), string(VerdictInsufficient), string(VerdictTooClose)}
}

// Strength says how firmly a verdict picks. The list is closed.
type Strength string

// The strengths, the firmest first.
const (
	Clear     Strength = "clear"
	Slight    Strength = "slight"
	Contested Strength = "contested"
)

func strengthNames() []string {
	return []string{string(Clear), string(Slight), string(Contested)}
}

// saidRow is what a person takes from a verdict row.
type saidRow struct {
	verdict  Verdict
	strength Strength
	say      string
}

func (v verdictRow) says() saidRow { return saidRow{v.Verdict, v.Strength, v.Say} }

// String gives the expectation on one line.
func (e expected) String() string {
	parts := []string{string(e.Verdict)}
	if e.Outcome != "" {
		parts = append(parts, e.Outcome)
	}
	if e.Strength != "" {
		parts = append(parts, string(e.Strength))
	}
	if e.Warnings != nil {
		parts = append(parts, "warnings ["+strings.Join(*e.Warnings, " ")+"]")
	}
	return strings.Join(parts, " ")
}

func (e expected) agrees(got expected) bool {
	return e.Verdict == got.Verdict && e.Outcome == got.Outcome && e.Strength == got.Strength &&
		(e.Warnings == nil || slices.Equal(*e.Warnings, *got.Warnings))
}
