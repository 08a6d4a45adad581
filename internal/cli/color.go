package cli

import (
	"io"
	"runtime"
	"strconv"

	"github.com/spf13/pflag"

	"scaffold/internal/choose"
	"scaffold/internal/prompt"
)

// The sequences that switch colours on and everything off again.
const (
	ansiOff    = "\x1b[0m"
	ansiBold   = "\x1b[1m"
	ansiDim    = "\x1b[2m"
	ansiRed    = "\x1b[31m"
	ansiGreen  = "\x1b[32m"
	ansiYellow = "\x1b[33m"
)

// palette colours text, or leaves it as it is. Nothing may be said by colour
// alone: whoever reads without sees the same words.
type palette struct{ on bool }

// Bold is for headings and for what was picked.
func (p palette) Bold(text string) string { return p.paint(ansiBold, text) }

// Dim is for what can be skipped.
func (p palette) Dim(text string) string { return p.paint(ansiDim, text) }

// Green is for what is done.
func (p palette) Green(text string) string { return p.paint(ansiGreen, text) }

// Yellow is for warnings.
func (p palette) Yellow(text string) string { return p.paint(ansiYellow, text) }

// Red is for errors.
func (p palette) Red(text string) string { return p.paint(ansiRed, text) }

func (p palette) paint(code, text string) string {
	if !p.on || text == "" {
		return text
	}
	return code + text + ansiOff
}

// useColor decides for one stream. A wish for no colour beats everything, then
// comes a wish for colour, then what the terminal is known to be.
func useColor(lookup func(string) (string, bool), isTerminal func() bool) bool {
	value := func(name string) string {
		text, _ := lookup(name)
		return text
	}
	forced := func(name string) bool { return value(name) != "" && value(name) != "0" }
	switch {
	case value("NO_COLOR") != "":
		return false
	case forced("CLICOLOR_FORCE"), forced("FORCE_COLOR"):
		return true
	case value("TERM") == "dumb", value("CLICOLOR") == "0":
		return false
	}
	return isTerminal()
}

// colors gives the palette for a stream.
func (e *env) colors(stream io.Writer) palette {
	return palette{on: useColor(e.LookupEnv, func() bool {
		// A console of Windows shows the sequences as text unless it says what it is.
		_, modern := e.LookupEnv("WT_SESSION")
		_, named := e.LookupEnv("TERM")
		return prompt.IsTerminal(stream) && (runtime.GOOS != "windows" || modern || named)
	})}
}

// style gives the accents of an explanation that goes to a stream.
func (e *env) style(stream io.Writer) choose.Style {
	p := e.colors(stream)
	return choose.Style{Pick: p.Bold, Head: p.Bold}
}

// addColorFlag declares --no-color, which is NO_COLOR said on the command line:
// whoever looks for the variable afterwards finds it set.
func (e *env) addColorFlag(flags *pflag.FlagSet) {
	flags.BoolFunc("no-color", "no colour in any output (also NO_COLOR)", func(text string) error {
		off, err := strconv.ParseBool(text)
		if err != nil || !off {
			return err
		}
		e.withoutColor()
		return nil
	})
}

// withoutColor answers for NO_COLOR from now on.
func (e *env) withoutColor() {
	lookup := e.LookupEnv
	e.LookupEnv = func(name string) (string, bool) {
		if name == "NO_COLOR" {
			return "1", true
		}
		return lookup(name)
	}
}

// width is the number of columns that results are written for: what COLUMNS
// says, else the terminal's, else 80.
func (e *env) width() int {
	if text, _ := e.LookupEnv("COLUMNS"); text != "" {
		if columns, err := strconv.Atoi(text); err == nil && columns > 0 {
			return columns
		}
	}
	return prompt.Columns(e.Out)
}
