package render

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"scaffold/internal/pack"
)

// FuzzTemplate: whatever stands in a template, it gives a file or an error with
// file, line and column, in bounded time.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		"a\n<% if on \"queue\" %>\nb\n<% else %>\nc\n<% end %>\n", "<% .Project.Name | pystr %>", "<% range .Env %><% .Name %><% else %>x<% end %>", "<% slot \"s\" %>",
		"<% define \"a\" %><% template \"a\" %><% end %><% template \"a\" %>", "<% with $x := .Project %><% $x.Nme %><% end %>", "<%- value \"jobs\" -%>", "<%/* x */%>", "<% (", "%> <%",
		"<% index .Env 0 %>", "<% indent 3 \"a\\nb\" | nindent 9999 %>", "<% join \",\" .Requirements %>", "<% ternary 1 2 true %>", "<% replace \"\" \"a\" \"b\" %>", "<% add 1 \"x\" %>",
		"<% break %>", "<% block \"b\" . %>x<% end %>", "a<% if true %>\n  <% else if false %>\n<% end %>\n", "<% 1e999 %>", "<% '\\x' %>", "<% nil %>", "<% .Project %>", "<% and 1 (not 0) | or %>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := fstest.MapFS{
			"tiny/pack.yaml": {Data: []byte(manifest)}, "tiny/locks/tiny.json": {Data: []byte(lock)},
			"tiny/base/f.tmpl": {Data: []byte(text)}, "tiny/slots/s.tmpl": {Data: []byte("x")},
		}
		stacks, err := pack.LoadStacks(m)
		if err != nil {
			t.Fatal(err)
		}
		const limit = 2 * time.Second
		tree, err := Render(t.Context(), stacks[0], withQueue, Context{Project: Project{Name: "shop"}}, Options{limit: limit})
		if err == nil {
			if len(tree) != 1 || tree[0].Path != "f" || len(tree[0].Data) > maxFile {
				t.Errorf("%d files", len(tree))
			}
			return
		}
		if strings.Contains(err.Error(), "rendering takes longer than") {
			return // a loop without end
		}
		located, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatalf("error is %T: %v", err, err)
		}
		lines := 1 + strings.Count(text, "\n")
		if located.File != "tiny/base/f.tmpl" || located.Line < 1 || located.Line > lines || located.Column < 1 || located.Message == "" {
			t.Errorf("%q: a place that is none: %+v", text, located)
		}
	})
}
