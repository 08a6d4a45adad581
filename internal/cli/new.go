package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

type newOptions struct {
	flags  *sourceFlags
	path   string
	dryRun bool
	diff   bool
	quiet  bool
	git    string
	branch string
	into   bool
	ask    *askFlags
}

func (e *env) newCommand() *cobra.Command {
	opts := newOptions{}
	cmd := &cobra.Command{
		Use:   "new [PATH]",
		Short: "Recommend a framework and generate a project",
		Long: `Generate a project in PATH, which is created; without PATH in ./NAME. The name is
the last element of PATH unless --name gives another.

At a terminal the questions that are left open are asked: what the product is,
what could still fire a warning, and whether to use what is recommended. Without
one, or with --yes, required are a name, and a product shape or a framework;
whatever else is not given has a default that follows from the answers. Nothing
is left behind when it fails.`,
		Example: `  scaffold new shop
  scaffold new shop --shape marketplace --yes
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
	f.BoolVar(&opts.into, "into", false, "write beside the files that PATH holds; one that differs is refused")
	opts.ask = addAskFlags(cmd)
	_ = cmd.RegisterFlagCompletionFunc("git", cobra.FixedCompletions([]string{
		cobra.CompletionWithDesc("auto", "a repository of its own, except inside another one"),
		cobra.CompletionWithDesc("init", "always a repository of its own"),
		cobra.CompletionWithDesc("off", "git is left alone"),
	}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("branch", cobra.NoFileCompletions)
	return cmd
}

func (e *env) runNew(ctx context.Context, opts newOptions) error {
	sources, err := e.sources(ctx, opts.flags)
	if err != nil {
		return err
	}
	prompter := e.prompter(opts.ask, sources)
	request := app.NewRequest{
		Sources: sources, Path: opts.path, DryRun: opts.dryRun || opts.diff,
		Git: app.GitMode(opts.git), Branch: opts.branch, Into: opts.into,
		Prompter: prompter, Style: e.style(e.Err),
		Progress: func(line string) {
			if !opts.quiet && !e.jsonOut {
				fmt.Fprintln(e.Err, e.colors(e.Err).Dim(yamlx.Visible(line)))
			}
		},
	}
	result, err := e.app.New(ctx, request)
	if err != nil {
		if opts.diff && result != nil {
			return errors.Join(e.printDiff(result), err)
		}
		return err
	}
	e.warn(result.Warnings)
	switch {
	case e.jsonOut:
		e.printJSON(result)
	case opts.diff:
		return e.printDiff(result)
	case opts.quiet:
		fmt.Fprintln(e.Out, result.Project.Path)
	case result.DryRun:
		e.printDryRun(result, prompter != nil)
	default:
		e.printCreated(result, prompter != nil)
	}
	return nil
}

// printDiff prints the difference as it is, and on a terminal without what the
// files that are there could do to it.
func (e *env) printDiff(result *app.NewResult) error {
	if !prompt.IsTerminal(e.Out) {
		return result.Diff(e.Out)
	}
	var b strings.Builder
	err := result.Diff(&b)
	fmt.Fprint(e.Out, yamlx.Visible(b.String()))
	return err
}

// warn prints what is worth saying and stops nothing.
func (e *env) warn(warnings []string) {
	for _, warning := range warnings {
		fmt.Fprintln(e.Err, e.colors(e.Err).Yellow("warning:")+" "+yamlx.Visible(warning))
	}
}

// printDryRun prints the plan; explained means that the person has read the
// explanation already.
func (e *env) printDryRun(result *app.NewResult, explained bool) {
	if !explained {
		fmt.Fprint(e.Out, result.Explain(e.width(), e.style(e.Out)))
	}
	total := 0
	for _, file := range result.Files {
		total += file.Size
	}
	fmt.Fprintf(e.Out, "\nWould create %s with %d files (%d KiB); nothing was written:\n", yamlx.Visible(result.Project.Path), len(result.Files), (total+1023)/1024)
	for _, file := range result.Files {
		fmt.Fprintf(e.Out, "  %s %7d  %s\n", file.Mode, file.Size, file.Path)
	}
}

// printCreated prints the result; explained means that the person has read the
// explanation already.
func (e *env) printCreated(result *app.NewResult, explained bool) {
	if !explained {
		fmt.Fprint(e.Out, result.Explain(e.width(), e.style(e.Out)))
	}
	created := fmt.Sprintf("Created %s: %d files", result.Project.Path, len(result.Files))
	if g := result.Git; g != nil && g.Commit != "" {
		created += fmt.Sprintf(", first commit %.7s on %s", g.Commit, g.Branch)
	}
	e.printText("\n" + created + ".\n")
	for _, remark := range result.Remarks {
		e.printText("\n" + remark + "\n")
	}
	fmt.Fprintln(e.Out, "\nThe same again:\n  "+yamlx.Visible(result.Command))
	fmt.Fprintln(e.Out, "\nNext:")
	for _, step := range result.Next {
		fmt.Fprintln(e.Out, "  "+yamlx.Visible(step))
	}
}

// printText prints lines, on a terminal broken between words; what is indented
// is to be pasted and stays as it is.
func (e *env) printText(text string) {
	for line := range strings.Lines(yamlx.Visible(text)) {
		if prompt.IsTerminal(e.Out) && line != "\n" && !strings.HasPrefix(line, " ") {
			line = hang("", line, "", e.width())
		}
		if rest, ok := strings.CutPrefix(line, "Created"); ok {
			line = e.colors(e.Out).Green("Created") + rest
		}
		fmt.Fprint(e.Out, line)
	}
}
