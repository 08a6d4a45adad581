package cli

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scaffold/internal/app"
	"scaffold/templates"
)

// runMain runs one command line against the built-in packs.
func runMain(t *testing.T, vars map[string]string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	lookup := lookupIn(vars)
	a := app.New(templates.FS, templates.MatrixFile, lookup)
	code = Main(context.Background(), args, IO{In: strings.NewReader(""), Out: &out, Err: &err, LookupEnv: lookup}, a)
	return out.String(), err.String(), code
}

func TestOptionsAtEveryWidth(t *testing.T) {
	t.Parallel()
	spaces := regexp.MustCompile(`\s+`)
	for _, width := range []int{40, 59, 60, 80, 120} {
		got, _, code := runMain(t, map[string]string{"COLUMNS": strconv.Itoa(width)}, "options")
		if code != 0 {
			t.Fatalf("width %d: exit code %d", width, code)
		}
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			if len(line) > width {
				t.Errorf("width %d: a line of %d columns: %s", width, len(line), line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Errorf("width %d: space at the end of %q", width, line)
			}
		}
		for _, c := range got {
			if c > 126 {
				t.Errorf("width %d: %q is not ASCII", width, c)
			}
		}
		flat := spaces.ReplaceAllString(got, " ")
		at := 0
		for _, want := range []string{
			"PROJECT", "--name, SCAFFOLD_NAME, or name in a config file",
			"QUESTIONS", "--back-office, SCAFFOLD_BACK_OFFICE, or back_office in a config file",
			"OPTIONS", "Default:", "- sqlite when shape is prototype (a prototype should need", "Exists for django only.",
		} {
			i := strings.Index(flat[at:], want)
			if i < 0 {
				t.Errorf("width %d: %q is missing or not in its place", width, want)
				continue
			}
			at += i
		}
	}
}

// TestOptionsHaveEveryValue holds the text against the list that it is made of.
func TestOptionsHaveEveryValue(t *testing.T) {
	t.Parallel()
	list, err := app.New(templates.FS, templates.MatrixFile, lookupIn(nil)).Options("")
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{40, 80} {
		for _, key := range list.Keys {
			text := " " + strings.Join(strings.Fields(optionText(key, list.Frameworks, width, palette{})), " ")
			for _, v := range key.Values {
				between := " "
				if width < flatBelow {
					between = ": "
				}
				if !strings.Contains(text, " "+v.Value+between) {
					t.Errorf("width %d: %s: the value %s is missing in\n%s", width, key.Name, v.Value, text)
				}
			}
			for _, row := range key.Defaults {
				if !strings.Contains(text, "- "+row) {
					t.Errorf("width %d: %s: the default %q is missing", width, key.Name, row)
				}
			}
		}
	}
}

func TestOptionsOfOneFramework(t *testing.T) {
	t.Parallel()
	both, _, _ := runMain(t, nil, "options")
	one, _, _ := runMain(t, nil, "options", "--framework", "fastapi")
	for _, gone := range []string{"celery", "SCAFFOLD_API,", "Frameworks", "fastapi: arq"} {
		if !strings.Contains(both, gone) {
			t.Errorf("%q is not in the list of both frameworks; the test looks for the wrong thing", gone)
		}
		if strings.Contains(one, gone) {
			t.Errorf("%q is in the list for fastapi", gone)
		}
	}
	if !strings.Contains(one, "- arq (") {
		t.Errorf("the default of jobs is missing in\n%s", one)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	table := table{
		head: []string{"Value", "What it adds", "Frameworks"}, wide: 1,
		rows: [][]string{
			{"a", "one two three four five six seven eight nine ten eleven", "django"},
			{"longer", "short", "django, fastapi"},
		},
	}
	tests := map[int]string{
		60: "  Value   What it adds                       Frameworks\n" +
			"  a       one two three four five six seven  django\n" +
			"          eight nine ten eleven\n" +
			"  longer  short                              django, fastapi\n",
		40: "  a: one two three four five six seven\n" +
			"    eight nine ten eleven (django)\n" +
			"  longer: short (django, fastapi)\n",
	}
	for width, want := range tests {
		if got := table.write(width, func(s string) string { return s }); got != want {
			t.Errorf("width %d: got\n%s\nwant\n%s", width, got, want)
		}
	}
	marked := table.write(80, func(s string) string { return "<" + s + ">" })
	if first, _, _ := strings.Cut(marked, "\n"); !strings.HasPrefix(first, "<  Value") || strings.Count(marked, "<") != 1 {
		t.Errorf("the heading alone is marked, got\n%s", marked)
	}
}

func TestWrapWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"  one   two ", 10, []string{"one two"}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one two three", 6, []string{"one", "two", "three"}},
		{"incomprehensible word", 4, []string{"incomprehensible", "word"}},
		{"x", -3, []string{"x"}},
	}
	for _, tt := range tests {
		if got := wrapWords(tt.text, tt.width); !slices.Equal(got, tt.want) {
			t.Errorf("%q at %d: %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

// TestOptionsSayWhatDoesNotGoTogether reads packs that refuse a combination.
func TestOptionsSayWhatDoesNotGoTogether(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"options"}, "NOT TOGETHER\nWhat cannot be combined, why, and what to change. A default gives way by itself.\n\n" +
			"  - tent: food soup with stove false: soup needs a stove. Nearest: --food bread\n"},
		{[]string{"options", "--framework", "tent"}, "  - food soup with stove false: soup needs a stove. Nearest: --food bread\n"},
		{[]string{"options", "--framework", "cabin"}, ""},
	} {
		var out, errs bytes.Buffer
		lookup := lookupIn(map[string]string{"COLUMNS": "80"})
		a := app.New(os.DirFS("../app/testdata/house"), "matrix.yaml", lookup)
		code := Main(context.Background(), test.args, IO{In: strings.NewReader(""), Out: &out, Err: &errs, LookupEnv: lookup}, a)
		if code != 0 || !strings.HasSuffix(out.String(), test.want) || test.want == "" && strings.Contains(out.String(), "TOGETHER") {
			t.Errorf("%v: exit code %d\n%s%s", test.args, code, out.String(), errs.String())
		}
	}
}
