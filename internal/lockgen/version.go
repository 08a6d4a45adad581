package main

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// version is a parsed PEP 440 version, with what decides its order.
type version struct {
	text    string
	epoch   int
	release []int
	pre     [2]int // phase (a < b < rc < final) and number
	post    int    // -1: no post-release
	dev     int    // math.MaxInt: no development release
}

var versionPattern = regexp.MustCompile(
	`^(?:(\d+)!)?(\d+(?:\.\d+)*)(?:(a|b|rc)(\d+))?(?:\.post(\d+))?(?:\.dev(\d+))?(?:\+[a-z0-9.]+)?$`)

// parseVersion reads a version in its normal form, as resolvers print it.
func parseVersion(text string) (version, error) {
	groups := versionPattern.FindStringSubmatch(text)
	if groups == nil {
		return version{}, fmt.Errorf("%q: not a version", text)
	}
	number := func(text string, absent int) int {
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
		return absent
	}
	v := version{
		text:  text,
		epoch: number(groups[1], 0),
		post:  number(groups[5], -1),
		dev:   number(groups[6], math.MaxInt),
	}
	for part := range strings.SplitSeq(groups[2], ".") {
		v.release = append(v.release, number(part, 0))
	}
	switch {
	case groups[3] != "":
		v.pre = [2]int{strings.Index("a b rc", groups[3]), number(groups[4], 0)}
	case v.dev != math.MaxInt && v.post < 0:
		v.pre = [2]int{-1, 0} // 1.0.dev1 comes before 1.0a1
	default:
		v.pre = [2]int{math.MaxInt, 0}
	}
	return v, nil
}

// isPre reports whether the version is a pre-release or a development release.
func (v version) isPre() bool {
	return v.dev != math.MaxInt || v.pre[0] != math.MaxInt
}

// compare orders two versions; 1.0 and 1.0.0 are equal.
func (v version) compare(other version) int {
	return cmp.Or(
		cmp.Compare(v.epoch, other.epoch),
		compareRelease(v.release, other.release),
		cmp.Compare(v.pre[0], other.pre[0]),
		cmp.Compare(v.pre[1], other.pre[1]),
		cmp.Compare(v.post, other.post),
		cmp.Compare(v.dev, other.dev),
	)
}

// compareRelease orders release numbers; what is missing counts as 0.
func compareRelease(a, b []int) int {
	at := func(parts []int, i int) int {
		if i < len(parts) {
			return parts[i]
		}
		return 0
	}
	for i := range max(len(a), len(b)) {
		if c := cmp.Compare(at(a, i), at(b, i)); c != 0 {
			return c
		}
	}
	return 0
}
