package main

import (
	"fmt"
	"regexp"
	"strings"

	"scaffold/internal/pack"
)

var requirementPattern = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)(?:;.*)?$`)

// checkDirect says what is wrong with a direct requirement: it needs a floor,
// or a resolver goes back to old versions without a word, and a cap, or the
// next breaking release breaks projects that exist.
func checkDirect(requirement string) error {
	groups := requirementPattern.FindStringSubmatch(requirement)
	if groups == nil {
		return fmt.Errorf("%q: not a requirement", requirement)
	}
	floor, ceiling := false, false
	for clause := range strings.SplitSeq(groups[2], ",") {
		clause = strings.TrimSpace(clause)
		switch {
		case strings.HasPrefix(clause, "==") && !strings.HasPrefix(clause, "==="), strings.HasPrefix(clause, "~="):
			floor, ceiling = true, true
		case strings.HasPrefix(clause, ">"):
			floor = true
		case strings.HasPrefix(clause, "<"):
			ceiling = true
		}
	}
	switch {
	case !floor && !ceiling:
		return fmt.Errorf("%q: no floor and no cap; write it as name>=1.2,<2", requirement)
	case !floor:
		return fmt.Errorf("%q: no floor; write it as name>=1.2,<2", requirement)
	case !ceiling:
		return fmt.Errorf("%q: no cap; write it as name>=1.2,<2", requirement)
	}
	return nil
}

var hashPattern = regexp.MustCompile(`^sha(?:256|384|512):[0-9a-f]{64,128}$`)

// parseCompiled reads a requirements file with pinned versions and hashes.
func parseCompiled(text string) (map[string]pack.LockedPackage, error) {
	packages := map[string]pack.LockedPackage{}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.SplitSeq(text, "\n") {
		if before, _, found := strings.Cut(line, " #"); found {
			line = before
		}
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, one, err := parsePinned(line)
		if err != nil {
			return nil, err
		}
		if other, ok := packages[name]; ok {
			return nil, fmt.Errorf("%s: resolved twice, to %s and to %s: the set has no one answer for all"+
				" platforms and Python versions; narrow a requirement until it has", name, other.Version, one.Version)
		}
		packages[name] = one
	}
	return packages, nil
}

// parsePinned reads `name[extra]==version ; marker --hash=...`.
func parsePinned(line string) (string, pack.LockedPackage, error) {
	requirement, rest, _ := strings.Cut(line, "--hash=")
	pin, marker, _ := strings.Cut(requirement, ";")
	name, version, ok := strings.Cut(strings.TrimSpace(pin), "==")
	if !ok || strings.ContainsAny(version, " ,*") {
		return "", pack.LockedPackage{}, fmt.Errorf("%q: not pinned to one version", strings.TrimSpace(requirement))
	}
	name, _, _ = strings.Cut(name, "[")
	name = pack.NormalizeName(strings.TrimSpace(name))
	one := pack.LockedPackage{Version: version, Marker: strings.TrimSpace(marker)}
	for hash := range strings.SplitSeq(rest, "--hash=") {
		hash = strings.TrimSpace(hash)
		if !hashPattern.MatchString(hash) {
			return "", pack.LockedPackage{}, fmt.Errorf("%s==%s: no hash, or one that is not understood: %q", name, version, hash)
		}
		one.Hashes = append(one.Hashes, hash)
	}
	return name, one, nil
}
