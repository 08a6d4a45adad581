package render

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"scaffold/internal/pack"
)

// The limits of what rendering may produce, in bytes, and of how long it may
// take: a loop in a template ends by itself or not at all.
const (
	maxFile = 8 << 20
	maxTree = 256 << 20
	maxTime = 30 * time.Second
)

// Options choose what is rendered beside the answers.
type Options struct {
	// InsideRepository leaves out the files that work only at a repository's
	// root.
	InsideRepository bool

	limit time.Duration // tests have less patience; 0 for maxTime
}

// source is one file of a pack and where it goes.
type source struct {
	pack *pack.Pack
	file string // path inside the pack
	path string // path in the project
}

// Render gives the project for these answers: values holds every question and
// option of the stack. The context's requirements, environment variables and
// services are filled in from the enabled features. It ends when the first
// argument does, and gives up after half a minute; a template that never ends is
// left to the end of the process, since nothing can stop it.
func Render(until context.Context, stack *pack.Stack, values map[string]string, ctx Context, opts Options) (pack.Tree, error) {
	type answer struct {
		tree pack.Tree
		err  error
	}
	limit := cmp.Or(opts.limit, maxTime)
	until, cancel := context.WithTimeoutCause(until, limit, fmt.Errorf("pack %s: rendering takes longer than %v", stack.Framework, limit))
	defer cancel()
	done := make(chan answer, 1)
	go func() {
		tree, err := build(stack, values, ctx, opts)
		done <- answer{tree, err}
	}()
	select {
	case got := <-done:
		return got.tree, got.err
	case <-until.Done():
		return nil, context.Cause(until)
	}
}

// build renders the files of a project.
func build(stack *pack.Stack, values map[string]string, ctx Context, opts Options) (pack.Tree, error) {
	on := enabled(stack, values)
	if err := fill(stack, values, on, &ctx); err != nil {
		return nil, err
	}
	sources, err := list(stack, on)
	if err != nil {
		return nil, err
	}
	if opts.InsideRepository {
		sources = slices.DeleteFunc(sources, func(src source) bool { return stack.RootOnly(src.path) })
	}
	data, err := files(sources, func() *engine { return newEngine(stack, values, on, ctx) })
	if err != nil {
		return nil, err
	}
	tree := make(pack.Tree, len(sources))
	for i, src := range sources {
		tree[i] = pack.File{
			Path: src.path, Data: data[i],
			Executable: stack.Executable(src.path), Class: stack.Class(src.path),
		}
		if bare, is := strings.CutSuffix(src.path, catalogText); is {
			compiled, err := compileCatalog(data[i])
			if located, ok := errors.AsType[*Error](err); ok {
				located.File = src.pack.Name + "/" + src.file + " (rendered)"
				return nil, located
			}
			tree = append(tree, pack.File{Path: bare + catalogCompiled, Data: compiled, Class: stack.Class(src.path)})
		}
	}
	tree.Sort()
	return tree, nil
}

