package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"scaffold/internal/pack"
)

// readLock reads a lock; nil when there is none yet.
func readLock(path string) (*pack.Lock, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var old pack.Lock
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &old, nil
}

// encodeLock gives the lock as JSON with one package or option on a line:
// small, and a change shows as the lines that changed.
func encodeLock(l *pack.Lock) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schema\": %d,\n  \"python\": %q,\n  \"packages\": {\n", l.Schema, l.Python)
	if err := writeEntries(&out, l.Packages); err != nil {
		return nil, err
	}
	out.WriteString("  },\n  \"options\": {\n")
	if err := writeEntries(&out, l.Options); err != nil {
		return nil, err
	}
	out.WriteString("  }\n}\n")
	return out.Bytes(), nil
}

// writeEntries writes a map sorted by key, one entry on a line.
func writeEntries[T any](out *bytes.Buffer, entries map[string]T) error {
	for i, key := range slices.Sorted(maps.Keys(entries)) {
		if i > 0 {
			out.Truncate(out.Len() - 1)
			out.WriteString(",\n")
		}
		var value bytes.Buffer
		encoder := json.NewEncoder(&value)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(entries[key]); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		fmt.Fprintf(out, "    %q: %s\n", key, bytes.TrimSpace(value.Bytes()))
	}
	return nil
}

// writeLock puts the lock into place in one step.
func writeLock(path string, l *pack.Lock) error {
	data, err := encodeLock(l)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, data, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// refusals lists why a lock may not replace the old one: a pre-release, or a
// version that is older than before (accepted names aside).
func refusals(l, old *pack.Lock, accepted []string) []error {
	found := []error{}
	for _, name := range slices.Sorted(maps.Keys(l.Packages)) {
		now, err := parseVersion(l.Packages[name].Version)
		if err != nil {
			found = append(found, fmt.Errorf("%s: %w", name, err))
			continue
		}
		if now.isPre() {
			found = append(found, fmt.Errorf("%s: %s is a pre-release", name, now.text))
		}
		if old == nil || slices.Contains(accepted, name) {
			continue
		}
		before, ok := old.Packages[name]
		if !ok {
			continue
		}
		then, err := parseVersion(before.Version)
		if err == nil && now.compare(then) < 0 {
			found = append(found, fmt.Errorf("%s: %s is older than %s in the lock; raise a floor, or pass -older %s",
				name, now.text, then.text, name))
		}
	}
	return found
}

// changes lists what differs from the old lock, one line per package.
func changes(l, old *pack.Lock) []string {
	if old == nil {
		old = &pack.Lock{}
	}
	lines := []string{}
	for _, name := range slices.Sorted(maps.Keys(l.Packages)) {
		before, ok := old.Packages[name]
		switch now := l.Packages[name]; {
		case !ok:
			lines = append(lines, fmt.Sprintf("+ %s %s", name, now.Version))
		case before.Version != now.Version:
			lines = append(lines, fmt.Sprintf("~ %s %s -> %s", name, before.Version, now.Version))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old.Packages)) {
		if _, ok := l.Packages[name]; !ok {
			lines = append(lines, "- "+name+" "+old.Packages[name].Version)
		}
	}
	return lines
}
