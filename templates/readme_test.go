package templates_test

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeListsTheOptions compares the table of options in the README with the
// packs: every option and every value, the default first.
func TestReadmeListsTheOptions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if row := strings.Split(strings.TrimSpace(line), "|"); len(row) == 5 {
			cells[strings.Trim(row[1], " `")] = []string{strings.TrimSpace(row[2]), strings.TrimSpace(row[3])}
		}
	}
	columns := map[string]int{"django": 0, "fastapi": 1}
	for _, stack := range stacks(t) {
		for _, o := range stack.Options() {
			var values []string
			for _, v := range o.Values {
				values = append(values, "`"+v.Value+"`")
			}
			want := strings.Join(values, ", ")
			if row := cells[o.Key]; row == nil || row[columns[stack.Framework]] != want {
				t.Errorf("%s of %s: the README says %q, the pack %q", o.Key, stack.Framework, row, want)
			}
		}
	}
}
