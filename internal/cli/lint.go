package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/app"
	"scaffold/internal/choose"
	"scaffold/internal/yamlx"
)

func (e *env) matrixLintCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint [FILE]",
		Short: "Look for faults in a decision matrix",
		Long: `Try every assignment of answers against a decision matrix and report what is
wrong with it, each finding with answers that show it: gaps, overlaps, rows that
contradict each other or never fire, questions without influence, outcomes that
nothing leads to, examples that fail. Without FILE the active matrix is linted.

The exit code is 5 when there are errors; advice alone leaves it at 0.

` + lintCodes(),
		Example: `  scaffold matrix lint
  scaffold matrix lint our-matrix.yaml
  scaffold matrix lint our-matrix.yaml --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError(cmd, fmt.Errorf("takes one FILE, %d were given: %s", len(args), strings.Join(args, " ")))
			}
			return e.runMatrixLint(args)
		},
	}
	addMatrixFlag(cmd)
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

// lintCodes is the table of codes for the help.
func lintCodes() string {
	var b strings.Builder
	for _, code := range choose.Codes() {
		label := fmt.Sprintf("  %s  %-6s  ", code.Code, code.Level)
		fmt.Fprintf(&b, "%s%s\n", label, code.Meaning)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (e *env) runMatrixLint(args []string) error {
	var file *app.File
	if len(args) == 1 {
		var err error
		if file, err = readNamed(yamlx.WhereArgument, "matrix", args[0], args[0]); err != nil {
			return err
		}
	}
	report, err := e.app.LintMatrix(file)
	if err != nil {
		return err
	}
	failed := error(nil)
	if report.Failed() {
		failed = app.NewError(app.CodeMatrix, "the matrix has findings")
	}
	if e.jsonOut {
		e.printJSON(report)
		e.jsonOut = false // the report is the object on standard output
		return failed
	}
	e.printReport(report)
	return failed
}

// printReport prints the findings, one block for each.
func (e *env) printReport(report choose.Report) {
	errors, advice := 0, 0
	for _, f := range report.Findings {
		if f.Level == choose.LevelError {
			errors++
		} else {
			advice++
		}
		place := ""
		if f.Line > 0 {
			place = fmt.Sprintf("%d:%d: ", f.Line, f.Column)
		}
		fmt.Fprint(e.Out, hang("", fmt.Sprintf("%s%s %s: %s", place, f.Code, f.Level, f.Message), "  ", e.width()))
		if shown := f.Shown(); shown != "" {
			fmt.Fprint(e.Out, hang("  ", shown, "    ", e.width()))
		}
		if f.Hint != "" {
			fmt.Fprint(e.Out, hang("  ", "to do: "+f.Hint, "    ", e.width()))
		}
	}
	name := "The file"
	if report.Matrix != nil {
		name = fmt.Sprintf("%s version %d", report.Matrix.ID, report.Matrix.Version)
	}
	word := "errors"
	if errors == 1 {
		word = "error"
	}
	fmt.Fprintf(e.Out, "%s: %d assignments, %d %s, %d advice\n", name, report.Assignments, errors, word, advice)
}
