// Package yamlx reads YAML (and JSON, its subset) strictly: every finding has a
// file, a line and a column, all findings are reported together, and nothing
// that a reader could mistake for something else (duplicate keys, anchors,
// aliases, tags, merge keys, a second document) is accepted.
//
// It is the only importer of the YAML library.
package yamlx

import (
	"fmt"
	"strings"
)

// Where names the kind of place a [Problem] was found in. The list is closed
// and part of the JSON promise.
type Where string

// The places a problem can be found in.
const (
	WhereArgument Where = "argument" // a positional argument of the command line
	WhereFlag     Where = "flag"
	WhereEnv      Where = "env"
	WhereConfig   Where = "config"
	WhereDefaults Where = "defaults"
	WherePrompt   Where = "prompt"
	WhereAnswers  Where = "answers" // an answer that is missing, or a pair of answers
	WhereMatrix   Where = "matrix"
	WherePack     Where = "pack"
	WhereTemplate Where = "template"
	WhereTarget   Where = "target"
)

// Problem is one finding about what somebody wrote: where it stands, what is
// wrong, which values would do, and what to type instead.
type Problem struct {
	Where   Where    `json:"where"`
	File    string   `json:"-"`      // path as the user gave it; "" outside files
	Line    int      `json:"line"`   // from 1; 0 outside files
	Column  int      `json:"column"` // from 1, in characters; 0 outside files
	Key     string   `json:"key"`    // key of the question, option or field; "" when none
	Given   string   `json:"given"`  // what was given; "" when nothing was
	Allowed []string `json:"allowed"`
	Message string   `json:"message"`
	Hint    string   `json:"hint"` // what to type now; "" when the message says it
}

// String gives the problem as one line: `file:line:column: message; hint`.
func (p Problem) String() string {
	var b strings.Builder
	switch {
	case p.File != "" && p.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	case p.File != "":
		fmt.Fprintf(&b, "%s: ", p.File)
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Problems is a list of findings; as an error it prints one per line.
type Problems []Problem

// Error prints one problem per line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Err gives the problems as an error, and nil when there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
