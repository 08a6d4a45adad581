// Package app holds the use cases: what the command line calls, and whatever
// else comes to call them. It joins answers, decision, rendering, writing and
// the repository; each of them knows nothing of the others.
package app

import (
	"fmt"
	"io/fs"
	"sync"

	"scaffold/internal/answers"
	"scaffold/internal/choose"
	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// Version is the version of the tool. It is a constant, so that the same source
// gives the same projects whoever builds it.
const Version = "0.1.0"

// App runs the use cases on one set of packs and one matrix.
type App struct {
	files    fs.FS
	matrix   string
	override *File // the matrix that stands in place of the one in files
	env      func(string) (string, bool)
	load     func() (*loaded, error)
}

// loaded is what is read once, when the first use case needs it.
type loaded struct {
	matrix    *choose.Matrix
	stacks    []*pack.Stack
	catalogue *answers.Catalogue
}

// New gives an App on the packs in files, the matrix in one of them, and the
// environment variables that lookup gives.
func New(files fs.FS, matrixFile string, lookup func(string) (string, bool)) *App {
	a := &App{files: files, matrix: matrixFile, env: lookup}
	a.load = sync.OnceValues(a.read)
	return a
}

func (a *App) read() (*loaded, error) {
	file, err := a.matrixFile()
	if err != nil {
		return nil, err
	}
	if a.override != nil {
		report, err := a.LintMatrix(nil)
		if err != nil {
			return nil, err
		}
		if report.Failed() {
			return nil, NewError(CodeMatrix, fmt.Sprintf("the decision matrix %s has findings", file.Name), report.Problems(file.Name)...)
		}
	}
	load := beside(func() ([]*pack.Stack, error) { return pack.LoadStacks(a.files) })
	matrix, err := choose.Load(file.Name, file.Data)
	if err != nil {
		return nil, packError("the decision matrix is wrong", err)
	}
	stacks, err := load()
	if err != nil {
		return nil, packError("a pack is wrong", err)
	}
	return &loaded{matrix: matrix, stacks: stacks, catalogue: answers.NewCatalogue(matrix, stacks)}, nil
}

// beside begins to work on something, and gives what waits for the result.
func beside[T any](work func() (T, error)) func() (T, error) {
	once := sync.OnceValues(work)
	go once()
	return once
}

// UseMatrix puts another decision matrix in the place of the built-in one. It is
// linted before it is used; findings are an error with [CodeMatrix]. It has to be
// called before anything else.
func (a *App) UseMatrix(file File) { a.override = &file }

// matrixFile gives the active matrix as it stands in its file.
func (a *App) matrixFile() (File, error) {
	if a.override != nil {
		return *a.override, nil
	}
	data, err := fs.ReadFile(a.files, a.matrix)
	return File{Name: a.matrix, Data: data}, err
}

// LintMatrix looks for faults in a matrix, nil for the active one: what the lint
// of the decision engine finds, and questions whose key is taken by an option of
// a pack or by a key of the project.
func (a *App) LintMatrix(file *File) (choose.Report, error) {
	if file == nil {
		active, err := a.matrixFile()
		if err != nil {
			return choose.Report{}, err
		}
		file = &active
	}
	stacks, err := pack.LoadStacks(a.files)
	if err != nil {
		return choose.Report{}, packError("a pack is wrong", err)
	}
	report := choose.Lint(file.Name, file.Data)
	if matrix, err := choose.Load(file.Name, file.Data); err == nil {
		report.Findings = append(taken(matrix, answers.BuildCatalogue(nil, stacks)), report.Findings...) // errors first
	}
	return report, nil
}

// taken finds the questions of a matrix whose key means something else already.
func taken(matrix *choose.Matrix, others *answers.Catalogue) []choose.Finding {
	findings := []choose.Finding{}
	for _, q := range matrix.Questions() {
		what := "a key of the config file"
		if key, ok := others.Key(q.Key); ok {
			what = fmt.Sprintf("a key of kind %q", key.Kind)
		} else if q.Key != answers.KeyVersion {
			continue
		}
		findings = append(findings, choose.Finding{
			Code: "M005", Level: choose.LevelError, Rules: []string{q.Key}, Line: q.Pos.Line, Column: q.Pos.Column,
			Message: fmt.Sprintf("the question %q has the name of %s", q.Key, what), Hint: "give the question another key",
		})
	}
	return findings
}

func packError(message string, err error) error {
	if problems, ok := err.(yamlx.Problems); ok {
		return NewError(CodePack, message, problems...)
	}
	return NewError(CodePack, message+": "+err.Error())
}

// Catalogue gives every question and option that a user can answer.
func (a *App) Catalogue() (*answers.Catalogue, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	return l.catalogue, nil
}

// Matrix gives the active decision matrix.
func (a *App) Matrix() (*choose.Matrix, error) {
	l, err := a.load()
	if err != nil {
		return nil, err
	}
	return l.matrix, nil
}

// stack gives the stack of a framework.
func (l *loaded) stack(framework string) *pack.Stack {
	for _, s := range l.stacks {
		if s.Framework == framework {
			return s
		}
	}
	return nil
}
