package project

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

func provenance() Provenance {
	return Provenance{
		Tool: "0.1.0", Framework: "django",
		Packs: []PackRecord{{"shared", "0.1.0", "0.1.0", "sha256:ab"}, {"django", "1", "1", "sha256:cd"}},
		Answers: []AnswerRecord{
			{"shape", "marketplace", "given"}, {"back_office", "no", "default"}, {"python", "3.10", "default"},
			{"description", "a \"quoted\" \\ line: # with <% %>, ünïcode 🙂 and\u2028\ttabs\n", "given"}, {"reason", " ", "given"},
		},
		Decision: DecisionRecord{
			Outcome: "fastapi", Verdict: "recommend", Strength: "clear", Framework: "django",
			Override: &Override{"django", "we know it: null"}, Matrix: MatrixRecord{"builtin", "1", "sha256:ef"},
		},
		Tree: append(sample(), pack.File{Path: ".env", Class: pack.ClassLocal}, pack.File{Path: ProvenancePath}),
	}
}

func TestProvenance(t *testing.T) {
	t.Parallel()
	p := provenance()
	file, err := p.File()
	if err != nil {
		t.Fatal(err)
	}
	if file.Path != ".scaffold/project.yaml" || file.Class != pack.ClassManaged || file.Executable {
		t.Errorf("file: %+v", file)
	}
	value, problems := yamlx.Parse(yamlx.WhereAnswers, file.Path, file.Data)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, file.Data)
	}
	want := map[string]string{
		"schema": "1", "tool": "0.1.0", "framework": "django",
		"packs.1.name": "django", "packs.1.want": "1", "packs.1.applied.version": "1", "packs.1.applied.digest": "sha256:cd",
		"decision.outcome": "fastapi", "decision.override.reason": "we know it: null", "decision.matrix.id": "builtin",
		"answers.python.value": "3.10", "answers.back_office.value": "no", "answers.back_office.origin": "default",
		"answers.description.value": p.Answers[3].Value, "answers.reason.value": " ",
		"files.manage.py.mode": "0755", "files.manage.py.class": "managed", "files.apps/__init__.py.sha256": sample()[3].SHA256(),
	}
	got := map[string]string{}
	flatten(value, "", got)
	for key, text := range want {
		if got[key] != text {
			t.Errorf("%s: %q, want %q", key, got[key], text)
		}
	}
	for key := range got {
		if strings.HasPrefix(key, "files..env") || strings.HasPrefix(key, "files.."+ProvenancePath[1:]) {
			t.Errorf("%s must not be there", key)
		}
	}
	again := p
	again.Answers = slices.Clone(p.Answers)
	slices.Reverse(again.Answers)
	again.Tree = slices.Clone(p.Tree)
	slices.Reverse(again.Tree)
	other, err := again.File()
	if err != nil || !bytes.Equal(other.Data, file.Data) {
		t.Errorf("another order gives other bytes: %v", err)
	}
}

// TestFileRecords: the files stand in the file as the YAML library would write
// them, whatever their names are.
func TestFileRecords(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"README.md", "a/b", "apps/__init__.py", ".env.example", ".github/workflows/ci.yml", "Makefile", "LICENSE", "yes", "null",
		".inf", ".Inf", ".nan", ".git", ".infa", "1.5", "1", "0x1", "1e5", "2001-01-01", "-a/b", "-", "~/a", "a: b", "a #b.c", "a/b ", "é/a",
		"true", "true.py", "_a.py", "a\nb/c", "", ".", "..", "a'b.c", "*a/b", "&a.b", "[a]/b", "a,b/c.d", "y", "n.o", "<<", "=", "0/1", "1/a", "a.b:",
	} {
		for _, content := range []string{"", "x", "y", "z"} {
			f := pack.File{Path: path, Data: []byte(content), Class: pack.ClassSeed}
			want, err := yamlx.Encode(map[string]any{"files": map[string]fileRecord{path: {f.SHA256(), f.Mode(), string(f.Class)}}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := Provenance{Tree: pack.Tree{f}}.fileRecords(nil)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%q: %v\n%s\nwant\n%s", path, err, got, want)
			}
		}
	}
	if got, err := (Provenance{}).fileRecords(nil); err != nil || string(got) != "files: {}\n" {
		t.Errorf("no files: %s %v", got, err)
	}
}

// flatten gives the scalars of a document by their dotted paths.
func flatten(v *yamlx.Value, path string, into map[string]string) {
	join := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	switch v.Kind {
	case yamlx.Map:
		for _, e := range v.Entries {
			flatten(e.Value, join(e.Key), into)
		}
	case yamlx.Seq:
		for i, item := range v.Items {
			flatten(item, join(string(rune('0'+i))), into)
		}
	default:
		into[path] = v.Text
	}
}

func TestProvenanceEmpty(t *testing.T) {
	t.Parallel()
	file, err := Provenance{}.File()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"packs: []\n", "answers: {}\n", "files: {}\n", "  outcome: null\n", "  override: null\n", "tool: ''\n"} {
		if !strings.Contains(string(file.Data), want) {
			t.Errorf("no %q in\n%s", want, file.Data)
		}
	}
	if _, err := (Provenance{Tool: "\xff"}).File(); err == nil {
		t.Error("a value that is not UTF-8: no error")
	}
}

// FuzzProvenance: a strict reader gets back what was written, as text.
func FuzzProvenance(f *testing.F) {
	for _, seed := range []string{"", "no", "3.10", "1e3", "0x1f", "~", ".inf", "a: b", "# x", "- x", "é\u0085\ufeff", "2001-01-01", "1_000", "=", "<<", "e12"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Provenance{Answers: []AnswerRecord{{"key", text, "given"}}}.File()
		if err != nil {
			return // not UTF-8
		}
		value, problems := yamlx.Parse(yamlx.WhereAnswers, "x", file.Data)
		if len(problems) > 0 || value.Get("answers").Get("key").Get("value").Text != text {
			t.Errorf("%q as\n%s%v", text, file.Data, problems)
		}
	})
}
