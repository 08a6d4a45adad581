package pack

import (
	"errors"
	"os"
	"testing"

	"scaffold/internal/yamlx"
)

// FuzzManifest: whatever a manifest says, it is a stack or a list of located
// problems.
func FuzzManifest(f *testing.F) {
	for _, seed := range []string{
		head + "label: Up\n", head + "extends: up\nlabel: Up\n", head + "extends: down\n", "schema: 1", "[]", "features: [{name: base, when: [{a: {not: b}}]}]",
		head + "label: U\noptions: [{key: a, ask: b, help: c, values: [{value: d, label: e, adds: f}], default: [{id: g, value: d, because: h}]}]\nrefuse: [{id: r, when: {a: d}, why: w, instead: {a: d}}]\n",
	} {
		f.Add([]byte(seed))
	}
	if data, err := os.ReadFile("../../templates/shared/pack.yaml"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		stacks, err := LoadStacks(files("up/pack.yaml", string(data), "down/pack.yaml", "schema: 1\nname: down\nversion: 0.1.0\nrequires_tool: \">=0.1.0\"\n"))
		if err != nil {
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok || len(problems) == 0 {
				t.Fatalf("error is %T: %v", err, err)
			}
			for _, p := range problems {
				if p.Message == "" || p.File == "" || p.Line < 1 || p.Column < 1 || p.Where != yamlx.WherePack {
					t.Errorf("a problem without message or place: %+v", p)
				}
			}
			return
		}
		for _, s := range stacks {
			values := map[string]string{}
			for _, o := range s.Options() {
				values[o.Key] = o.Values[0].Value
				s.Option(o.Key)
			}
			for _, feature := range s.Features() {
				feature.When.Match(values)
			}
			s.Class("a/b.py")
			s.Executable("a")
			s.RootOnly(".github/x")
			if name := s.LockName(values); name != "" {
				if _, err := s.Lock(name); err == nil {
					t.Errorf("a lock %q that is not there", name)
				}
			}
		}
	})
}
