package project

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// EnvName is the file with the settings and secrets of one checkout.
const EnvName = ".env"

// EnvFile says what the .env of a new project holds: a fresh random value for
// each name.
type EnvFile struct {
	Secrets []string
}

// PlanOptions is what a plan needs besides the tree and the target.
type PlanOptions struct {
	Env *EnvFile // nil: no .env is written
	// Committed reports whether a file of the target, by its name there, is
	// committed and unchanged, so that replacing it loses nothing. nil: none is.
	Committed func(path string) bool
	// Into allows a target that holds other files, after [Target.Look]: the
	// project is put beside them.
	Into bool
}

// Change is one file as it is and as it would be.
type Change struct {
	Path       string
	Old        []byte // nil when there was no file
	New        []byte
	Executable bool
}

// Plan says which files a project consists of and what becomes of those that
// are there already. It is made by [NewPlan] alone.
type Plan struct {
	target   Target
	tree     pack.Tree         // all files but .env
	env      *EnvFile          // nil: none is written
	replaced map[string][]byte // name -> bytes that make room
	same     map[string]bool   // names that are there with the very bytes
	kept     []string          // names that the target keeps
	differs  map[string][]byte // files in the way; nil when they were not read
	into     bool              // other files are there, and may be
	problems yamlx.Problems    // why it cannot be written
}

// NewPlan joins a tree with a target. It does no input or output and leaves the
// tree as it is. An error is [yamlx.Problems]: those of [CheckPaths], or what is
// in the way. A plan that comes with such problems can be compared with
// [Plan.Changes]; [Write] refuses it.
func NewPlan(tree pack.Tree, target Target, options PlanOptions) (Plan, error) {
	p := Plan{
		target: target, env: options.Env, into: options.Into && target.State == StateOccupied,
		replaced: map[string][]byte{}, same: map[string]bool{}, differs: map[string][]byte{},
	}
	if err := CheckPaths(tree).Err(); err != nil {
		return Plan{}, err
	}
	if err := target.Refusal(options.Into).Err(); err != nil {
		return Plan{}, err
	}
	if p.into && target.found == nil {
		return Plan{}, failure(target.Dir, errNotLooked)
	}
	present := map[string]Present{}
	for _, there := range target.Present {
		present[fold(there.Name)] = there
	}
	committed := options.Committed
	if committed == nil {
		committed = func(string) bool { return false }
	}
	for _, f := range tree {
		there, taken := present[fold(f.Path)]
		switch {
		case f.Path == EnvName:
			p.refuse(nameProblem(f.Path, "is made on each machine and cannot come from a pack"))
			continue
		case taken && licence(there.Name):
			p.kept = append(p.kept, there.Name)
			continue
		case taken:
			p.meet(f, there, committed)
		case p.into:
			p.join(f)
		}
		p.tree = append(p.tree, f)
	}
	p.tree.Sort()
	p.keepEnv()
	return p, p.problems.Err()
}

// refuse adds a problem, once.
func (p *Plan) refuse(problem yamlx.Problem) {
	if !slices.ContainsFunc(p.problems, func(known yamlx.Problem) bool { return known.Message == problem.Message }) {
		p.problems = append(p.problems, problem)
	}
}

// meet decides about a file that the target may make room for.
func (p *Plan) meet(f pack.File, there Present, committed func(string) bool) {
	switch {
	case there.Name != f.Path:
		p.refuse(p.target.problem(there.Name,
			fmt.Sprintf("%s differs from the project's %s in case only", there.Name, f.Path), "rename it first"))
	case there.Data != nil && bytes.Equal(there.Data, f.Data):
		p.same[f.Path] = true
	case there.Data != nil && committed(f.Path):
		p.replaced[f.Path] = there.Data
	default:
		p.differs[f.Path] = there.Data
		p.refuse(p.target.problem(there.Name,
			fmt.Sprintf("%s is not committed, or was changed since, and the project has its own", there.Name),
			"commit it or move it away: what is committed can make room without being lost"))
	}
}

