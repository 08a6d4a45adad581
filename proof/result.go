package main

import (
	"errors"
	"time"
)

// state is how a check ended.
type state string

const (
	passed      state = "passed"
	failed      state = "failed"
	skipped     state = "skipped"     // does not concern the project
	same        state = "same"        // a combination with the same files was run instead
	unavailable state = "unavailable" // could not run on this machine; never counted as passed
)

// result is what came of one check of one combination.
type result struct {
	Check   string  `json:"check"`
	State   state   `json:"state"`
	Why     string  `json:"why,omitempty"` // the finding, what is missing here, or the name of the same combination
	Seconds float64 `json:"seconds"`
	Figure  string  `json:"figure,omitempty"` // what was counted or measured, in words
	Parts   []part  `json:"parts,omitempty"`
	Log     string  `json:"-"` // path
}

// part is one line of a check that tries several things.
type part struct {
	Name     string `json:"name"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
	OK       bool   `json:"ok"`
}

// outcome is everything that came of one combination.
type outcome struct {
	combination combination
	results     []result
}

// errNotConcerned says that a check has nothing to look at in this project.
var errNotConcerned = errors.New("does not concern this project")

// errUnavailable says that a check cannot be made on this machine.
var errUnavailable = errors.New("cannot run here")

// ended gives the result of a check from its error.
func ended(check string, err error, took time.Duration) result {
	done := result{Check: check, State: passed, Seconds: took.Seconds()}
	switch {
	case errors.Is(err, errNotConcerned):
		done.State = skipped
	case errors.Is(err, errUnavailable):
		done.State, done.Why = unavailable, err.Error()
	case err != nil:
		done.State, done.Why = failed, err.Error()
	}
	return done
}

// count counts the checks that passed, that failed, and that could not run here.
func count(outcomes []outcome) (ok, bad, missing int) {
	for _, one := range outcomes {
		for _, done := range one.results {
			switch done.State {
			case passed:
				ok++
			case failed:
				bad++
			case unavailable:
				missing++
			}
		}
	}
	return ok, bad, missing
}
