package prompt

import (
	"io"
	"os"
	"runtime"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// Options says how questions are shown, and where the environment is read.
type Options struct {
	Accessible bool // plain numbered lines
	Color      bool
	LookupEnv  func(string) (string, bool) // TERM, CI; nil for an empty environment
}

// Open gives a prompter on a terminal; ok is false when nobody can be asked:
// in or err is no terminal, TERM is dumb, or CI is set.
//
// Lists need a Unix terminal. On Windows the survey library reads the console
// past every reader, so that Ctrl-D would accept the default and a signal would
// wait for a key: there the questions are numbered lines.
func Open(in io.Reader, err io.Writer, o Options) (p Prompter, ok bool) {
	lookup := o.LookupEnv
	if lookup == nil {
		lookup = func(string) (string, bool) { return "", false }
	}
	if name, _ := lookup("TERM"); name == "dumb" {
		return nil, false
	}
	if ci, _ := lookup("CI"); ci != "" {
		return nil, false
	}
	input, inFile := in.(*os.File)
	output, outFile := err.(*os.File)
	if !inFile || !outFile || !isTerminal(input) || !isTerminal(output) {
		return nil, false
	}
	numbered := newPlain(newKeys(input), output, func() (int, int) { return size(output) })
	if o.Accessible || runtime.GOOS == "windows" || !hasMode(input, output) {
		return numbered, true
	}
	return newLists(input, output, o.Color, numbered), true
}

// IsTerminal reports whether a stream is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && isTerminal(file)
}

// Columns is the width of a terminal, and that of a common one for any other
// stream.
func Columns(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return unknownWidth
	}
	width, _ := size(file)
	return width
}

// isTerminal also accepts the pipes that Cygwin and MSYS show as terminals.
func isTerminal(f *os.File) bool {
	return term.IsTerminal(int(f.Fd())) || isatty.IsCygwinTerminal(f.Fd())
}

// hasMode reports whether the terminal's mode can be changed, which lists need.
func hasMode(in, out *os.File) bool {
	return term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}

const (
	unknownWidth  = 80
	unknownHeight = 24
	leastWidth    = 20
)

// size is the terminal's width and height at this moment.
func size(out *os.File) (width, height int) {
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil || width <= 0 {
		width = unknownWidth
	}
	if err != nil || height <= 0 {
		height = unknownHeight
	}
	return max(width, leastWidth), height
}
