package render

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"scaffold/internal/pack"
)

const manifest = `schema: 1
name: tiny
version: 0.1.0
requires_tool: ">=0.1.0"
label: Tiny
executable: [run.sh]
root_only: [.github/**]
classes: [{glob: "docs/*", class: seed}]
lock: [{value: tiny}]
options:
  - key: jobs
    ask: Which queue?
    help: Work after the answer.
    values: [{value: rq, label: RQ, adds: a queue}, {value: none, label: None, adds: nothing}]
    default: [{id: jobs-usual, value: rq, because: most need one}]
features:
  - name: base
    requirements: ["web>=1,<2"]
    env: [{name: SECRET_KEY, meaning: signs}]
  - name: queue
    when: {jobs: rq}
    requirements: ["queue>=2,<3"]
    dev_requirements: ["queue-types>=1,<2"]
    env: [{name: REDIS_URL, meaning: where the queue is}]
    services: [{name: worker, meaning: runs jobs}]
`

const lock = `{"schema": 1, "python": ">=3.12",
 "packages": {"web": {"version": "1.2", "hashes": ["sha256:aa", "sha256:bb"]},
  "queue": {"version": "2.0", "marker": "sys_platform != 'win32'", "hashes": ["sha256:cc"]},
  "queue-types": {"version": "1.0", "hashes": ["sha256:dd"]}},
 "options": {"base": {"direct": [], "closure": ["web"]},
  "queue": {"direct": [], "closure": ["queue", "web"]},
  "queue.dev": {"direct": [], "closure": ["queue-types", "web"]}}}`

