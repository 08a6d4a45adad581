package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestErrorsInALog(t *testing.T) {
	t.Parallel()
	for text, bad := range map[string]bool{
		"": false,
		`{"level": "INFO", "message": "GET /v1/items 200"}`:            false,
		`{"event": "the error page was asked for", "level": "info"}`:   false,
		"ok\n" + `{"event": "unhandled error", "level": "error"}`:      true,
		`{"level": "ERROR", "message": "Internal Server Error"}`:       true,
		"Traceback (most recent call last):\n  File \"app/main.py\"\n": true,
	} {
		path := filepath.Join(t.TempDir(), "load.log")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := errorsIn(path); (err != nil) != bad {
			t.Errorf("%q: %v", text, err)
		}
	}
	if errorsIn(filepath.Join(t.TempDir(), "none")) == nil {
		t.Error("a log that is not there has no errors")
	}
}

func TestLoadLength(t *testing.T) {
	t.Parallel()
	for want, s := range map[time.Duration]subject{
		30 * time.Second: {runner: &runner{}},
		3 * time.Second:  {runner: &runner{}, combination: combination{Light: true}},
		time.Minute:      {runner: &runner{loadLength: time.Minute, quick: true}},
	} {
		if got := s.loadLength(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := (&subject{runner: &runner{quick: true}}).loadLength(); got != 3*time.Second {
		t.Errorf("a quick run: %s", got)
	}
}
