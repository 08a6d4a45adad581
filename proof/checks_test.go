package main

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestPlanned(t *testing.T) {
	t.Parallel()
	for names, want := range map[string][]string{
		"":                 checkNames(),
		"generate":         {checkGenerate},
		"boot, traces":     {checkGenerate, checkTraces, checkSetup, checkMigrate, checkPrepare, checkBoot},
		checkServices:      {checkGenerate, checkSetup, checkServices},
		checkRecovery + "": {checkGenerate, checkSetup, checkMigrate, checkPrepare, checkBoot, checkOutage, checkRecovery},
	} {
		plan, err := planned(names)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Sorted(maps.Keys(plan))
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", names, got, want)
		}
	}
	if _, err := planned("boat"); err == nil || !strings.Contains(err.Error(), "there are generate, again") {
		t.Errorf("%v", err)
	}
}

// A need that stands behind its check would never be met.
func TestNeedsComeFirst(t *testing.T) {
	t.Parallel()
	before := []string{}
	for _, one := range steps {
		for _, need := range one.needs {
			if !slices.Contains(before, need) {
				t.Errorf("%s needs %s, which does not come before it", one.name, need)
			}
			if at := slices.IndexFunc(steps, func(s step) bool { return s.name == need }); one.light && !steps[at].light {
				t.Errorf("%s is light and needs %s, which is not", one.name, need)
			}
		}
		before = append(before, one.name)
	}
}

func TestMet(t *testing.T) {
	t.Parallel()
	results := []result{
		ended(checkGenerate, nil, 0), ended(checkPrepare, errNotConcerned, 0),
		ended(checkBoot, errors.New("bad"), 0), ended(checkReady, errUnavailable, 0),
	}
	for need, want := range map[string]bool{checkGenerate: true, checkPrepare: true, checkBoot: false, checkReady: false, checkStop: false} {
		if got := met(results, []string{need}); got != want {
			t.Errorf("%s: %t", need, got)
		}
	}
}
