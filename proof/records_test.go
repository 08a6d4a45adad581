package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestRecordsOutliveTheRun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first, err := openRecords(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.add("a", []result{ended(checkGenerate, nil, time.Second)}); err != nil {
		t.Fatal(err)
	}
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, recordsName)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(`{"key": "b", "resu`); err != nil { // killed while it wrote
		t.Fatal(err)
	}
	file.Close()

	second, err := openRecords(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := second.find("a"); !ok || len(got) != 1 || got[0].Check != checkGenerate || got[0].Seconds != 1 {
		t.Errorf("%v, %t", got, ok)
	}
	if _, ok := second.find("b"); ok {
		t.Error("half a line counts")
	}
	if err := second.add("c", nil); err != nil {
		t.Fatal(err)
	}
	second.close()
	third, err := openRecords(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer third.close()
	for _, key := range []string{"a", "c"} {
		if _, ok := third.find(key); !ok {
			t.Errorf("%s is lost", key)
		}
	}
}

func TestKeyDependsOnEverythingThatMatters(t *testing.T) {
	t.Parallel()
	r := &runner{}
	key := func(digest, python string, checks ...string) string {
		made, err := r.key(digest, python, checks)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	base := key("a", "3.13.0", checkGenerate, checkSetup)
	if key("a", "3.13.0", checkGenerate, checkSetup) != base {
		t.Error("not the same twice")
	}
	if key("b", "3.13.0", checkGenerate, checkSetup) == base || key("a", "3.13.0", checkGenerate) == base {
		t.Error("files or checks do not count")
	}
	if key("a", "3.14.0", checkGenerate, checkSetup) == base {
		t.Error("the Python does not count")
	}
}

func TestWorkFolder(t *testing.T) {
	t.Parallel()
	old := t.TempDir()
	if _, err := workFolder("", old); err == nil {
		t.Error("took up a folder that no run has worked in")
	}
	if err := os.WriteFile(filepath.Join(old, recordsName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := workFolder("", old); err != nil || got != old {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := workFolder("new", old); err == nil {
		t.Error("--work and --resume together")
	}
	if _, err := workFolder(old, ""); err == nil {
		t.Error("took a folder with something in it")
	}
}