// tiny gives a pack with these extra files.
func tiny(t *testing.T, files map[string]string) *pack.Stack {
	t.Helper()
	m := fstest.MapFS{"tiny/pack.yaml": {Data: []byte(manifest)}, "tiny/locks/tiny.json": {Data: []byte(lock)}}
	for name, text := range files {
		m["tiny/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	stacks, err := pack.LoadStacks(m)
	if err != nil {
		t.Fatal(err)
	}
	return stacks[0]
}

func render(t *testing.T, files map[string]string, values map[string]string) map[string]string {
	t.Helper()
	ctx := Context{Project: Project{Name: "shop", Description: `a "b" <% c %>`}}
	tree, err := Render(t.Context(), tiny(t, files), values, ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range tree {
		got[f.Path] = string(f.Data)
	}
	return got
}

var withQueue = map[string]string{"jobs": "rq"}

func TestFilesAndFeatures(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"base/dot_github/ci.yml":               "${{ secrets.X }} <% left alone %>\n",
		"base/empty/__init__.py":               "",
		"base/run.sh":                          "#!/bin/sh\n",
		"features/queue/files/app/queue.py":    "queue\n",
		"features/queue/files/docs/q.txt.tmpl": "<% .Project.Name %>\n",
	}
	with, without := render(t, files, withQueue), render(t, files, map[string]string{"jobs": "none"})
	if got := slices.Sorted(maps.Keys(with)); !slices.Equal(got, []string{".github/ci.yml", "app/queue.py", "docs/q.txt", "empty/__init__.py", "run.sh"}) {
		t.Errorf("with the feature: %v", got)
	}
	if got := slices.Sorted(maps.Keys(without)); !slices.Equal(got, []string{".github/ci.yml", "empty/__init__.py", "run.sh"}) {
		t.Errorf("without the feature: %v", got)
	}
	if with[".github/ci.yml"] != files["base/dot_github/ci.yml"] || with["docs/q.txt"] != "shop\n" {
		t.Errorf("%q", with)
	}
}

func TestModesClassesAndRootOnly(t *testing.T) {
	t.Parallel()
	stack := tiny(t, map[string]string{"base/run.sh": "", "base/docs/a": "", "base/b": "", "base/dot_github/ci.yml": ""})
	tree, err := Render(t.Context(), stack, withQueue, Context{}, Options{InsideRepository: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range tree {
		got = append(got, f.Path+" "+f.Mode()+" "+string(f.Class))
	}
	if want := []string{"b 0644 merge", "docs/a 0644 seed", "run.sh 0755 merge"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestDirectiveAloneOnItsLineLeavesNoLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, with, without string }{
		{"if", "a\n    <% if on \"queue\" %>\n    b\n    <% end %>\nc\n", "a\n    b\nc\n", "a\nc\n"},
		{"else", "<% if on \"queue\" %>\nb\n<% else %>\nd\n<% end %>\n", "b\n", "d\n"},
		{"inline", "x = [<% if on \"queue\" %>\"q\", <% end %>\"w\"]\n", "x = [\"q\", \"w\"]\n", "x = [\"w\"]\n"},
		{"value keeps its line", "<% .Project.Name %>\n<% pystr .Project.Description %>\n", "shop\n'a \"b\" <% c %>'\n", "shop\n'a \"b\" <% c %>'\n"},
		{"range", "<% range .Env %>\n- <% .Name %>\n<% end %>\n", "- SECRET_KEY\n- REDIS_URL\n", "- SECRET_KEY\n"},
		{"comment", "a\n  <%/* why */%>\nb\n", "a\nb\n", "a\nb\n"},
		{"blank lines stay", "a\n\n<% if on \"queue\" %>\nb\n\n<% end %>\nc\n", "a\n\nb\n\nc\n", "a\n\nc\n"},
		{"two on a line", "a\n<% if on \"queue\" %><% if on \"base\" %>\nb\n<% end %><% end %>\nc\n", "a\nb\nc\n", "a\nc\n"},
		{"variable", "<% $n := .Project.Name %>\n<% $n %>\n", "shop\n", "shop\n"},
		{"slot", "a\n<% slot \"more\" %>\nb\n", "a\nqueued\nb\n", "a\nb\n"},
		{"end of file without newline", "a\n<% if on \"queue\" %>\nb\n<% end %>", "a\nb\n", "a\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"base/f.tmpl": test.in, "slots/more.tmpl": "<% if on \"queue\" %>\nqueued\n<% end %>\n"}
			if got := render(t, files, withQueue)["f"]; got != test.with {
				t.Errorf("with: %q, want %q", got, test.with)
			}
			if got := render(t, files, map[string]string{"jobs": "none"})["f"]; got != test.without {
				t.Errorf("without: %q, want %q", got, test.without)
			}
		})
	}
}

func TestRequirementsAreTheUnionOfClosures(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"base/requirements.txt.tmpl": "<% range .Pins %>\n<% . %>\n<% end %>\n",
		"base/dev.txt.tmpl":          "<% range .DevPins %>\n<% . %>\n<% end %>\n",
		"base/direct.tmpl":           "<% join \" \" .Requirements %>|<% join \" \" .DevRequirements %>\n",
	}
	got := render(t, files, withQueue)
	if want := "queue==2.0 ; sys_platform != 'win32' \\\n    --hash=sha256:cc\nweb==1.2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"; got["requirements.txt"] != want {
		t.Errorf("%s", got["requirements.txt"])
	}
	if want := "queue-types==1.0 \\\n    --hash=sha256:dd\n"; got["dev.txt"] != want {
		t.Errorf("%s", got["dev.txt"])
	}
	if want := "queue>=2,<3 web>=1,<2|queue-types>=1,<2\n"; got["direct"] != want {
		t.Errorf("%s", got["direct"])
	}
	if got := render(t, files, map[string]string{"jobs": "none"})["requirements.txt"]; strings.Contains(got, "queue") {
		t.Errorf("%s", got)
	}
}

func TestErrorsAreLocated(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"unknown feature", "a\n\n  x<% if on \"celry\" %>b<% end %>\n", "tiny/base/f.tmpl:3:10: no pack of tiny declares a feature \"celry\"\n  x<% if on \"celry\" %>b<% end %>"},
		{"after an own line", "<% if on \"queue\" %>\n<% end %>\n    <% if on \"q\" %>\n<% end %>\n", "tiny/base/f.tmpl:3:11: no pack of tiny declares a feature \"q\"\n  <% if on \"q\" %>"},
		{"unknown field", "<% .Project.Nme %>\n", "tiny/base/f.tmpl:1:12: can't evaluate field Nme in type render.Project\n  <% .Project.Nme %>"},
		{"syntax", "a\n<% if %>\n<% end %>\n", "tiny/base/f.tmpl:2:1: missing value for if\n  <% if %>"},
		{"unknown function", "a\n<% env \"HOME\" %>\n", "tiny/base/f.tmpl:2:1: function \"env\" not defined\n  <% env \"HOME\" %>"},
		{"withheld function", "<% index .Env 0 %>\n", "tiny/base/f.tmpl:1:4: function \"index\" is not offered to templates\n  <% index .Env 0 %>"},
		{"inside a slot", "a\n<% slot \"bad\" %>\n", "tiny/slots/bad.tmpl:2:7: no question or option \"colour\"\n  <% value \"colour\" %>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stack := tiny(t, map[string]string{"base/f.tmpl": test.in, "slots/bad.tmpl": "\n   <% value \"colour\" %>\n"})
			_, err := Render(t.Context(), stack, withQueue, Context{}, Options{})
			var located *Error
			if !errors.As(err, &located) || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
}