// join puts a file beside what the target holds.
func (p *Plan) join(f pack.File) {
	found, looked := p.target.found[f.Path]
	if !looked {
		p.refuse(p.target.problem(f.Path, f.Path+": "+errNotLooked.Error(), ""))
		return
	}
	if problem, refused := p.target.obstacle(f.Path, found); refused {
		p.refuse(problem)
	}
	switch found.kind {
	case sameFile:
		p.same[f.Path] = true
	case otherFile:
		p.differs[f.Path] = found.data
	}
}

// keepEnv leaves a .env that is there as it is, whatever it holds.
func (p *Plan) keepEnv() {
	if !p.into || p.env == nil {
		return
	}
	switch found := p.target.found[EnvName]; found.kind {
	case nothing:
	case otherFile, link:
		p.env = nil
		p.kept = append(p.kept, EnvName)
	default:
		problem, _ := p.target.obstacle(EnvName, found)
		p.refuse(problem)
	}
}

// nameProblem is what is wrong with a path that a pack gives.
func nameProblem(file, message string) yamlx.Problem {
	return yamlx.Problem{
		Where: yamlx.WherePack, Given: file, Allowed: []string{}, Message: fmt.Sprintf("file name %q: %s", file, message),
	}
}

// problem is a refusal of the target.
func (t Target) problem(given, message, hint string) yamlx.Problem {
	return yamlx.Problem{
		Where: yamlx.WhereTarget, Given: given, Allowed: []string{}, Message: t.Dir + ": " + message, Hint: hint,
	}
}

// Refusal says why nothing can be written at the target at all, as far as the
// target alone tells; nil when something can. With into, other files may be
// there.
func (t Target) Refusal(into bool) yamlx.Problems {
	switch t.State {
	case StateNotDirectory:
		where := strings.Join(t.InWay, "")
		if where != t.Dir {
			return yamlx.Problems{t.problem(where, where+" is not a directory", "name another target")}
		}
		return yamlx.Problems{t.problem(where, "is not a directory", "name another target, or move it away")}
	case StateOccupied:
		if into {
			return nil
		}
		problems := yamlx.Problems{t.inTheWay(t.InWay)}
		if note, ok := t.killed(); ok {
			problems = append(problems, note)
		}
		return problems
	}
	return nil
}

// inTheWay names what is in the way; of a long list the first few.
func (t Target) inTheWay(names []string) yamlx.Problem {
	const most = 8
	list := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	verb := "is"
	if len(names) > 1 {
		verb = "are"
	}
	return t.problem(strings.Join(names, ", "), fmt.Sprintf("%s %s in the way", list, verb),
		"name another target, move what is there away, or add --into to put the project beside it")
}

// Target is the target of the plan.
func (p Plan) Target() Target { return p.target }

// Tree gives the files that git may hold: all but .env.
func (p Plan) Tree() pack.Tree { return slices.Clone(p.tree) }

// Files gives all files of the project in the order of their paths; .env is
// there with stand-ins for its secrets, so that its size is right.
func (p Plan) Files() pack.Tree {
	files := p.Tree()
	if p.env != nil {
		files = append(files, pack.File{Path: EnvName, Data: p.env.content(standIn), Class: pack.ClassLocal})
	}
	files.Sort()
	return files
}

// Changes compares the plan with the target: a change for every file that is
// not there with the same bytes; .env is none, since it is nobody else's. A file
// that was too large to read is left out.
func (p Plan) Changes() []Change {
	var changes []Change
	for _, f := range p.tree {
		old, replaced := p.replaced[f.Path]
		if !replaced {
			var differs bool
			if old, differs = p.differs[f.Path]; differs && old == nil {
				continue
			}
		}
		if !p.same[f.Path] {
			changes = append(changes, Change{Path: f.Path, Old: old, New: f.Data, Executable: f.Executable})
		}
	}
	return changes
}

// Replaced names the files of the target that make room, sorted.
func (p Plan) Replaced() []string {
	names := make([]string, 0, len(p.replaced))
	for name := range p.replaced {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Kept names the files of the target that stay in place of the project's.
func (p Plan) Kept() []string { return slices.Clone(p.kept) }

// Same names the files of the project that are there already with the very same
// bytes, sorted.
func (p Plan) Same() []string { return slices.Sorted(maps.Keys(p.same)) }
