package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// Stack is what a project is generated from: a framework's pack and the packs
// that it extends, the lowest first.
type Stack struct {
	Framework string // name of the uppermost pack
	Label     string
	Packs     []*Pack
}

// LoadStacks reads every folder of fsys that holds a manifest and gives one
// stack for each pack with a label, in the order of their names.
func LoadStacks(fsys fs.FS) ([]*Stack, error) {
	fsys = guard(fsys)
	folders, err := manifests(fsys)
	if err != nil {
		return nil, err
	}
	packs := map[string]*Pack{}
	var names []string
	var problems yamlx.Problems
	for _, folder := range folders {
		p, err := load(fsys, folder)
		if found, ok := err.(yamlx.Problems); ok {
			problems = append(problems, found...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if packs[p.Name] != nil {
			problems = append(problems, p.problem(p.Pos, fmt.Sprintf("pack %q is already in %s", p.Name, packs[p.Name].file)))
			continue
		}
		packs[p.Name], names = p, append(names, p.Name)
	}
	slices.Sort(names)
	var stacks []*Stack
	for _, name := range names {
		if packs[name].Label == "" {
			continue
		}
		stack, found := newStack(packs, name)
		problems = append(problems, found...)
		stacks = append(stacks, stack)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return stacks, nil
}

// manifests lists the folders that hold a manifest. A symbolic link is listed
// too, so that it is refused and not passed over.
func manifests(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, entry := range entries {
		if !entry.IsDir() && entry.Type()&fs.ModeSymlink == 0 {
			continue
		}
		if _, err := fs.Stat(fsys, path.Join(entry.Name(), ManifestName)); !errors.Is(err, fs.ErrNotExist) {
			folders = append(folders, entry.Name())
		}
	}
	return folders, nil
}

func (p *Pack) problem(pos yamlx.Pos, message string) yamlx.Problem {
	return yamlx.Problem{
		Where: yamlx.WherePack, File: p.file, Line: pos.Line, Column: pos.Column,
		Allowed: []string{}, Message: message,
	}
}

// newStack follows `extends` downwards and checks what the packs say together.
func newStack(packs map[string]*Pack, name string) (*Stack, yamlx.Problems) {
	top := packs[name]
	s := &Stack{Framework: top.Name, Label: top.Label}
	for p := top; ; p = packs[p.Extends] {
		if slices.Contains(s.Packs, p) {
			return s, yamlx.Problems{top.problem(top.Pos, fmt.Sprintf("pack %q extends itself", p.Name))}
		}
		s.Packs = slices.Insert(s.Packs, 0, p)
		if p.Extends == "" {
			break
		}
		if packs[p.Extends] == nil {
			return s, yamlx.Problems{p.problem(p.Pos, fmt.Sprintf("pack %q extends %q, which is not there", p.Name, p.Extends))}
		}
	}
	return s, s.check()
}

func (s *Stack) check() yamlx.Problems {
	var problems yamlx.Problems
	owner, features := map[string]string{}, map[string]string{}
	for _, p := range s.Packs {
		for _, o := range p.Options {
			if other := owner[o.Key]; other != "" {
				problems = append(problems, p.problem(o.Pos, fmt.Sprintf("option %q is already declared by pack %q", o.Key, other)))
			}
			owner[o.Key] = p.Name
		}
		for _, f := range p.Features {
			if other := features[f.Name]; other != "" && f.Name != BaseFeature {
				problems = append(problems, p.problem(f.Pos, fmt.Sprintf("feature %q is already declared by pack %q", f.Name, other)))
			}
			features[f.Name] = p.Name
		}
	}
	for _, p := range s.Packs {
		for _, r := range p.Refuse {
			problems = append(problems, s.checkRefusal(p, r)...)
		}
	}
	return problems
}

// checkRefusal holds a refusal against the options: the values that it names
// exist, and what it offers instead is not refused by it.
func (s *Stack) checkRefusal(p *Pack, r Refusal) yamlx.Problems {
	var problems yamlx.Problems
	add := func(format string, args ...any) {
		problems = append(problems, p.problem(r.Pos, fmt.Sprintf("refusal %q: ", r.ID)+fmt.Sprintf(format, args...)))
	}
	named, leaves := false, false
	for _, key := range r.When.Keys() {
		o, ok := s.Option(key)
		if !ok {
			continue // a question
		}
		named = true
		for _, value := range r.When[key].In {
			if !o.Has(value) {
				add("%s=%s is not an option with that value", key, value)
			}
		}
		instead, ok := r.Instead[key]
		leaves = leaves || ok && !r.When[key].Has(instead)
	}
	for _, key := range slices.Sorted(maps.Keys(r.Instead)) {
		if o, ok := s.Option(key); !ok || !o.Has(r.Instead[key]) {
			add("%s=%s is not an option with that value", key, r.Instead[key])
		}
	}
	switch {
	case !named:
		add("it names no option")
	case !leaves:
		add("what it offers instead is refused by it too")
	}
	return problems
}

// Options gives the options of all packs, the lowest pack's first.
func (s *Stack) Options() []Option {
	var all []Option
	for _, p := range s.Packs {
		all = append(all, p.Options...)
	}
	return all
}

// Option gives the option with this key.
func (s *Stack) Option(key string) (Option, bool) {
	for _, o := range s.Options() {
		if o.Key == key {
			return o, true
		}
	}
	return Option{}, false
}

// Refusals gives the combinations that the packs do not offer.
func (s *Stack) Refusals() []Refusal {
	var all []Refusal
	for _, p := range s.Packs {
		all = append(all, p.Refuse...)
	}
	return all
}

// Features gives the features of all packs, the lowest pack's first.
func (s *Stack) Features() []Feature {
	var all []Feature
	for _, p := range s.Packs {
		all = append(all, p.Features...)
	}
	return all
}

// Class gives the class of a generated path: the first rule of the uppermost
// pack that has one, else merge.
func (s *Stack) Class(path string) Class {
	for _, p := range slices.Backward(s.Packs) {
		if class, ok := p.classOf(path); ok {
			return class
		}
	}
	return ClassMerge
}

// Executable reports whether a generated path is written with 0755.
func (s *Stack) Executable(path string) bool {
	return slices.ContainsFunc(s.Packs, func(p *Pack) bool { return slices.Contains(p.Executable, path) })
}

// RootOnly reports whether a generated path works only at a repository's root.
func (s *Stack) RootOnly(path string) bool {
	return slices.ContainsFunc(s.Packs, func(p *Pack) bool {
		return slices.ContainsFunc(p.RootOnly, func(glob string) bool { return MatchGlob(glob, path) })
	})
}

// LockNames gives the names of the requirement sets of the stack, sorted.
func (s *Stack) LockNames() []string {
	var names []string
	for _, p := range s.Packs {
		for _, row := range p.Lock {
			names = append(names, row.Value)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// LockName gives the requirement set for these answers, "" when no pack has one.
func (s *Stack) LockName(values map[string]string) string {
	for _, p := range slices.Backward(s.Packs) {
		for _, row := range p.Lock {
			if row.When.Match(values) {
				return row.Value
			}
		}
	}
	return ""
}

// Lock reads a requirement set of the stack.
func (s *Stack) Lock(name string) (*Lock, error) {
	for _, p := range s.Packs {
		for _, row := range p.Lock {
			if row.Value != name {
				continue
			}
			if p.locks[name] == nil {
				lock, err := readLock(p.fsys, name)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", strings.TrimSuffix(p.file, "/"+ManifestName), err)
				}
				p.locks[name] = lock
			}
			return p.locks[name], nil
		}
	}
	return nil, fmt.Errorf("pack %s: no requirement set %q", s.Framework, name)
}

// Locks reports whether one of the stack's requirement sets holds the package
// with this name, in its normal form: a project may not have it. A set that
// cannot be read holds nothing here. Only a set whose text has the name in it is
// decoded: the hashes of all sets would take longer than the rest of a run.
func (s *Stack) Locks(name string) bool {
	var text bytes.Buffer
	for _, p := range s.Packs {
		for _, row := range p.Lock {
			err := read(p.fsys, lockPath(row.Value), &text)
			if err != nil || !bytes.Contains(text.Bytes(), []byte(`"`+name+`"`)) {
				continue
			}
			lock, err := s.Lock(row.Value)
			if err != nil {
				continue
			}
			if _, ok := lock.Packages[name]; ok {
				return true
			}
		}
	}
	return false
}
