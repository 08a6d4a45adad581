package render

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"text/template"

	"scaffold/internal/pack"
)

const (
	leftDelim      = "<%"
	rightDelim     = "%>"
	templateSuffix = ".tmpl"

	// maxTemplate bounds a template in bytes: the parser calls itself for every
	// block inside a block, and a stack that is full cannot be recovered from.
	maxTemplate = 256 << 10
)

// engine renders the files of one project.
type engine struct {
	stack  *pack.Stack
	values map[string]string
	on     map[string]bool
	ctx    Context
	funcs  template.FuncMap
	slots  map[string]bool // slots being rendered, against recursion
}

func newEngine(stack *pack.Stack, values map[string]string, on map[string]bool, ctx Context) *engine {
	e := &engine{stack: stack, values: values, on: on, ctx: ctx, slots: map[string]bool{}}
	e.funcs = functions()
	e.funcs["on"] = e.isOn
	e.funcs["value"] = e.value
	e.funcs["slot"] = e.slot
	return e
}

// isOn reports whether a feature is on; an undeclared name is an error.
func (e *engine) isOn(name string) (bool, error) {
	state, ok := e.on[name]
	if !ok {
		return false, fmt.Errorf("no pack of %s declares a feature %q", e.stack.Framework, name)
	}
	return state, nil
}

// value gives the answer to a question or option.
func (e *engine) value(key string) (string, error) {
	value, ok := e.values[key]
	if !ok {
		return "", fmt.Errorf("no question or option %q", key)
	}
	return value, nil
}

// slot gives what the packs of the stack add at a named place.
func (e *engine) slot(name string) (string, error) {
	if e.slots[name] {
		return "", fmt.Errorf("slot %q is inside itself", name)
	}
	e.slots[name] = true
	defer delete(e.slots, name)
	var b strings.Builder
	for _, p := range e.stack.Packs {
		file := "slots/" + name + templateSuffix
		if _, err := fs.Stat(p.FS(), file); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return "", err
		}
		data, err := e.file(source{pack: p, file: file, path: file})
		if err != nil {
			return "", err
		}
		b.Write(data)
	}
	return b.String(), nil
}

// file gives the bytes of one project file.
func (e *engine) file(src source) ([]byte, error) {
	data, err := fs.ReadFile(src.pack.FS(), src.file)
	if err != nil || !strings.HasSuffix(src.file, templateSuffix) {
		return data, err
	}
	name := src.pack.Name + "/" + src.file
	if len(data) > maxTemplate {
		return nil, &Error{File: name, Line: 1, Column: 1, Message: fmt.Sprintf("the template is larger than %d KiB", maxTemplate>>10)}
	}
	text, shifts := ownLines(string(data))
	tmpl, err := parseWritten(name, string(data), text, e.funcs)
	if err != nil {
		return nil, err
	}
	out := &limitedBuffer{limit: maxFile}
	out.Grow(len(data))
	if err := tmpl.Execute(out, e.ctx); err != nil {
		return nil, located(name, string(data), shifts, err)
	}
	if bytes.Contains(out.Bytes(), []byte("<no value>")) {
		return nil, &Error{File: name, Line: 1, Column: 1, Message: "the output holds \"<no value>\""}
	}
	return out.Bytes(), nil
}

// parseWritten parses a template whose directives were moved by [ownLines]. A syntax
// error is found again in the text as it was written, where its line is right.
func parseWritten(name, written, text string, funcs template.FuncMap) (*template.Template, error) {
	begin := func() *template.Template {
		return template.New(name).Delims(leftDelim, rightDelim).Option("missingkey=error").Funcs(funcs)
	}
	tmpl, err := begin().Parse(text)
	if err == nil {
		return tmpl, nil
	}
	if _, again := begin().Parse(written); again != nil {
		err = again
	}
	return nil, located(name, written, nil, err)
}

// control matches a line that holds nothing but directives which give no output
// of their own, or a slot.
var control = regexp.MustCompile(`^([ \t]*)((?:<%[ \t]*(?:(?:if|else|end|range|with|break|continue|slot)\b[^%]*|/\*.*?\*/|\$\w+[ \t]*:?=[^%]*)%>[ \t]*)+)$`)

// ownLines makes a directive that is alone on its line leave no line: its
// newline moves inside the directive, so that line numbers stay. What has to be
// added to a column of the new text to get the column as written is given by
// line.
func ownLines(text string) (string, map[int]int) {
	shifts := map[int]int{}
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		body, newline := strings.CutSuffix(line, "\n")
		if !newline || !strings.HasPrefix(strings.TrimLeft(body, " \t"), leftDelim) {
			continue
		}
		m := control.FindStringSubmatch(body)
		if m == nil {
			continue
		}
		directive, end := strings.TrimRight(m[2], " \t"), rightDelim
		if strings.HasSuffix(directive, "*/"+rightDelim) {
			end = "*/" + rightDelim
		}
		lines[i] = strings.TrimSuffix(directive, end) + "\n" + end
		shifts[i+1] += len(m[1])
		shifts[i+2] -= len(end)
	}
	return strings.Join(lines, ""), shifts
}

// limitedBuffer refuses to grow over its limit.
type limitedBuffer struct {
	bytes.Buffer
	limit int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		return 0, fmt.Errorf("the file is larger than %d MiB", b.limit>>20)
	}
	return b.Buffer.Write(p)
}

// Error is a mistake in a template, with the place and the line it stands in.
type Error struct {
	File    string // pack/path
	Line    int    // from 1
	Column  int    // from 1; 1 when only the line is known
	Message string
	Snippet string // the template's line
}

// Error gives `file:line:column: message` and the line below it.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Snippet != "" {
		text += "\n  " + e.Snippet
	}
	return text
}

var place = regexp.MustCompile(`^template: (.*?\.tmpl):(\d+)(?::(\d+))?: (?s:(.*))$`)

// located turns an error of text/template into an [Error]. An error from inside
// a slot keeps its own place.
func located(name, text string, shifts map[int]int, err error) error {
	if inner, ok := errors.AsType[*Error](err); ok {
		return inner
	}
	found := &Error{File: name, Line: 1, Column: 1, Message: err.Error()}
	m := place.FindStringSubmatch(err.Error())
	if m == nil {
		return found
	}
	found.Line, _ = strconv.Atoi(m[2])
	if column, err := strconv.Atoi(m[3]); err == nil {
		found.Column = column + 1 + shifts[found.Line]
	}
	found.Message = m[4]
	if _, after, ok := strings.Cut(m[4], ">: "); ok && strings.HasPrefix(m[4], "executing ") {
		found.Message = after
		if _, cause, ok := strings.Cut(after, ": "); ok && strings.HasPrefix(after, "error calling ") {
			found.Message = cause
		}
	}
	if lines := strings.Split(text, "\n"); found.Line <= len(lines) {
		found.Snippet = strings.TrimSpace(lines[found.Line-1])
	}
	return found
}
