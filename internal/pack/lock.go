package pack

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// DevSuffix marks a lock entry that holds a feature's development requirements:
// "celery" is what runs, "celery.dev" what its checks need.
const DevSuffix = ".dev"

// Lock is one conflict-free set of resolved Python requirements: everything that
// any combination of features may need, and the closure of each feature alone.
// The union of the closures of the enabled features is the closure of the
// project, exactly.
type Lock struct {
	Schema   int                      `json:"schema"`
	Python   string                   `json:"python"` // lowest version, ">=3.12"
	Packages map[string]LockedPackage `json:"packages"`
	Options  map[string]LockedOption  `json:"options"`
}

// LockedPackage is one resolved distribution.
type LockedPackage struct {
	Version string   `json:"version"`
	Marker  string   `json:"marker,omitempty"` // environment marker, "" for always
	Hashes  []string `json:"hashes"`           // "sha256:…"
}

// LockedOption is what one feature needs.
type LockedOption struct {
	Direct  []string `json:"direct"`  // as written in the manifest
	Closure []string `json:"closure"` // names of packages, sorted
}

// Pin is one line of a requirements file.
type Pin struct {
	Name string
	LockedPackage
}

// lockPath is the file of a requirement set inside its pack.
func lockPath(name string) string { return "locks/" + name + ".json" }

// readLock reads locks/NAME.json of a pack.
func readLock(fsys fs.FS, name string) (*Lock, error) {
	data, err := fs.ReadFile(fsys, lockPath(name))
	if err != nil {
		return nil, err
	}
	var lock Lock
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, fmt.Errorf("locks/%s.json: %w", name, err)
	}
	if lock.Schema != Schema {
		return nil, fmt.Errorf("locks/%s.json: schema %d, this tool reads %d", name, lock.Schema, Schema)
	}
	for dep := range lock.Packages {
		if dep != NormalizeName(dep) {
			return nil, fmt.Errorf("locks/%s.json: the name %q is not in its normal form", name, dep)
		}
	}
	for option, entry := range lock.Options {
		for _, dep := range entry.Closure {
			if len(lock.Packages[dep].Hashes) == 0 {
				return nil, fmt.Errorf("locks/%s.json: %s needs %s, which is not locked", name, option, dep)
			}
		}
	}
	return &lock, nil
}

// Pins gives the sorted union of the closures of these lock entries. An entry
// that the lock does not have needs nothing.
func (l *Lock) Pins(entries []string) []Pin {
	names := map[string]bool{}
	for _, entry := range entries {
		for _, name := range l.Options[entry].Closure {
			names[name] = true
		}
	}
	pins := make([]Pin, 0, len(names))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		pins = append(pins, Pin{Name: name, LockedPackage: l.Packages[name]})
	}
	return pins
}

var separators = regexp.MustCompile(`[-_.]+`)

// NormalizeName gives a Python distribution's name in its normal form
// (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
func NormalizeName(name string) string {
	return separators.ReplaceAllString(strings.ToLower(name), "-")
}
