// Package choose applies a decision matrix to answers about a product: which
// framework fits, how strongly, why, what speaks against it and what would
// change it.
//
// The matrix is data. Nothing here knows the name of a framework or of a
// question, except that one question is called `shape`. The package is pure: it
// reads no file and keeps no state.
package choose

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"scaffold/internal/yamlx"
)

// ShapeKey is the key of the question that picks the row of the matrix.
const ShapeKey = "shape"

// Unsure is the last value of every question: an answer that counts for nothing.
const Unsure = yamlx.Unsure

// Matrix is a decision matrix that passed [Load]. It does not change, so it can
// be shared.
type Matrix struct {
	data   document
	source []byte
	digest string
	rules  compiled
}

// Question is one question about the product.
type Question struct {
	Key    string    `yaml:"key,required" json:"key"`
	Ask    string    `yaml:"ask,required" json:"ask"`
	Help   string    `yaml:"help,required" json:"help"`
	Values []Value   `yaml:"values,required" json:"values"`
	Pos    yamlx.Pos `yaml:"-" json:"-"`
}

// Value is one answer that a question offers.
type Value struct {
	Value string    `yaml:"value,required" json:"value"`
	Label string    `yaml:"label,required" json:"label"`
	Fact  Fact      `yaml:"fact" json:"fact,omitempty"`
	Help  string    `yaml:"help,required" json:"help"`
	Pos   yamlx.Pos `yaml:"-" json:"-"`
}

// Note is something that every explanation says, or a warning that fired.
type Note struct {
	ID   string    `yaml:"id,required" json:"id"`
	Text string    `yaml:"text,required" json:"text"`
	Pos  yamlx.Pos `yaml:"-" json:"-"`
}

// document is the matrix file.
type document struct {
	Schema    int            `yaml:"schema,required" json:"schema"`
	ID        string         `yaml:"id,required" json:"id"`
	Version   int            `yaml:"version,required" json:"version"`
	Outcomes  []outcome      `yaml:"outcomes,required" json:"outcomes"`
	Questions []Question     `yaml:"questions,required" json:"questions"`
	Rows      []row          `yaml:"rows,required" json:"rows"`
	Evidence  []evidence     `yaml:"evidence,required" json:"evidence"`
	Warnings  []warning      `yaml:"warnings" json:"warnings"`
	Notes     []Note         `yaml:"notes" json:"notes"`
	Verdict   []verdictRow   `yaml:"verdict,required" json:"verdict"`
	Tests     []exampleCase  `yaml:"tests" json:"tests"`
	Pos       yamlx.Pos      `yaml:"-" json:"-"`
	byKey     map[string]int // index of each question
}

type outcome struct {
	ID    string    `yaml:"id,required" json:"id"`
	Label string    `yaml:"label,required" json:"label"`
	Pos   yamlx.Pos `yaml:"-" json:"-"`
}

// row picks the outcome of some shapes.
type row struct {
	ID     string    `yaml:"id,required" json:"id"`
	Shapes words     `yaml:"shapes,required" json:"shapes"`
	Pick   string    `yaml:"pick,required" json:"pick"`
	Stay   bool      `yaml:"stay" json:"stay"`
	Why    string    `yaml:"why,required" json:"why"`
	Source string    `yaml:"source,required" json:"source"`
	Pos    yamlx.Pos `yaml:"-" json:"-"`
}

// evidence gives points to one outcome.
type evidence struct {
	ID     string    `yaml:"id,required" json:"id"`
	When   condition `yaml:"when,required" json:"when"`
	Points points    `yaml:"points,required" json:"points"`
	Why    string    `yaml:"why,required" json:"why"`
	Source string    `yaml:"source,required" json:"source"`
	Pos    yamlx.Pos `yaml:"-" json:"-"`
}

// warning is one known mistake; its first case that holds gives the text.
type warning struct {
	ID    string        `yaml:"id,required" json:"id"`
	Cases []warningCase `yaml:"cases,required" json:"cases"`
	Pos   yamlx.Pos     `yaml:"-" json:"-"`
}

type warningCase struct {
	Framework string     `yaml:"framework" json:"framework,omitempty"` // that is built; "" = any
	Override  string     `yaml:"override" json:"override,omitempty"`   // "", or withoutReason
	When      conditions `yaml:"when" json:"when,omitempty"`
	Text      string     `yaml:"text,required" json:"text"`
	Pos       yamlx.Pos  `yaml:"-" json:"-"`
}

// withoutReason marks a case that fires when the recommendation was set aside
// and nothing was said about it.
const withoutReason = "without-reason"

// verdictRow says what is said when the facts are so.
type verdictRow struct {
	ID       string    `yaml:"id,required" json:"id"`
	If       facts     `yaml:"if,required" json:"if"`
	Verdict  Verdict   `yaml:"verdict,required" json:"verdict"`
	Strength Strength  `yaml:"strength" json:"strength,omitempty"`
	Say      string    `yaml:"say" json:"say"`
	Pos      yamlx.Pos `yaml:"-" json:"-"`
}