// TestFirstMistakeIsTold: files are rendered beside each other, and still the same
// one of several mistakes is told every time.
func TestFirstMistakeIsTold(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for i := range 40 {
		files[fmt.Sprintf("base/%02d.tmpl", i)] = `<% range 1000 %>x<% end %>`
		if i >= 20 {
			files[fmt.Sprintf("base/%02d.tmpl", i)] += `<% on "nothing" %>`
		}
	}
	stack := tiny(t, files)
	for range 50 {
		_, err := Render(t.Context(), stack, withQueue, Context{}, Options{})
		if err == nil || !strings.Contains(err.Error(), "base/20.tmpl:1:") {
			t.Fatal(err)
		}
	}
}

func TestOnePathHasOneOwner(t *testing.T) {
	t.Parallel()
	stack := tiny(t, map[string]string{"base/a.py": "", "features/queue/files/a.py.tmpl": ""})
	_, err := Render(t.Context(), stack, withQueue, Context{}, Options{})
	if err == nil || !strings.Contains(err.Error(), "tiny/base/a.py already gives a.py") {
		t.Errorf("%v", err)
	}
}

func TestCheckFindsWhatSomeCombinationWouldHit(t *testing.T) {
	t.Parallel()
	stack := tiny(t, map[string]string{
		"base/a.tmpl":               "<% if on \"queue\" %><% range .Env %><% .Nme %><% end %><% end %>",
		"base/b.tmpl":               "<% with .Decision %><% range $i, $f := .For %><% $f.Whi %><% $.Project.X %><% end %><% end %>",
		"base/c.tmpl":               "<% if on \"celry\" %><% end %><% value \"colour\" %>",
		"base/d.tmpl":               "<% printf \"%d\" 1 %>",
		"base/e.tmpl":               "'<%s>'",
		"base/f.tmpl":               "<% template \"x\" %>",
		"features/other/files/g.py": "",
		"stray.txt":                 "",
		"slots/lost.tmpl":           "",
	})
	var got []string
	for _, err := range Check(stack) {
		got = append(got, err.Error())
	}
	slices.Sort(got)
	want := []string{
		`tiny/base/a.tmpl:1:39: render.EnvVar has no field "Nme"`,
		`tiny/base/b.tmpl:1:52: render.Argument has no field "Whi"`,
		`tiny/base/b.tmpl:1:63: render.Project has no field "X"`,
		`tiny/base/c.tmpl:1:32: value "colour": nobody declares that name`,
		`tiny/base/c.tmpl:1:7: on "celry": nobody declares that name`,
		`tiny/base/d.tmpl:1:4: function "printf" is not offered to templates`,
		`tiny/base/e.tmpl: "<%s": a directive begins with a blank`,
		`tiny/base/f.tmpl:1:13: {{template "x"}} is not offered to templates`,
		`tiny/features/other/files/g.py: owned by no feature`,
		`tiny/slots/lost.tmpl: no template shows a slot "lost"`,
		`tiny/stray.txt: not in base/, features/NAME/files/, slots/ or locks/`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFunctionListIsPinned(t *testing.T) {
	t.Parallel()
	want := "add call contains envstr hasPrefix hasSuffix html indent index join js jsonstr kebabcase lower mdtext nindent print printf println pystr replace shstr slice snakecase sub ternary tomlstr trim trimPrefix trimSuffix upper urlquery yamlstr"
	if got := strings.Join(slices.Sorted(maps.Keys(functions())), " "); got != want {
		t.Errorf("the function list changed:\n%s", got)
	}
}

func TestQuoting(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		f    func(string) string
		in   string
		want string
	}{
		{"python plain", pythonString, "a shop", `"a shop"`},
		{"python double", pythonString, `say "hi"`, `'say "hi"'`},
		{"python both", pythonString, `"it's"`, `'"it\'s"'`},
		{"python more single", pythonString, `"it's' '`, `"\"it's' '"`},
		{"python end", pythonString, `x"`, `'x"'`},
		{"python backslash", pythonString, `a\b`, `"a\\b"`},
		{"python braces", pythonString, "{x} <% y %> é 😀", `"{x} <% y %> é 😀"`},
		{"toml both", tomlString, `"it's" \`, `"\"it's\" \\"`},
		{"toml control", tomlString, "a\tb", `"a\u0009b"`},
		{"shell", shellString, "it's", `'it'\''s'`},
		{"env plain", envString, "postgresql://a:b@c:5432/d?e=f", "postgresql://a:b@c:5432/d?e=f"},
		{"env text", envString, "a b", `"a b"`},
		{"markdown", markdownText, "# a *b* [c](d) <e> & _f_", `\# a \*b\* \[c\](d) \<e\> \& \_f\_`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.f(test.in); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
