package yamlx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxBytes is the largest document that is read: 1 MiB.
const MaxBytes = 1 << 20

// MaxProblems bounds what is reported about one document: nobody reads more, and
// a file of nothing but mistakes must not take its time.
const MaxProblems = 100

// maxDepth bounds the nesting of a document.
const maxDepth = 64

// Kind is the kind of a [Value].
type Kind int

// The kinds of values.
const (
	Scalar Kind = iota + 1
	Map
	Seq
)

// String names the kind as a person would.
func (k Kind) String() string {
	switch k {
	case Scalar:
		return "a single value"
	case Map:
		return "a mapping"
	case Seq:
		return "a list"
	}
	return "nothing"
}

// Pos is a place in a document, both counted from 1.
type Pos struct{ Line, Column int }

// Entry is one `key: value` of a mapping.
type Entry struct {
	Key   string
	Pos   Pos // of the key
	Value *Value
}

// Value is a node of a checked document.
type Value struct {
	Kind    Kind
	Text    string  // source text of a scalar: `3.10` stays "3.10"
	Quoted  bool    // the scalar was quoted, or a block scalar
	Entries []Entry // of a mapping, in document order, each key once
	Items   []*Value
	Pos     Pos
}

// Get gives the value of a mapping's key, nil when the key is absent.
func (v *Value) Get(key string) *Value {
	for _, e := range v.Entries {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

// List gives the items of a list, and of anything else the value itself: many
// things may be written as one or as a list.
func (v *Value) List() []*Value {
	if v.Kind == Seq {
		return v.Items
	}
	return []*Value{v}
}

// Parse reads one document and checks its form. file is the name that problems
// carry, where the kind of place. An empty document is an empty mapping. The
// value is nil when the document cannot be parsed at all; beside problems of
// form (duplicate keys, anchors, tags) it is given, so that the reader can
// report what is wrong with its content in the same breath.
func Parse(where Where, file string, data []byte) (*Value, Problems) {
	p := parser{where: where, file: file}
	if problem := p.precheck(data); problem != nil {
		return nil, Problems{*problem}
	}
	node, problem := p.document(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if problem != nil {
		return nil, Problems{*problem}
	}
	if node == nil {
		return &Value{Kind: Map, Pos: Pos{1, 1}}, nil
	}
	return p.value(node, 0), p.problems
}

type parser struct {
	where    Where
	file     string
	problems Problems
}

func (p *parser) at(line, column int, key, message, hint string) Problem {
	return Problem{
		Where: p.where, File: p.file, Line: line, Column: column,
		Key: key, Allowed: []string{}, Message: message, Hint: hint,
	}
}

func (p *parser) add(n *yaml.Node, key, message, hint string) {
	if len(p.problems) >= MaxProblems {
		return
	}
	p.problems = append(p.problems, p.at(n.Line, n.Column, key, message, hint))
}

// precheck refuses what should not even reach the parser.
func (p *parser) precheck(data []byte) *Problem {
	place := func(i int) (int, int) {
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		return line, 1 + utf8.RuneCount(data[bytes.LastIndexByte(data[:i], '\n')+1:i])
	}
	if len(data) > MaxBytes {
		problem := p.at(1, 1, "", fmt.Sprintf("the document has %d bytes, more than 1 MiB", len(data)), "keep only the keys this file needs")
		return &problem
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		line, column := place(i)
		problem := p.at(line, column, "", "a NUL byte: this is not a text file", "")
		return &problem
	}
	if !utf8.Valid(data) {
		i := 0
		for rest := data; ; {
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError && size <= 1 {
				break
			}
			i, rest = i+size, rest[size:]
		}
		line, column := place(i)
		problem := p.at(line, column, "", "a byte that is not UTF-8", "save the file as UTF-8")
		return &problem
	}
	return nil
}

// document gives the root node of the only document, nil when there is none.
func (p *parser) document(data []byte) (*yaml.Node, *Problem) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		problem := p.at(1, 1, "", err.Error(), "")
		return nil, &problem
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, p.syntax(err)
	}
	switch err := loader.Load(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		return nil, p.syntax(err)
	default:
		problem := p.at(second.Line, second.Column, "", "a second document begins here", "keep one document in the file")
		return nil, &problem
	}
	if len(first.Content) == 0 {
		return nil, nil
	}
	root := first.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == "" {
		return nil, nil
	}
	return root, nil
}

// syntax turns the library's parse error into a located problem.
func (p *parser) syntax(err error) *Problem {
	line, column, text := 1, 1, err.Error()
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		text = load.Message
		line, column = max(load.Mark.Line, 1), max(load.Mark.Column, 1)
	}
	problem := p.at(line, column, "", "not valid YAML: "+oneLine(text), "")
	return &problem
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// value converts a node and notes every form that is refused.
func (p *parser) value(n *yaml.Node, depth int) *Value {
	v := &Value{Pos: Pos{n.Line, n.Column}}
	if depth > maxDepth {
		p.add(n, "", fmt.Sprintf("nested more than %d levels deep", maxDepth), "")
		return v
	}
	if n.Kind == yaml.AliasNode {
		p.add(n, "", fmt.Sprintf("an alias (*%s)", n.Value), "write the value out")
		return v
	}
	if n.Anchor != "" {
		p.add(n, "", fmt.Sprintf("an anchor (&%s)", n.Anchor), "write the value out where it is needed")
	}
	if n.Style&yaml.TaggedStyle != 0 {
		p.add(n, "", fmt.Sprintf("a tag (%s)", n.Tag), "leave the tag out")
	}
	switch n.Kind {
	case yaml.ScalarNode:
		v.Kind, v.Text = Scalar, n.Value
		p.checkShown(n)
		v.Quoted = n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	case yaml.SequenceNode:
		v.Kind = Seq
		for _, item := range n.Content {
			v.Items = append(v.Items, p.value(item, depth+1))
		}
	case yaml.MappingNode:
		v.Kind = Map
		p.entries(v, n, depth)
	}
	return v
}

// checkShown refuses what would do something to the terminal that it is shown on.
// What packs and matrices say is shown as it is; answers have rules of their own.
func (p *parser) checkShown(n *yaml.Node) {
	if p.where != WherePack && p.where != WhereMatrix {
		return
	}
	for _, r := range n.Value {
		if r != '\n' && r != '\t' && Unseen(r) {
			p.add(n, "", fmt.Sprintf("a text with the character %U, which cannot be seen", r), "leave it out")
			return
		}
	}
}

func (p *parser) entries(v *Value, n *yaml.Node, depth int) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, content := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Anchor != "" || k.Style&yaml.TaggedStyle != 0 {
			p.add(k, "", "a key that is not a plain word", "")
			continue
		}
		if k.Value == "<<" && k.Style == 0 {
			p.add(k, "", "a merge key (<<)", "write the keys out")
			continue
		}
		if line, twice := seen[k.Value]; twice {
			p.add(k, k.Value, fmt.Sprintf("key %q is already given on line %d", k.Value, line), "keep one of the two")
			continue
		}
		seen[k.Value] = k.Line
		v.Entries = append(v.Entries, Entry{Key: k.Value, Pos: Pos{k.Line, k.Column}, Value: p.value(content, depth+1)})
	}
}

// IsNull reports whether the value is an unquoted null or left empty.
func (v *Value) IsNull() bool {
	if v.Kind != Scalar || v.Quoted {
		return false
	}
	switch v.Text {
	case "", "~", "null", "Null", "NULL":
		return true
	}
	return false
}
