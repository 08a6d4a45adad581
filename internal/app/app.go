// Package app holds the use cases: what the command line calls, and whatever
// else comes to call them. It joins answers, decision, rendering, writing and
// the repository; each of them knows nothing of the others.
package app

import (
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
	files  fs.FS
	matrix string
	env    func(string) (string, bool)
	load   func() (*loaded, error)
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
	data, err := fs.ReadFile(a.files, a.matrix)
	if err != nil {
		return nil, err
	}
	matrix, err := choose.Load(a.matrix, data)
	if err != nil {
		return nil, packError("the decision matrix is wrong", err)
	}
	stacks, err := pack.LoadStacks(a.files)
	if err != nil {
		return nil, packError("a pack is wrong", err)
	}
	return &loaded{matrix: matrix, stacks: stacks, catalogue: answers.NewCatalogue(matrix, stacks)}, nil
}

func packError(message string, err error) error {
	if problems, ok := err.(yamlx.Problems); ok {
		return NewError(CodePack, message, problems...)
	}
	return err
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
