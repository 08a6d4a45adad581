package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scaffold/internal/pack"
)

// The locks in the repository must be those of the packs in the repository: a
// requirement that was changed without `make lock` is found here.
func TestLocksMatchThePacks(t *testing.T) {
	t.Parallel()
	templates := filepath.Join("..", "..", "templates")
	stacks, err := pack.LoadStacks(os.DirFS(templates))
	if err != nil {
		t.Fatal(err)
	}
	if len(stacks) == 0 {
		t.Fatal("no framework pack found")
	}
	for _, stack := range stacks {
		for _, one := range setsOf(stack) {
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				if err := checkSet(one); err != nil {
					t.Error(err)
				}
				path := filepath.Join(templates, folderOf(stack, one.name), "locks", one.name+".json")
				lock, err := readLock(path)
				if err != nil || lock == nil {
					t.Fatalf("%s: %v", path, err)
				}
				compareDirect(t, one.entries(), lock)
				for _, problem := range refusals(lock, nil, nil) {
					t.Error(problem)
				}
				encoded, err := encodeLock(lock)
				if err != nil {
					t.Fatal(err)
				}
				if onDisk, err := os.ReadFile(path); err != nil || string(onDisk) != string(encoded) {
					t.Errorf("%s: not as `make lock` writes it (%v)", path, err)
				}
			})
		}
	}
}

// compareDirect compares the requirements of the features with those that were
// locked.
func compareDirect(t *testing.T, entries map[string][]string, lock *pack.Lock) {
	t.Helper()
	names := unique(slices.Concat(slices.Collect(maps.Keys(entries)), slices.Collect(maps.Keys(lock.Options))))
	for _, name := range names {
		if locked := lock.Options[name].Direct; !slices.Equal(entries[name], locked) {
			t.Errorf("%s: the pack wants %q, locked is %q; run make lock", name, entries[name], locked)
		}
	}
}
