package yamlx

import (
	"strings"
	"testing"
)

type sample struct {
	Name string            `yaml:"name,required"`
	N    int               `yaml:"n"`
	On   bool              `yaml:"on"`
	Tags OneOrMany         `yaml:"tags"`
	When Conditions        `yaml:"when"`
	Map  map[string]string `yaml:"map"`
	List []struct {
		ID  string `yaml:"id,required"`
		Pos Pos    `yaml:"-"`
	} `yaml:"list"`
}

func TestDecodeReadsEveryForm(t *testing.T) {
	t.Parallel()
	var got sample
	problems := Decode(WherePack, "p.yaml", []byte("name: 3.10\nn: 4\non: true\ntags: one\nwhen: {a: b, c: {not: [d, e]}}\nmap: {x: 1}\nlist:\n  - id: q\n"), &got)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got.Name != "3.10" || got.N != 4 || !got.On || got.Tags[0] != "one" || got.Map["x"] != "1" || got.List[0].ID != "q" {
		t.Fatalf("%+v", got)
	}
	if got.List[0].Pos != (Pos{8, 5}) {
		t.Fatalf("position %+v", got.List[0].Pos)
	}
	for _, test := range []struct {
		values map[string]string
		want   bool
	}{
		{map[string]string{"a": "b"}, true},
		{map[string]string{"a": "b", "c": "d"}, false},
		{map[string]string{"c": "f"}, false},
	} {
		if got.When.Match(test.values) != test.want {
			t.Errorf("%v: want %v", test.values, test.want)
		}
	}
}

func TestProblemsAreLocatedAndReportedTogether(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"unknown, wrong type and missing", "nmae: x\nn: four\non: yes\n", "f:1:1: unknown key \"nmae\"; did you mean \"name\"?\nf:2:4: key \"n\": a whole number is expected here, not \"four\"\nf:3:5: key \"on\": true or false is expected here, not \"yes\"\nf:1:1: key \"name\" is missing"},
		{"duplicate", "name: a\nname: b\n", "f:2:1: key \"name\" is already given on line 1; keep one of the two"},
		{"anchor and alias", "name: &x a\nmap: {k: *x}\n", "f:1:7: an anchor (&x); write the value out where it is needed\nf:2:10: an alias (*x); write the value out"},
		{"tag", "name: !!binary aGk=\n", "f:1:7: a tag (!!binary); leave the tag out"},
		{"merge key", "name: a\n<<: {n: 1}\n", "f:2:1: a merge key (<<); write the keys out"},
		{"two documents", "name: a\n---\nname: b\n", "f:2:1: a second document begins here; keep one document in the file"},
		{"NUL", "name: a\x00b\n", "f:1:8: a NUL byte: this is not a text file"},
		{"latin-1", "name: a\nn: \xe9\n", "f:2:4: a byte that is not UTF-8; save the file as UTF-8"},
		{"null", "name:\n", "f:1:6: key \"name\": a single value is expected here, this is empty"},
		{"list for a word", "name: [a]\n", "f:1:7: key \"name\": a single value is expected here, this is a list"},
		{"scalar document", "hello\n", "f:1:1: a mapping is expected here, this is a single value"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got sample
			if problems := Decode(WhereConfig, "f", []byte(test.in), &got); problems.Error() != test.want {
				t.Errorf("got\n%s\nwant\n%s", problems.Error(), test.want)
			}
		})
	}
}

func TestSyntaxErrorHasAPlace(t *testing.T) {
	t.Parallel()
	_, problems := Parse(WhereConfig, "f", []byte("name: a\njobs: [celery\nci: none\n"))
	if len(problems) != 1 || problems[0].Line < 2 || !strings.Contains(problems[0].Message, "not valid YAML") {
		t.Fatalf("%+v", problems)
	}
}

func TestSizeAndDepthAreBounded(t *testing.T) {
	t.Parallel()
	if _, problems := Parse(WhereConfig, "f", []byte("name: "+strings.Repeat("a", MaxBytes))); len(problems) != 1 {
		t.Error("a document over 1 MiB was read")
	}
	if _, problems := Parse(WhereConfig, "f", []byte(strings.Repeat("[", 5000)+strings.Repeat("]", 5000))); len(problems) == 0 {
		t.Error("5,000 levels were read")
	}
}

func TestEmptyDocumentsAndJSON(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "# only a comment\n", "---\n", "\xef\xbb\xbf"} {
		if v, problems := Parse(WhereConfig, "f", []byte(in)); len(problems) > 0 || v.Kind != Map || len(v.Entries) > 0 {
			t.Errorf("%q: %+v %v", in, v, problems)
		}
	}
	v, problems := Parse(WhereConfig, "f", []byte("\xef\xbb\xbf{\n  \"name\": \"shop\"\n}\n"))
	if len(problems) > 0 || v.Get("name").Text != "shop" || v.Entries[0].Pos != (Pos{2, 3}) {
		t.Errorf("%+v %v", v, problems)
	}
}

func TestEncodeQuotesWhatYAMLWouldMisread(t *testing.T) {
	t.Parallel()
	in := struct {
		Python string            `yaml:"python"`
		No     string            `yaml:"word"`
		Map    map[string]string `yaml:"map"`
	}{"3.10", "no", map[string]string{"b": "2", "a": "true"}}
	out, err := Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	v, problems := Parse(WhereConfig, "f", out)
	if len(problems) > 0 || v.Get("python").Text != "3.10" || !v.Get("python").Quoted || !v.Get("map").Get("a").Quoted {
		t.Fatalf("%s", out)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	words := []string{"back_office", "callers", "jobs", "ci"}
	for in, want := range map[string]string{"bak_office": "back_office", "jbos": "jobs", "JOBS": "jobs", "xyzzy": "", "caller": "callers", "q": ""} {
		if got := Suggest(in, words); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a: b", "a: [b, {c: d}]", "&a [*a]", "? x\n: y", "a: |\n  b\n", "\"a\": 'b'"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, problems := Parse(WhereConfig, "f", data)
		if v == nil && len(problems) == 0 {
			t.Fatalf("neither a value nor a problem: %v %v", v, problems)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.Message == "" {
				t.Fatalf("a problem without a place: %+v", p)
			}
		}
	})
}
