package pack

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// Load reads the pack in a folder of fsys and checks it. The error is a
// [yamlx.Problems] when the manifest is at fault.
func Load(fsys fs.FS, folder string) (*Pack, error) { return load(guard(fsys), folder) }

// load reads a pack of a file system that is guarded.
func load(fsys fs.FS, folder string) (*Pack, error) {
	file := path.Join(folder, ManifestName)
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, err
	}
	sub, err := fs.Sub(fsys, folder)
	if err != nil {
		return nil, err
	}
	p := &Pack{fsys: sub, file: file, locks: map[string]*Lock{}}
	if problems := yamlx.Decode(yamlx.WherePack, file, data, p); len(problems) > 0 {
		return nil, problems
	}
	d := yamlx.NewDecoder(yamlx.WherePack, file)
	p.check(d)
	if err := d.Problems().Err(); err != nil {
		return nil, err
	}
	return p, nil
}

var (
	idPattern  = regexp.MustCompile(`^[a-z][a-z0-9]*([-_][a-z0-9]+)*$`)
	envPattern = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	version    = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// check reports everything that can be said about a manifest alone.
func (p *Pack) check(d *yamlx.Decoder) {
	if p.Schema != Schema {
		d.Add(p.Pos, "schema", fmt.Sprintf("schema %d, this tool reads %d", p.Schema, Schema), "")
	}
	if !idPattern.MatchString(p.Name) {
		d.Add(p.Pos, "name", fmt.Sprintf("the name %q is not lower-case letters, digits and -", p.Name), "")
	}
	if !version.MatchString(p.Version) {
		d.Add(p.Pos, "version", fmt.Sprintf("the version %q is not MAJOR.MINOR.PATCH", p.Version), "")
	}
	if !version.MatchString(strings.TrimPrefix(p.RequiresTool, ">=")) || !strings.HasPrefix(p.RequiresTool, ">=") {
		d.Add(p.Pos, "requires_tool", fmt.Sprintf("%q is not of the form >=MAJOR.MINOR.PATCH", p.RequiresTool), "")
	}
	for _, rule := range p.Classes {
		if !slices.Contains([]Class{ClassManaged, ClassMerge, ClassSeed}, rule.Class) {
			d.Add(rule.Pos, "class", fmt.Sprintf("class %q is not one of managed, merge, seed", rule.Class), "")
		}
	}
	p.checkOptions(d)
	p.checkFeatures(d)
	if n := len(p.Lock); n > 0 && len(p.Lock[n-1].When) > 0 {
		d.Add(p.Lock[n-1].Pos, "lock", "the last row has a condition, so some projects have no requirement set", "")
	}
}

func (p *Pack) checkOptions(d *yamlx.Decoder) {
	keys, ids := map[string]bool{}, map[string]bool{}
	once := func(pos yamlx.Pos, seen map[string]bool, kind, id string) {
		if !idPattern.MatchString(id) {
			d.Add(pos, id, fmt.Sprintf("%s %q is not lower-case words joined by - or _", kind, id), "")
		}
		if seen[id] {
			d.Add(pos, id, fmt.Sprintf("%s %q is given twice", kind, id), "")
		}
		seen[id] = true
	}
	for _, o := range p.Options {
		once(o.Pos, keys, "option", o.Key)
		if len(o.Ask) > 60 {
			d.Add(o.Pos, o.Key, fmt.Sprintf("option %q: the question has %d columns, more than 60", o.Key, len(o.Ask)), "")
		}
		if len(o.Values) == 0 || len(o.Default) == 0 {
			d.Add(o.Pos, o.Key, fmt.Sprintf("option %q has no values, or no default", o.Key), "")
		}
		values := map[string]bool{}
		for _, v := range o.Values {
			if values[v.Value] || v.Value == "" {
				d.Add(v.Pos, o.Key, fmt.Sprintf("option %q: value %q is empty or given twice", o.Key, v.Value), "")
			}
			values[v.Value] = true
		}
		if o.Nested != nil && !values[o.Nested.Value] {
			d.Add(o.Nested.Pos, o.Key, fmt.Sprintf("option %q: inside_repository value %q is not one of its values", o.Key, o.Nested.Value), "")
		}
		for i, row := range o.Default {
			once(row.Pos, ids, "default row", row.ID)
			if !values[row.Value] {
				d.Add(row.Pos, o.Key, fmt.Sprintf("option %q: default %q is not one of its values", o.Key, row.Value), "")
			}
			if last := i == len(o.Default)-1; last != (len(row.When) == 0) {
				d.Add(row.Pos, o.Key, fmt.Sprintf("option %q: exactly the last default row has no condition", o.Key), "")
			}
		}
	}
	for _, r := range p.Refuse {
		once(r.Pos, ids, "refusal", r.ID)
	}
}

func (p *Pack) checkFeatures(d *yamlx.Decoder) {
	seen := map[string]bool{}
	for _, f := range p.Features {
		if !idPattern.MatchString(f.Name) || seen[f.Name] {
			d.Add(f.Pos, f.Name, fmt.Sprintf("feature %q is given twice or is not lower-case words joined by -", f.Name), "")
		}
		seen[f.Name] = true
		if f.Name == BaseFeature && len(f.When) > 0 {
			d.Add(f.Pos, f.Name, "feature \"base\" is always on and takes no condition", "")
		}
		for _, e := range f.Env {
			if !envPattern.MatchString(e.Name) {
				d.Add(e.Pos, e.Name, fmt.Sprintf("environment variable %q is not upper-case words joined by _", e.Name), "")
			}
			if e.Required != "" && e.Required != "production" {
				d.Add(e.Pos, e.Name, fmt.Sprintf("required: %q is not \"production\"", e.Required), "")
			}
		}
	}
}
