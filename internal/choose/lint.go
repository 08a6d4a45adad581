package choose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// Level says what a finding means for the use of a matrix. The list is closed.
type Level string

// The levels.
const (
	LevelError  Level = "error"  // the matrix is not used
	LevelAdvice Level = "advice" // worth a look; the matrix can be used
)

// maxAssignments bounds what the lint enumerates. The built-in matrix has
// 129,600 assignments, and a million takes about half a second and 4 MB.
const maxAssignments = 5_000_000

// Finding is a fault of a matrix.
type Finding struct {
	Code    string            `json:"code"`
	Level   Level             `json:"level"`
	Rules   []string          `json:"rules"` // ids of rows and rules, keys of questions
	Line    int               `json:"line"`  // from 1; 0 for the whole file
	Column  int               `json:"column"`
	Message string            `json:"message"`
	Hint    string            `json:"hint"`
	Witness map[string]string `json:"witness"` // answers that show it; null when the file itself does
	Count   int               `json:"count"`   // assignments concerned; 0 when not counted
}

// Shown gives the witness in words, "" when there is none: answers that show the
// finding, or, for what never happens, those that come closest to it.
func (f Finding) Shown() string {
	switch {
	case len(f.Witness) == 0:
		return ""
	case f.Code == "M015" || f.Code == "M021":
		return "not even for " + Witness(f.Witness)
	}
	return "for example " + Witness(f.Witness)
}

// Report is what the lint found. Its JSON form is a promise.
type Report struct {
	Schema      int       `json:"schema"`
	Matrix      *Identity `json:"matrix"`      // null when the file is no matrix
	Assignments int       `json:"assignments"` // that were tried
	Findings    []Finding `json:"findings"`    // errors first, then in the order of the file
}

// Failed reports whether the matrix cannot be used.
func (r Report) Failed() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Level == LevelError })
}

// Problems gives the errors as problems of the file.
func (r Report) Problems(file string) yamlx.Problems {
	var problems yamlx.Problems
	for _, f := range r.Findings {
		if f.Level != LevelError {
			continue
		}
		message := f.Code + ": " + f.Message
		if shown := f.Shown(); shown != "" {
			message += ", " + shown
		}
		problems = append(problems, yamlx.Problem{
			Where: yamlx.WhereMatrix, File: file, Line: f.Line, Column: f.Column,
			Key: cmp.Or(append(slices.Clone(f.Rules), "")...), Allowed: []string{}, Message: message, Hint: f.Hint,
		})
	}
	return problems
}

// Code is a kind of finding.
type Code struct {
	Code    string
	Level   Level
	Meaning string
}

// Codes gives every kind of finding, in order.
func Codes() []Code {
	return []Code{
		{"M001", LevelError, "A question, outcome, verdict or other word that does not exist."},
		{"M002", LevelError, "A value that its question does not have."},
		{"M003", LevelError, "An id, key, value or name that stands there twice."},
		{"M004", LevelError, "A rule without a reason (why) or without its source."},
		{"M005", LevelError, "Any other error of form, or more assignments than can be tried."},
		{"M010", LevelError, "A gap: answers that no row covers."},
		{"M011", LevelError, "An overlap: two verdict rows say different things about the same answers."},
		{"M012", LevelError, "A duplicate: two rules with the same condition and the same effect."},
		{"M013", LevelError, "A contradiction: two rules with the same condition and opposite effects."},
		{"M014", LevelError, "A rule that another one always comes before, with the same effect."},
		{"M015", LevelError, "A rule that never fires."},
		{"M021", LevelError, "An outcome that nothing leads to."},
		{"M022", LevelError, "A question whose answer never changes anything."},
		{"M023", LevelAdvice, "An answer that decides alone, although it counts as evidence only."},
		{"M025", LevelAdvice, "Evidence for one outcome weighs more than twice what any other can reach."},
		{"M030", LevelError, "An example that comes out differently."},
		{"M031", LevelAdvice, "A row or an evidence rule that no example exercises."},
	}
}

// level gives the level of a code.
func level(code string) Level {
	for _, c := range Codes() {
		if c.Code == code {
			return c.Level
		}
	}
	return LevelError
}

// Lint looks for faults in a matrix file: errors of form, and, when there are
// none, whatever trying every assignment of answers shows.
func Lint(file string, data []byte) Report {
	l := &linter{report: Report{Schema: 1, Findings: []Finding{}}, blamed: map[string]bool{}}
	m := &Matrix{source: data}
	problems := yamlx.Decode(yamlx.WhereMatrix, file, data, &m.data)
	codes := make([]string, len(problems)) // all of form
	if len(problems) == 0 {
		m.identify(data)
		l.report.Matrix = &Identity{m.data.ID, m.data.Version, m.digest}
		problems, codes = check(file, &m.data)
	}
	for i, p := range problems {
		l.form(codes[i], p)
	}
	if len(problems) == 0 {
		m.rules = compile(&m.data)
		l.m = m
		l.semantics()
	}
	slices.SortStableFunc(l.report.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
	return l.report
}

// linter collects findings about one matrix.
type linter struct {
	m      *Matrix
	report Report
	blamed map[string]bool // rules and shapes that an error names: what follows from it is no news
}

// form notes an error of form.
func (l *linter) form(code string, p yamlx.Problem) {
	if code == "" {
		code = "M005"
		if p.Key == "why" || p.Key == "source" {
			code = "M004"
		}
	}
	l.report.Findings = append(l.report.Findings, Finding{
		Code: code, Level: level(code), Rules: []string{}, Line: p.Line, Column: p.Column, Message: p.Message, Hint: p.Hint,
	})
}

// find notes a finding about rules.
func (l *linter) find(f Finding, pos yamlx.Pos) {
	f.Level, f.Line, f.Column = level(f.Code), pos.Line, pos.Column
	if f.Level == LevelAdvice && slices.ContainsFunc(f.Rules, func(id string) bool { return l.blamed[id] }) {
		return
	}
	for _, id := range f.Rules {
		l.blamed[id] = true
	}
	l.report.Findings = append(l.report.Findings, f)
}

// semantics tries every assignment and looks at what that shows.
func (l *linter) semantics() {
	n := 1
	for _, last := range l.m.rules.unsure {
		if n *= int(last) + 1; n > maxAssignments {
			l.form("M005", yamlx.Problem{
				Message: fmt.Sprintf("more than %d assignments of answers are possible, too many to try", maxAssignments),
				Hint:    "leave out questions or values that change little",
			})
			return
		}
	}
	l.report.Assignments = n
	w := newWalk(&l.m.rules, n)
	l.m.rules.each(w.visit)
	l.rows()
	l.evidence(w)
	l.warnings(w)
	l.gap(w)
	l.verdict(w)
	l.outcomes(w)
	l.questions(w)
	l.examples()
	l.settle()
}

// settle leaves out advice about what an error names: an error may be found
// after the advice.
func (l *linter) settle() {
	wrong := map[string]bool{}
	for _, f := range l.report.Findings {
		for _, id := range f.Rules {
			wrong[id] = wrong[id] || f.Level == LevelError
		}
	}
	l.report.Findings = slices.DeleteFunc(l.report.Findings, func(f Finding) bool {
		return f.Level == LevelAdvice && slices.ContainsFunc(f.Rules, func(id string) bool { return wrong[id] })
	})
}

// Witness writes answers on one line, in the order of their keys.
func Witness(answers map[string]string) string {
	var parts []string
	for key, value := range answers {
		parts = append(parts, key+" = "+value)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