// facts are the conditions of a verdict row; what is left out does not matter.
type facts struct {
	Row     string    `yaml:"row" json:"row,omitempty"`
	Net     *span     `yaml:"net" json:"net,omitempty"`
	Points  *span     `yaml:"points" json:"points,omitempty"`
	Margin  *span     `yaml:"margin" json:"margin,omitempty"`
	Rules   *span     `yaml:"rules" json:"rules,omitempty"`
	Warning string    `yaml:"warning" json:"warning,omitempty"`
	Pos     yamlx.Pos `yaml:"-" json:"-"`
}

// span is a range of whole numbers, its ends included; an end may be open.
type span struct {
	Min *int      `yaml:"min" json:"min,omitempty"`
	Max *int      `yaml:"max" json:"max,omitempty"`
	Pos yamlx.Pos `yaml:"-" json:"-"`
}

func (s *span) has(n int) bool {
	return s == nil || ((s.Min == nil || n >= *s.Min) && (s.Max == nil || n <= *s.Max))
}

// exampleCase is an example that the matrix must satisfy.
type exampleCase struct {
	Name      string    `yaml:"name,required" json:"name"`
	Given     given     `yaml:"given,required" json:"given"`
	Framework string    `yaml:"framework" json:"framework,omitempty"`
	Reason    string    `yaml:"reason" json:"reason,omitempty"`
	Expect    expected  `yaml:"expect,required" json:"expect"`
	Pos       yamlx.Pos `yaml:"-" json:"-"`
}

type expected struct {
	Verdict  Verdict   `yaml:"verdict,required" json:"verdict"`
	Outcome  string    `yaml:"outcome" json:"outcome,omitempty"`
	Strength Strength  `yaml:"strength" json:"strength,omitempty"`
	Warnings *[]string `yaml:"warnings" json:"warnings,omitempty"`
	Pos      yamlx.Pos `yaml:"-" json:"-"`
}

// Load reads a matrix and checks its form. file is the name that problems carry;
// the error is a [yamlx.Problems] with every one. What only enumeration shows is
// found by [Lint]: of two rows that cover one shape, the first counts here.
func Load(file string, data []byte) (*Matrix, error) {
	m := &Matrix{source: slices.Clone(data)}
	if problems := yamlx.Decode(yamlx.WhereMatrix, file, data, &m.data); len(problems) > 0 {
		return nil, problems
	}
	if problems, _ := check(file, &m.data); len(problems) > 0 {
		return nil, problems
	}
	m.identify(data)
	m.rules = compile(&m.data)
	return m, nil
}

// identify notes the digest of the file and completes what was left out of it.
func (m *Matrix) identify(data []byte) {
	sum := sha256.Sum256(data)
	m.digest = "sha256:" + hex.EncodeToString(sum[:])
	m.data.fill()
}

// ID gives the name of the matrix.
func (m *Matrix) ID() string { return m.data.ID }

// Version gives the version of the matrix.
func (m *Matrix) Version() int { return m.data.Version }

// Digest gives "sha256:" and the hexadecimal SHA-256 of the file's bytes.
func (m *Matrix) Digest() string { return m.digest }

// Source gives the file as it was read, comments included.
func (m *Matrix) Source() []byte { return slices.Clone(m.source) }

// Questions gives the questions in the order of the file, [Unsure] last among
// the values of each.
func (m *Matrix) Questions() []Question {
	questions := slices.Clone(m.data.Questions)
	for i := range questions {
		questions[i].Values = slices.Clone(questions[i].Values)
	}
	return questions
}

// Outcomes gives what can be recommended, in the order of the file.
func (m *Matrix) Outcomes() []string {
	ids := make([]string, len(m.data.Outcomes))
	for i, o := range m.data.Outcomes {
		ids[i] = o.ID
	}
	return ids
}

// OutcomeLabel gives the name of an outcome in words, and the id itself when
// the matrix does not know it.
func (m *Matrix) OutcomeLabel(id string) string {
	if i := m.data.outcome(id); i >= 0 {
		return m.data.Outcomes[i].Label
	}
	return id
}

// Pick gives the outcome that the row of a shape picks, and whether that row
// means to stay with code that exists. ok is false when no row covers the shape.
func (m *Matrix) Pick(shape string) (outcome string, stay, ok bool) {
	for _, r := range m.data.Rows {
		if r.Shapes.has(shape) {
			return r.Pick, r.Stay, true
		}
	}
	return "", false, false
}

func (d *document) outcome(id string) int {
	return slices.IndexFunc(d.Outcomes, func(o outcome) bool { return o.ID == id })
}

// fill turns lists that were left out into empty ones.
func (d *document) fill() {
	if d.Warnings == nil {
		d.Warnings = []warning{}
	}
	if d.Notes == nil {
		d.Notes = []Note{}
	}
	if d.Tests == nil {
		d.Tests = []exampleCase{}
	}
}
