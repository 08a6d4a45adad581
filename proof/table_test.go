package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// examples are three combinations: one that passed, one that failed late and
// one that failed at once.
func examples() []outcome {
	bad := errors.New("bad")
	return []outcome{
		{named[0], []result{
			ended(checkGenerate, nil, 40*time.Millisecond), ended(checkSetup, nil, 2*time.Second),
			{Check: checkFaults, State: passed, Figure: "2 faults", Parts: []part{{"a", "400", "400", true}, {"b", "200", "200", true}}},
		}},
		{named[1], []result{
			ended(checkGenerate, nil, 0), ended(checkServices, errNotConcerned, 0), ended(checkStop, bad, 30*time.Second),
			{Check: checkFaults, State: failed, Parts: []part{{"a", "400", "500", false}}},
			ended(checkReady, fmt.Errorf("%w: no browser", errUnavailable), 0),
		}},
		{named[2], []result{ended(checkGenerate, bad, 0), {Check: checkSetup, State: same, Why: "default-django"}}},
	}
}

// cells are the texts of a row.
func cells(line string) []string {
	parts := strings.Split(strings.Trim(line, "|"), "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimRight(markdown(examples()), "\n"), "\n")
	for _, line := range lines {
		if len(line) != len(lines[0]) {
			t.Errorf("the table is not even: %s", line)
		}
	}
	want := [][]string{
		{"combination", checkGenerate, checkSetup, checkServices, checkReady, checkFaults, checkStop},
		nil,
		{"default-django", "0.0", "2.0", "", "", "0.0", ""},
		{"default-fastapi", "0.0", "", "-", "?", "FAIL 0.0", "FAIL 30.0"},
		{"smallest-django", "FAIL 0.0", "= default-django", "", "", "", ""},
	}
	for n, row := range want {
		if got := cells(lines[n]); row != nil && !slices.Equal(got, row) {
			t.Errorf("row %d: %q, want %q", n, got, row)
		}
	}
	if ok, bad, missing := count(examples()); ok != 4 || bad != 3 || missing != 1 {
		t.Errorf("%d passed, %d failed, %d missing; want 4, 3 and 1", ok, bad, missing)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "docs", "proof.md")
	r := &runner{}
	if err := r.writeReport(settings{report: path, only: "default-*", quick: true}, examples(), time.Hour); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"`go run ./proof --only 'default-*' --report '" + path + "' --quick`",
		"**4 passed, 3 failed, 1 could not run there.**", markdown(examples()),
		"- ready: no browser\n",
		"| default-django | faults | 2 faults |",
		"| faults | a | 400 | 400 | default-django |", "| faults | a | 400 | 500 (FAIL) | default-fastapi |",
		"- `default-django`: `scaffold new sample --shape marketplace`",
		"- `smallest-django`: `scaffold new sample --shape prototype",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	data, err := os.ReadFile(strings.TrimSuffix(path, ".md") + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var made report
	if err := json.Unmarshal(data, &made); err != nil {
		t.Fatal(err)
	}
	if made.Failed != 3 || len(made.Combinations) != 3 || made.Combinations[1].Results[2].State != failed {
		t.Errorf("%+v", made)
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
		{"all passed", examples()[:1], exitDone, "3 passed, 0 failed", false},
		{"findings", examples(), exitFindings, "4 passed, 3 failed", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			r := &runner{work: filepath.Join(folder, "work")}
			var out bytes.Buffer
			r.screen = newScreen(&out)
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
			if again := "go run ./proof --only default-fastapi --check stop"; strings.Contains(out.String(), again) != test.kept {
				t.Errorf("%q in the output: %t, want %t", again, !test.kept, test.kept)
			}
		})
	}
}
