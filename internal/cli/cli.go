// Package cli is the command line: one file per command, flags into an options
// struct into a run function; text and JSON output, exit codes, and the one
// place where errors are printed. It is the only importer of cobra.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// ErrInterrupted and ErrTerminated are the causes with which main cancels the
// context on SIGINT and SIGTERM.
var (
	ErrInterrupted = errors.New("interrupted")
	ErrTerminated  = errors.New("terminated")
)

// ExitCode gives the exit code for one of these causes.
func ExitCode(cause error) int {
	if errors.Is(cause, ErrTerminated) {
		return app.NewError(app.CodeTerminated, "").Exit
	}
	return app.NewError(app.CodeInterrupted, "").Exit
}

// IO is what a run of the program sees of the world.
type IO struct {
	In        io.Reader
	Out, Err  io.Writer
	LookupEnv func(string) (string, bool)
}

// env is what the commands share.
type env struct {
	IO
	app       *app.App
	catalogue *answers.Catalogue // nil for commands that do not need it
	jsonOut   bool               // --json was given
	program   string
}

// Main runs one command line, without the program's name, and gives the exit
// code.
func Main(ctx context.Context, args []string, stdio IO, a *app.App) int {
	e := &env{IO: stdio, app: a, program: "scaffold"}
	e.jsonOut = wantsJSON(args)
	if needsCatalogue(args) {
		if err := e.prepare(args); err != nil {
			return e.fail(ctx, err)
		}
	}
	root := e.rootCommand()
	root.SetArgs(helpAlone(root, args))
	root.SetIn(stdio.In)
	root.SetOut(stdio.Out)
	root.SetErr(stdio.Err)
	if err := root.ExecuteContext(ctx); err != nil {
		_, ours := errors.AsType[*app.Error](err)
		if rest, ok := strings.CutPrefix(err.Error(), `unknown command "`); ok && !ours { // cobra's words
			word, _, _ := strings.Cut(rest, `"`)
			err = unknownCommand(root, word)
		}
		return e.fail(ctx, err)
	}
	return 0
}

// prepare reads what the flags depend on: the matrix and the packs. The lint is
// about a matrix that may be wrong, and gets along without.
func (e *env) prepare(args []string) error {
	if err := e.useMatrix(args); err != nil {
		return err
	}
	if slices.Contains(args, "matrix") && slices.Contains(args, "lint") {
		return nil
	}
	catalogue, err := e.app.Catalogue()
	e.catalogue = catalogue
	return err
}

// needsCatalogue reports whether one of the words is a command whose flags are
// the questions and options; the others start without reading them.
func needsCatalogue(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return slices.Contains([]string{"new", "choose", "options", "schema", "matrix"}, arg)
	})
}

// wantsJSON reports whether --json is among the words, so that a command line
// which cannot be parsed is answered in JSON too.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		if arg == "--json" || arg == "--json=true" {
			return true
		}
	}
	return false
}

func (e *env) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "scaffold",
		Short: "Start a Python backend that runs",
		Long: `scaffold asks a few questions about the product, recommends Django or FastAPI,
says why, and generates a project that runs: locked dependencies, database,
migrations, API, jobs, tests, image, health checks, CI and docs.`,
		Example: `  scaffold new shop
  scaffold new shop --shape marketplace --yes
  scaffold choose --shape api --back-office day-one
  scaffold new --config shop.yaml`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError(cmd, err) })
	root.SetHelpCommand(helpCommand(root))
	e.addColorFlag(root.PersistentFlags())
	root.AddCommand(
		e.newCommand(), e.chooseCommand(), e.optionsCommand(), e.schemaCommand(),
		e.matrixCommand(), e.versionCommand(), e.completionCommand(root), exitCodesTopic(),
	)
	return root
}

// usageError is a mistake in the command line itself.
func usageError(cmd *cobra.Command, err error) error {
	return app.NewError(app.CodeUsage, fmt.Sprintf("%s: %s", cmd.CommandPath(), err),
		flagProblem(cmd, err.Error()))
}

// noArgs refuses positional arguments in our own words.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return unknownCommand(cmd, args[0])
	}
	return usageError(cmd, fmt.Errorf("takes no arguments, %q was given", strings.Join(args, " ")))
}

// fail prints an error, as JSON on standard output when that was asked for, and
// as text on standard error; it gives the exit code.
func (e *env) fail(ctx context.Context, err error) int {
	failure := e.classify(ctx, err)
	if e.jsonOut {
		e.printJSON(struct {
			Schema int        `json:"schema"`
			Error  *app.Error `json:"error"`
		}{1, failure})
	}
	e.printFailure(failure)
	return failure.Exit
}

// printFailure prints a failure for people: the message, then each problem with
// its place, what is allowed and what to do.
func (e *env) printFailure(failure *app.Error) {
	if p := failure.Problems; len(p) == 1 && p[0].File == "" && strings.HasSuffix(failure.Message, p[0].Message) {
		p[0].Message = failure.Message
		failure.Message = "" // the one problem says it all
	}
	lead := "scaffold: "
	if failure.Message != "" {
		e.printError(lead + failure.Message)
		lead = "  "
	}
	for _, problem := range failure.Problems {
		e.printError(lead + strings.ReplaceAll(problem.String(), "\n", "\n  "))
		if len(problem.Allowed) > 0 {
			e.printError("    allowed: " + strings.Join(problem.Allowed, ", "))
		}
	}
}

// printError prints lines, without what would do something to the terminal (the
// name of a file that is in the way may be anybody's), on a terminal broken between words.
func (e *env) printError(text string) {
	for line := range strings.Lines(yamlx.Visible(text) + "\n") {
		if prompt.IsTerminal(e.Err) {
			words := strings.TrimLeft(line, " ")
			indent := line[:len(line)-len(words)]
			line = hang(indent, words, indent+"  ", prompt.Columns(e.Err))
		}
		if rest, ok := strings.CutPrefix(line, e.program+":"); ok {
			line = e.colors(e.Err).Red(e.program+":") + rest
		}
		fmt.Fprint(e.Err, line)
	}
}

// classify gives every error a kind.
func (e *env) classify(ctx context.Context, err error) *app.Error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, ErrInterrupted):
		return app.NewError(app.CodeInterrupted, "interrupted; nothing was left behind")
	case errors.Is(cause, ErrTerminated):
		return app.NewError(app.CodeTerminated, "terminated; nothing was left behind")
	}
	if failure, ok := errors.AsType[*app.Error](err); ok {
		return failure
	}
	return app.NewError(app.CodeFailure, err.Error())
}

// printJSON writes one indented JSON object.
func (e *env) printJSON(v any) {
	encoder := json.NewEncoder(e.Out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		fmt.Fprintln(e.Err, "scaffold: "+err.Error())
	}
}
