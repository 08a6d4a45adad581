package choose

import (
	"fmt"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// checker collects what is wrong with a decoded matrix.
type checker struct {
	file     string
	doc      *document
	problems yamlx.Problems
	codes    []string       // of the lint, for each problem; "" for form in general
	ids      map[string]int // line of each rule's id
}

// The characters that may stand between the letters and digits of a name.
const (
	inKeys   = '_'
	inValues = '-'
)

// check looks at what the decoder cannot see: references, duplicates, limits.
func check(file string, d *document) (yamlx.Problems, []string) {
	c := &checker{file: file, doc: d, ids: map[string]int{}}
	if d.Schema != 1 {
		c.add("", yamlx.Problem{Key: "schema", Given: fmt.Sprint(d.Schema), Allowed: []string{"1"},
			Message: fmt.Sprintf("schema %d is not known", d.Schema), Hint: "this version reads schema 1"}, d.Pos)
	}
	c.text(d.ID, "id", d.Pos)
	if d.Version < 1 {
		c.say(d.Pos, "version", "version counts from 1", "")
	}
	c.outcomes()
	c.questions()
	if len(c.problems) > 0 {
		return c.problems, c.codes // everything below refers to these
	}
	c.rows()
	c.evidence()
	c.warnings()
	c.notes()
	c.verdict()
	c.tests()
	return c.problems, c.codes
}

func (c *checker) add(code string, p yamlx.Problem, pos yamlx.Pos) {
	p.Where, p.File, p.Line, p.Column = yamlx.WhereMatrix, c.file, pos.Line, pos.Column
	if p.Allowed == nil {
		p.Allowed = []string{}
	}
	c.problems, c.codes = append(c.problems, p), append(c.codes, code)
}

func (c *checker) say(pos yamlx.Pos, key, message, hint string) {
	c.add("", yamlx.Problem{Key: key, Message: message, Hint: hint}, pos)
}

// twice notes a name that stands in the file already.
func (c *checker) twice(pos yamlx.Pos, key, message, hint string) {
	c.add("M003", yamlx.Problem{Key: key, Message: message, Hint: hint}, pos)
}

// text refuses an empty text.
func (c *checker) text(text, key string, pos yamlx.Pos) {
	if strings.TrimSpace(text) == "" {
		code := ""
		if key == "why" || key == "source" {
			code = "M004"
		}
		c.add(code, yamlx.Problem{Key: key, Message: fmt.Sprintf("key %q is empty", key)}, pos)
	}
}

// id refuses an empty id and one that another rule has.
func (c *checker) id(id string, pos yamlx.Pos) {
	c.text(id, "id", pos)
	if line, ok := c.ids[id]; ok {
		c.twice(pos, "id", fmt.Sprintf("id %q is used twice", id), fmt.Sprintf("it stands at line %d already", line))
		return
	}
	c.ids[id] = pos.Line
}

// valueOf begins the description of a question's value.
const valueOf = "value of "

// among refuses a word that is not on the list.
func (c *checker) among(what, given string, allowed []string, pos yamlx.Pos) bool {
	if slices.Contains(allowed, given) {
		return true
	}
	hint := "known: " + strings.Join(allowed, ", ")
	if near := yamlx.Suggest(given, allowed); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	code := "M001"
	if strings.HasPrefix(what, valueOf) || what == ShapeKey {
		code = "M002"
	}
	c.add(code, yamlx.Problem{Key: what, Given: given, Allowed: allowed,
		Message: fmt.Sprintf("unknown %s %q", what, given), Hint: hint}, pos)
	return false
}

func (c *checker) outcomes() {
	d := c.doc
	if n := len(d.Outcomes); n < 2 || n > maxOutcomes {
		c.say(d.Pos, "outcomes", fmt.Sprintf("a matrix has 2 to %d outcomes, this one has %d", maxOutcomes, n), "")
	}
	seen := map[string]bool{}
	for _, o := range d.Outcomes {
		c.text(o.Label, "label", o.Pos)
		c.form(inValues, "outcome", o.ID, o.Pos)
		if seen[o.ID] {
			c.twice(o.Pos, "id", fmt.Sprintf("outcome %q stands here twice", o.ID), "")
		}
		seen[o.ID] = true
	}
}

// form refuses a name that cannot be a flag, an environment variable and a
// plain word of YAML at once.
func (c *checker) form(joint rune, what, text string, pos yamlx.Pos) {
	odd := func(r rune) bool { return r != joint && (r < 'a' || r > 'z') && (r < '0' || r > '9') }
	if text != "" && !strings.ContainsFunc(text, odd) && !strings.HasPrefix(text, string(joint)) &&
		(joint != inKeys || text[0] > '9') {
		return
	}
	c.add("", yamlx.Problem{Key: what, Given: text, Message: fmt.Sprintf("%s %q has a form that cannot be typed everywhere", what, text),
		Hint: fmt.Sprintf("use lower-case letters, digits and %q", joint)}, pos)
}

func (c *checker) questions() {
	d := c.doc
	d.byKey = map[string]int{}
	if n := len(d.Questions); n > maxQuestions {
		c.say(d.Pos, "questions", fmt.Sprintf("%d questions are more than %d", n, maxQuestions), "")
	}
	for i, q := range d.Questions {
		c.form(inKeys, "key", q.Key, q.Pos)
		c.text(q.Ask, "ask", q.Pos)
		c.text(q.Help, "help", q.Pos)
		if _, ok := d.byKey[q.Key]; ok {
			c.twice(q.Pos, "key", fmt.Sprintf("question %q stands here twice", q.Key), "")
		}
		d.byKey[q.Key] = i
		c.values(q)
	}
	if _, ok := d.byKey[ShapeKey]; !ok {
		c.say(d.Pos, "questions", fmt.Sprintf("there is no question %q", ShapeKey), "the rows pick by its answer")
	}
}

func (c *checker) values(q Question) {
	if n := len(q.Values); n < 2 || n > maxValues {
		c.say(q.Pos, "values", fmt.Sprintf("question %q has %d values, 2 to %d are possible", q.Key, n, maxValues), "")
	}
	seen := map[string]bool{}
	for i, v := range q.Values {
		c.form(inValues, "value", v.Value, v.Pos)
		c.text(v.Label, "label", v.Pos)
		c.text(v.Help, "help", v.Pos)
		if seen[v.Value] {
			c.twice(v.Pos, "value", fmt.Sprintf("question %q: value %q stands here twice", q.Key, v.Value), "")
		}
		seen[v.Value] = true
		if (v.Value == Unsure) != (i == len(q.Values)-1) {
			c.say(v.Pos, "value", fmt.Sprintf("question %q: %q must be the last value, and no other may be", q.Key, Unsure), "")
		}
	}
}

func (c *checker) valueNames(question int) []string {
	names := make([]string, 0, maxValues)
	for _, v := range c.doc.Questions[question].Values {
		names = append(names, v.Value)
	}
	return names
}

func (c *checker) outcomeNames() []string {
	names := make([]string, 0, maxOutcomes)
	for _, o := range c.doc.Outcomes {
		names = append(names, o.ID)
	}
	return names
}

// question gives the index of a question, or notes that there is none.
func (c *checker) question(key string, pos yamlx.Pos) (int, bool) {
	keys := make([]string, len(c.doc.Questions))
	for i, q := range c.doc.Questions {
		keys[i] = q.Key
	}
	i, ok := c.doc.byKey[key]
	if !ok {
		c.among("question", key, keys, pos)
	}
	return i, ok
}

func (c *checker) condition(when condition) {
	for _, one := range when {
		i, ok := c.question(one.Key, one.Pos)
		if !ok {
			continue
		}
		if len(one.Match.In) == 0 {
			c.say(one.Pos, one.Key, fmt.Sprintf("condition on %q names no value", one.Key), "")
		}
		for _, value := range one.Match.In {
			c.among(valueOf+one.Key, value, c.valueNames(i), one.Pos)
		}
	}
}

func (c *checker) rows() {
	shapes := c.valueNames(c.doc.byKey[ShapeKey])
	for _, r := range c.doc.Rows {
		c.id(r.ID, r.Pos)
		c.text(r.Why, "why", r.Pos)
		c.text(r.Source, "source", r.Pos)
		c.among("outcome", r.Pick, c.outcomeNames(), r.Pos)
		if len(r.Shapes) == 0 {
			c.say(r.Pos, "shapes", fmt.Sprintf("row %q covers no shape", r.ID), "")
		}
		for _, shape := range r.Shapes {
			if c.among(ShapeKey, shape.Text, shapes, shape.Pos) && shape.Text == Unsure {
				c.say(shape.Pos, "shapes", fmt.Sprintf("row %q: no row can cover %q", r.ID, Unsure), "evidence alone decides then")
			}
		}
	}
}
