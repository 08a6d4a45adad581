package project

import (
	"bytes"
	"fmt"
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
}

// NewPlan joins a tree with a target. It does no input or output and leaves the
// tree as it is. An error is [yamlx.Problems]: those of [CheckPaths], or what is
// in the way.
func NewPlan(tree pack.Tree, target Target, options PlanOptions) (Plan, error) {
	p := Plan{target: target, env: options.Env, replaced: map[string][]byte{}, same: map[string]bool{}}
	if err := CheckPaths(tree).Err(); err != nil {
		return Plan{}, err
	}
	if problem, refused := target.refusal(); refused {
		return Plan{}, yamlx.Problems{problem}
	}
	present := map[string]Present{}
	for _, there := range target.Present {
		present[fold(there.Name)] = there
	}
	committed := options.Committed
	if committed == nil {
		committed = func(string) bool { return false }
	}
	var problems yamlx.Problems
	for _, f := range tree {
		there, taken := present[fold(f.Path)]
		switch {
		case f.Path == EnvName:
			problems = append(problems, nameProblem(f.Path, "is made on each machine and cannot come from a pack"))
			continue
		case !taken:
		case licence(there.Name):
			p.kept = append(p.kept, there.Name)
			continue
		case there.Name != f.Path:
			problems = append(problems, target.problem(there.Name,
				fmt.Sprintf("%s differs from the project's %s in case only", there.Name, f.Path), "rename it first"))
		case there.Data != nil && bytes.Equal(there.Data, f.Data):
			p.same[f.Path] = true
		case there.Data != nil && committed(f.Path):
			p.replaced[f.Path] = there.Data
		default:
			problems = append(problems, target.problem(there.Name,
				fmt.Sprintf("%s is not committed, or was changed since, and the project has its own", there.Name),
				"commit it or move it away: what is committed can make room without being lost"))
		}
		p.tree = append(p.tree, f)
	}
	p.tree.Sort()
	return p, problems.Err()
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

// refusal says why nothing can be written at the target at all.
func (t Target) refusal() (yamlx.Problem, bool) {
	switch t.State {
	case StateNotDirectory:
		where := strings.Join(t.InWay, "")
		if where != t.Dir {
			return t.problem(where, where+" is not a directory", "name another target"), true
		}
		return t.problem(where, "is not a directory", "name another target, or move it away"), true
	case StateOccupied:
		return t.inTheWay(t.InWay), true
	}
	return yamlx.Problem{}, false
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
	return t.problem(strings.Join(names, ", "), fmt.Sprintf("%s %s in the way", list, verb), "name another target, or move what is there away")
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
// not there with the same bytes; .env is none, since it is nobody else's.
func (p Plan) Changes() []Change {
	var changes []Change
	for _, f := range p.tree {
		if !p.same[f.Path] {
			changes = append(changes, Change{Path: f.Path, Old: p.replaced[f.Path], New: f.Data, Executable: f.Executable})
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
