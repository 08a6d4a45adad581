package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// examples are three combinations: one that passed, one that failed late and
// one that failed at once.
func examples() []outcome {
	bad := errors.New("bad")
	return []outcome{
		{named[0], []result{{Check: checkGenerate, Took: 40 * time.Millisecond}, {Check: checkSetup, Took: 2 * time.Second}}},
		{named[1], []result{{Check: checkGenerate}, {Check: checkServices, Skipped: true}, {Check: checkStop, Err: bad, Took: 30 * time.Second}}},
		{named[2], []result{{Check: checkGenerate, Err: bad}}},
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimRight(markdown(examples()), "\n"), "\n")
	if len(lines) != 5 {
		t.Fatalf("%d lines, want 5", len(lines))
	}
	for _, line := range lines {
		if len(line) != len(lines[0]) || strings.Count(line, "|") != len(columns)+2 {
			t.Errorf("the table is not even: %s", line)
		}
	}
	cells := func(line string) []string {
		parts := strings.Split(strings.Trim(line, "|"), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		return parts
	}
	for n, want := range map[int]map[int]string{
		0: {0: "combination", 1: checkGenerate, len(columns): checkStop},
		2: {0: "default-django", 1: "0.0", 2: "2.0", 3: ""},
		3: {0: "default-fastapi", 4: "-", len(columns): "FAIL 30.0"},
		4: {0: "smallest-django", 1: "FAIL 0.0", 2: ""},
	} {
		for i, text := range want {
			if got := cells(lines[n])[i]; got != text {
				t.Errorf("row %d, column %d: %q, want %q", n, i, got, text)
			}
		}
	}
	if passed, failed := count(examples()); passed != 3 || failed != 2 {
		t.Errorf("%d passed, %d failed; want 3 and 2", passed, failed)
	}
}

func TestConclude(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		outcomes []outcome
		code     int
		last     string
		kept     bool
	}{
		{"all passed", examples()[:1], exitDone, "2 passed, 0 failed", false},
		{"findings", examples(), exitFindings, "3 passed, 2 failed", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			r := &runner{work: filepath.Join(folder, "work")}
			var out bytes.Buffer
			r.screen = &screen{out: &out}
			if err := os.Mkdir(r.work, 0o755); err != nil {
				t.Fatal(err)
			}
			report := filepath.Join(folder, "report.md")
			code, err := r.conclude(settings{report: report}, test.outcomes, time.Minute)
			if err != nil || code != test.code {
				t.Errorf("code %d, %v; want %d", code, err, test.code)
			}
			if !strings.HasSuffix(out.String(), "\n"+test.last+"\n") {
				t.Errorf("the last line is not %q in\n%s", test.last, out.String())
			}
			if _, err := os.Stat(r.work); (err == nil) != test.kept {
				t.Errorf("work folder kept: %t, want %t", err == nil, test.kept)
			}
			written, err := os.ReadFile(report)
			if err != nil || !strings.Contains(string(written), markdown(test.outcomes)) {
				t.Errorf("report %q, %v", written, err)
			}
			if again := "go run ./proof --only default-fastapi"; strings.Contains(out.String(), again) != test.kept {
				t.Errorf("%q in the output: %t, want %t", again, !test.kept, test.kept)
			}
		})
	}
}
