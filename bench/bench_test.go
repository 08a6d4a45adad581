package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	all, err := choose("")
	if err != nil || len(all) != len(benchmarks) {
		t.Errorf("without names: %d benchmarks, %v", len(all), err)
	}
	some, err := choose("peers,new")
	if err != nil || len(some) != 2 || some[0].name != "peers" || some[1].name != "new" {
		t.Errorf("two names: %+v, %v", some, err)
	}
	if _, err := choose("new,olds"); err == nil || !strings.Contains(err.Error(), `"olds"; there are new, peers`) {
		t.Errorf("a name that is none: %v", err)
	}
}

func TestRatiosAreOfRounds(t *testing.T) {
	t.Parallel()
	measured := &contest{costs: []cost{{1, 10}, {2, 30}, {30, 20}}}
	base := &contest{costs: []cost{{2, 0}, {4, 0}, {10, 0}}}
	if got := measured.against(base); got != 0.5 {
		t.Errorf("ratio %v, not 0.5", got)
	}
	if measured.seconds() != 2 || measured.peak() != 30 {
		t.Errorf("median %v s, peak %v", measured.seconds(), measured.peak())
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	rows := []row{{what: "a", figure: "1 s"}, atMost("b", "2 s", 2, 1, "at most 1 s"), atMost("c", "1 s", 1, 1, "at most 1 s")}
	rows[1].note = "from elsewhere"
	if err := report(t.Context(), &out, "new", rows); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"`go run ./bench --only new` on 20", "| a | 1 s |  |  |\n", "| b | 2 s | at most 1 s | no |\n", "| c | 1 s | at most 1 s | yes |\n\nb: from elsewhere\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestAsJinja(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ text, want string }{
		{"plain", "plain"},
		{"the shop", "the {{ name }}"},
		{"{% if x %}", "{% raw %}{% if x %}{% endraw %}"},
		{"{{ shop }}", "{% raw %}{{ {% endraw %}{{ name }}{% raw %} }}{% endraw %}"},
		{"{{ shop }}\x00", "{{ shop }}\x00"},
		{"shop \xde\x12", "shop \xde\x12"},
	} {
		got, rendered := asJinja([]byte(one.text), "name")
		if string(got) != one.want || rendered != (one.text != one.want) {
			t.Errorf("%q: %q, %t", one.text, got, rendered)
		}
	}
}

func TestSameFiles(t *testing.T) {
	t.Parallel()
	one, other := t.TempDir(), t.TempDir()
	write := func(folder, text string) {
		if err := put(filepath.Join(folder, "a", "b"), []byte(text), fs.FileMode(0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write(one, "x")
	if err := sameFiles(one, other); err == nil {
		t.Error("a file that is missing is no difference")
	}
	write(other, "y")
	if err := sameFiles(one, other); err == nil || !strings.Contains(err.Error(), "differs") {
		t.Errorf("other bytes: %v", err)
	}
	write(other, "x")
	if err := sameFiles(one, other); err != nil {
		t.Error(err)
	}
}

func TestCookiecutterCopiesWhatIsNoText(t *testing.T) {
	tree, template := t.TempDir(), t.TempDir()
	for path, text := range map[string]string{"locale/de.mo": "\xde\x12\x04\x95", "app.py": "name = 'shop'"} {
		if err := put(filepath.Join(tree, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := writeTemplate["cookiecutter"](tree, template, filepath.Join(t.TempDir(), "shop")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(template, "cookiecutter.json"))
	want := `{"_copy_without_render":["*locale/de.mo"],"name":"shop"}`
	if err != nil || string(data) != want {
		t.Errorf("cookiecutter.json is %s, %v, want %s", data, err, want)
	}
}