// files renders the sources on all processors, each with an engine of its own.
// Of several mistakes the one in the first source is told: sources are begun in
// their order, and those that have begun are finished.
func files(sources []source, engine func() *engine) ([][]byte, error) {
	var next, total atomic.Int64
	var failed atomic.Bool
	var working sync.WaitGroup
	data, errs := make([][]byte, len(sources)), make([]error, len(sources))
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		working.Go(func() {
			e := engine()
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(sources) {
					return
				}
				data[i], errs[i] = e.file(sources[i])
				if total.Add(int64(len(data[i]))) > maxTree {
					errs[i] = fmt.Errorf("%s: the project is larger than %d MiB", sources[i].file, maxTree>>20)
				}
				if errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	working.Wait()
	return data, cmp.Or(errs...)
}

// enabled gives the state of every feature of the stack by name.
func enabled(stack *pack.Stack, values map[string]string) map[string]bool {
	on := map[string]bool{}
	for _, f := range stack.Features() {
		on[f.Name] = f.When.Match(values)
	}
	return on
}

// Env gives the environment variables that the enabled features read, in the
// order of the packs.
func Env(stack *pack.Stack, values map[string]string) []EnvVar {
	var vars []EnvVar
	for _, f := range stack.Features() {
		if !f.When.Match(values) {
			continue
		}
		for _, e := range f.Env {
			vars = append(vars, EnvVar{e.Name, e.Meaning, e.Example, e.Default, e.Secret, e.Generate, e.Required})
		}
	}
	return vars
}

// list gives the files of base/ and of the enabled features. A path that two of
// them own is an error.
func list(stack *pack.Stack, on map[string]bool) ([]source, error) {
	var sources []source
	owner := map[string]string{}
	for _, p := range stack.Packs {
		roots := []string{"base"}
		for _, f := range p.Features {
			if on[f.Name] && f.Name != pack.BaseFeature {
				roots = append(roots, "features/"+f.Name+"/files")
			}
		}
		for _, root := range roots {
			found, err := walk(p, root)
			if err != nil {
				return nil, err
			}
			for _, src := range found {
				full := p.Name + "/" + src.file
				if other := owner[src.path]; other != "" {
					return nil, fmt.Errorf("%s: %s already gives %s", full, other, src.path)
				}
				owner[src.path] = full
				sources = append(sources, src)
			}
		}
	}
	return sources, nil
}

// walk lists the files below a folder of a pack; a folder that is not there has
// none.
func walk(p *pack.Pack, root string) ([]source, error) {
	files, err := p.Files(root)
	if err != nil {
		return nil, err
	}
	sources := make([]source, len(files))
	for i, file := range files {
		sources[i] = source{pack: p, file: file, path: projectPath(strings.TrimPrefix(file, root+"/"))}
	}
	return sources, nil
}

// projectPath turns a path of a pack into the path in the project: `.tmpl` is
// dropped, a leading `dot_` of a component becomes a dot.
func projectPath(file string) string {
	parts := strings.Split(strings.TrimSuffix(file, templateSuffix), "/")
	for i, part := range parts {
		if rest, ok := strings.CutPrefix(part, "dot_"); ok {
			parts[i] = "." + rest
		}
	}
	return path.Join(parts...)
}

// fill adds what the enabled features bring to the context.
func fill(stack *pack.Stack, values map[string]string, on map[string]bool, ctx *Context) error {
	var run, dev []string
	ctx.Env = Env(stack, values)
	for _, f := range stack.Features() {
		if !on[f.Name] {
			continue
		}
		ctx.Requirements = append(ctx.Requirements, f.Requirements...)
		ctx.DevRequirements = append(ctx.DevRequirements, f.DevRequirements...)
		run, dev = append(run, f.Name), append(dev, f.Name+pack.DevSuffix)
		for _, s := range f.Services {
			ctx.Services = append(ctx.Services, Service{s.Name, s.Meaning})
		}
	}
	for _, list := range []*[]string{&ctx.Requirements, &ctx.DevRequirements} {
		slices.SortFunc(*list, func(a, b string) int { return strings.Compare(distribution(a), distribution(b)) })
		*list = slices.Compact(*list)
	}
	name := stack.LockName(values)
	if name == "" {
		return nil
	}
	lock, err := stack.Lock(name)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, pin := range lock.Pins(run) {
		have[pin.Name] = true
		ctx.Pins = append(ctx.Pins, pinBlock(pin))
	}
	for _, pin := range lock.Pins(dev) {
		if !have[pin.Name] {
			ctx.DevPins = append(ctx.DevPins, pinBlock(pin))
		}
	}
	return nil
}

// distribution gives the name in a requirement: "sqlalchemy" for
// "sqlalchemy[asyncio]>=2.1,<2.2".
func distribution(requirement string) string {
	if end := strings.IndexAny(requirement, "[<>=!~; "); end >= 0 {
		requirement = requirement[:end]
	}
	return strings.ToLower(requirement)
}

// pinBlock writes one requirement with its hashes, one per continued line.
func pinBlock(pin pack.Pin) string {
	lines := make([]string, 1, 1+len(pin.Hashes))
	lines[0] = pin.Name + "==" + pin.Version
	if pin.Marker != "" {
		lines[0] += " ; " + pin.Marker
	}
	return strings.Join(append(lines, pin.Hashes...), " \\\n    --hash=")
}
