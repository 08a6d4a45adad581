package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
)

type newOptions struct {
	flags  *sourceFlags
	path   string
	dryRun bool
	diff   bool
	quiet  bool
	git    string
	branch string
}

func (e *env) newCommand() *cobra.Command {
	opts := newOptions{}
	cmd := &cobra.Command{
		Use:   "new [PATH]",
		Short: "Recommend a framework and generate a project",
		Long: `Generate a project in PATH, which is created; without PATH in ./NAME. The name is
the last element of PATH unless --name gives another.

Required are a name, and a product shape or a framework. Whatever else is not
given has a default that follows from the answers. Nothing is left behind when
it fails.`,
		Example: `  scaffold new shop --shape marketplace
  scaffold new svc --shape api --team platform --ci gitlab
  scaffold new svc --framework fastapi --reason "our other services use it"
  scaffold new --config shop.yaml --dry-run
  printf 'name: svc\nshape: realtime\n' | scaffold new --config - --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError(cmd, fmt.Errorf("takes one PATH, %d were given: %s", len(args), strings.Join(args, " ")))
			}
			if len(args) == 1 {
				if opts.path = args[0]; opts.path == "" {
					return usageError(cmd, fmt.Errorf("PATH is empty"))
				}
			}
			if opts.diff && e.jsonOut {
				return usageError(cmd, fmt.Errorf("--diff and --json do not go together"))
			}
			return e.runNew(cmd.Context(), opts)
		},
	}
	opts.flags = e.addSourceFlags(cmd, answers.KindProject, answers.KindQuestion, answers.KindOption)
	f := cmd.Flags()
	f.BoolVar(&opts.dryRun, "dry-run", false, "say what would be written, write nothing")
	f.BoolVar(&opts.diff, "diff", false, "show what would be written as a diff, write nothing")
	f.Bool("json", false, "print one JSON object")
	f.BoolVar(&opts.quiet, "quiet", false, "print the path alone")
	f.StringVar(&opts.git, "git", "auto", "repository `MODE`: auto, init (one of its own), off")
	f.StringVar(&opts.branch, "branch", "", "`NAME` of the first branch (default: init.defaultBranch, else main)")
	f.Bool("no-input", false, "never ask (also SCAFFOLD_NO_INPUT=1)")
	f.Bool("yes", false, "same as --no-input: defaults for all that is not given")
	_ = cmd.RegisterFlagCompletionFunc("git", cobra.FixedCompletions([]string{"auto", "init", "off"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (e *env) runNew(ctx context.Context, opts newOptions) error {
	sources, err := e.sources(ctx, opts.flags)
	if err != nil {
		return err
	}
	request := app.NewRequest{
		Sources: sources, Path: opts.path, DryRun: opts.dryRun || opts.diff,
		Git: app.GitMode(opts.git), Branch: opts.branch,
		Progress: func(line string) {
			if !opts.quiet && !e.jsonOut {
				fmt.Fprintln(e.Err, line)
			}
		},
	}
	result, err := e.app.New(ctx, request)
	if err != nil {
		return err
	}
	e.warn(result.Warnings)
	switch {
	case e.jsonOut:
		e.printJSON(result)
	case opts.diff:
		return result.Diff(e.Out)
	case opts.quiet:
		fmt.Fprintln(e.Out, result.Project.Path)
	case result.DryRun:
		e.printDryRun(result)
	default:
		e.printCreated(result)
	}
	return nil
}

// warn prints what is worth saying and stops nothing.
func (e *env) warn(warnings []string) {
	for _, warning := range warnings {
		fmt.Fprintln(e.Err, "warning: "+warning)
	}
}

func (e *env) printDryRun(result *app.NewResult) {
	fmt.Fprintln(e.Out, result.Explanation)
	total := 0
	for _, file := range result.Files {
		total += file.Size
	}
	fmt.Fprintf(e.Out, "\nWould create %s with %d files (%d KiB); nothing was written:\n", result.Project.Path, len(result.Files), (total+1023)/1024)
	for _, file := range result.Files {
		fmt.Fprintf(e.Out, "  %s %7d  %s\n", file.Mode, file.Size, file.Path)
	}
}

func (e *env) printCreated(result *app.NewResult) {
	fmt.Fprintln(e.Out, result.Explanation)
	fmt.Fprintf(e.Out, "\nCreated %s: %d files", result.Project.Path, len(result.Files))
	if g := result.Git; g != nil && g.Commit != "" {
		fmt.Fprintf(e.Out, ", first commit %.7s on %s", g.Commit, g.Branch)
	}
	fmt.Fprintln(e.Out, ".")
	for _, note := range result.Remarks {
		fmt.Fprintln(e.Out, "\n"+note)
	}
	fmt.Fprintln(e.Out, "\nThe same again:\n  "+result.Command)
	fmt.Fprintln(e.Out, "\nNext:")
	for _, step := range result.Next {
		fmt.Fprintln(e.Out, "  "+step)
	}
}
