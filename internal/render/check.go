package render

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"scaffold/internal/pack"
)

// Check parses every template of a stack without rendering it and reports what
// would fail or be wrong in some combination of answers: field references that
// the context does not have, functions that are not offered, features, keys and
// slots that nobody declares, slots that nobody shows, feature folders without
// a feature.
func Check(stack *pack.Stack) []error {
	c := &checker{features: map[string]bool{}, keys: map[string]bool{}, shown: map[string]bool{}, funcs: functions()}
	for _, f := range stack.Features() {
		c.features[f.Name] = true
		for _, key := range f.When.Keys() {
			c.keys[key] = true
		}
	}
	for _, o := range stack.Options() {
		c.keys[o.Key] = true
	}
	given := map[string]string{}
	for _, p := range stack.Packs {
		c.pack(p, given)
	}
	for name, file := range given {
		if !c.shown[name] {
			c.errs = append(c.errs, fmt.Errorf("%s: no template shows a slot %q", file, name))
		}
	}
	return c.errs
}

type checker struct {
	features, keys, shown map[string]bool
	funcs                 template.FuncMap
	errs                  []error
	tree                  *parse.Tree
	vars                  map[string]reflect.Type
}

func (c *checker) pack(p *pack.Pack, given map[string]string) {
	own := map[string]bool{}
	for _, f := range p.Features {
		own[f.Name] = true
	}
	err := fs.WalkDir(p.FS(), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		parts := strings.Split(file, "/")
		switch parts[0] {
		case "base", pack.ManifestName, "locks":
		case "slots":
			given[strings.TrimSuffix(parts[1], templateSuffix)] = p.Name + "/" + file
		case "features":
			if len(parts) < 4 || parts[2] != "files" || !own[parts[1]] {
				c.errs = append(c.errs, fmt.Errorf("%s/%s: owned by no feature", p.Name, file))
			}
		default:
			c.errs = append(c.errs, fmt.Errorf("%s/%s: not in base/, features/NAME/files/, slots/ or locks/", p.Name, file))
		}
		if strings.HasSuffix(file, templateSuffix) {
			c.file(p, file)
		}
		return nil
	})
	if err != nil {
		c.errs = append(c.errs, err)
	}
}

// loose matches an opening delimiter that is not followed by a blank, a comment
// or a trim marker: printf-like text that the engine would take for its own.
var loose = regexp.MustCompile(`<%[^ \t\n/-]`)

func (c *checker) file(p *pack.Pack, file string) {
	name := p.Name + "/" + file
	data, err := fs.ReadFile(p.FS(), file)
	if err != nil {
		c.errs = append(c.errs, err)
		return
	}
	if found := loose.Find(data); found != nil {
		c.errs = append(c.errs, fmt.Errorf("%s: %q: a directive begins with a blank", name, found))
		return
	}
	funcs := functions()
	for _, own := range []string{"on", "value", "slot"} {
		funcs[own] = func(string) (string, error) { return "", nil }
	}
	tmpl, err := parseWritten(name, string(data), string(data), funcs)
	if err != nil {
		c.errs = append(c.errs, err)
		return
	}
	context := reflect.TypeFor[Context]()
	c.tree, c.vars = tmpl.Tree, map[string]reflect.Type{"$": context}
	if tmpl.Tree != nil {
		c.list(tmpl.Root, context)
	}
}

// add notes a problem at a node, its column counted from 1.
func (c *checker) add(node parse.Node, format string, args ...any) {
	where, _ := c.tree.ErrorContext(node)
	if i := strings.LastIndexByte(where, ':'); i >= 0 {
		if column, err := strconv.Atoi(where[i+1:]); err == nil {
			where = where[:i+1] + strconv.Itoa(column+1)
		}
	}
	c.errs = append(c.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (c *checker) list(list *parse.ListNode, dot reflect.Type) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			c.pipe(n.Pipe, dot)
		case *parse.IfNode:
			c.pipe(n.Pipe, dot)
			c.list(n.List, dot)
			c.list(n.ElseList, dot)
		case *parse.WithNode:
			c.list(n.List, c.pipe(n.Pipe, dot))
			c.list(n.ElseList, dot)
		case *parse.RangeNode:
			c.list(n.List, c.ranged(n, dot))
			c.list(n.ElseList, dot)
		case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
		default:
			c.add(node, "%s is not offered to templates", node)
		}
	}
}

// ranged gives the type of dot inside a range and types its variables.
func (c *checker) ranged(n *parse.RangeNode, dot reflect.Type) reflect.Type {
	over := c.pipe(n.Pipe, dot)
	var elem reflect.Type
	if over != nil {
		if over.Kind() != reflect.Slice {
			c.add(n, "range over %s, which is not a list", over)
			return nil
		}
		elem = over.Elem()
	}
	for i, decl := range n.Pipe.Decl {
		c.vars[decl.Ident[0]] = elem
		if len(n.Pipe.Decl) == 2 && i == 0 {
			c.vars[decl.Ident[0]] = reflect.TypeFor[int]()
		}
	}
	return elem
}

// pipe checks a pipeline and gives the type of its value, nil when unknown.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var last reflect.Type
	for _, cmd := range p.Cmds {
		last = c.command(cmd, dot)
	}
	for _, decl := range p.Decl {
		c.vars[decl.Ident[0]] = last
	}
	return last
}

func (c *checker) command(cmd *parse.CommandNode, dot reflect.Type) reflect.Type {
	var first reflect.Type
	for i, arg := range cmd.Args {
		t := c.arg(arg, dot)
		if i == 0 {
			first = t
		}
	}
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		c.call(id, cmd.Args[1:])
		return nil
	}
	return first
}

func (c *checker) arg(node parse.Node, dot reflect.Type) reflect.Type {
	switch n := node.(type) {
	case *parse.FieldNode:
		return c.fields(n, dot, n.Ident)
	case *parse.VariableNode:
		return c.fields(n, c.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return c.fields(n, c.arg(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.DotNode:
		return dot
	}
	return nil
}

func (c *checker) fields(node parse.Node, t reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if t == nil {
			return nil
		}
		if t.Kind() != reflect.Struct {
			c.add(node, "%s has no field %q", t, name)
			return nil
		}
		field, ok := t.FieldByName(name)
		if !ok {
			c.add(node, "%s has no field %q", t, name)
			return nil
		}
		t = field.Type
	}
	return t
}

// operators are the functions of text/template that packs may use.
var operators = []string{"and", "eq", "ge", "gt", "le", "len", "lt", "ne", "not", "or"}

// call checks a function's name and the names given to `on`, `value` and `slot`.
func (c *checker) call(id *parse.IdentifierNode, args []parse.Node) {
	known := map[string]map[string]bool{"on": c.features, "value": c.keys, "slot": nil}
	names, ours := known[id.Ident]
	if !ours {
		_, offered := c.funcs[id.Ident]
		if slices.Contains(withheld, id.Ident) || (!offered && !slices.Contains(operators, id.Ident)) {
			c.add(id, "function %q is not offered to templates", id.Ident)
		}
		return
	}
	if len(args) != 1 || args[0].Type() != parse.NodeString {
		c.add(id, "%s takes one name in quotes", id.Ident)
		return
	}
	name, err := strconv.Unquote(args[0].String())
	if err != nil {
		c.add(id, "%s: %v", id.Ident, err)
		return
	}
	if id.Ident == "slot" {
		c.shown[name] = true
		return
	}
	if !names[name] {
		c.add(id, "%s %q: nobody declares that name", id.Ident, name)
	}
}
