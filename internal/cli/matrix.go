package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/choose"
)

func (e *env) matrixCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "matrix",
		Short: "The decision matrix",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(e.matrixShowCommand(), e.matrixLintCommand())
	return cmd
}

func (e *env) matrixShowCommand() *cobra.Command {
	var flags *sourceFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the active decision matrix",
		Long: `Print the active decision matrix as the YAML file that it is. With answers,
print instead the rules that fire for them.`,
		Example: `  scaffold matrix show
  scaffold matrix show --shape marketplace --team small
  scaffold matrix show --json`,
		Args: noArgs, ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sources, err := e.sources(cmd.Context(), flags)
			if err != nil {
				return err
			}
			return e.runMatrixShow(cmd.Context(), sources)
		},
	}
	flags = e.addSourceFlags(cmd, answers.KindQuestion)
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

func (e *env) runMatrixShow(ctx context.Context, sources app.Sources) error {
	matrix, err := e.app.Matrix()
	if err != nil {
		return err
	}
	if len(sources.Flags)+len(sources.Sets) == 0 && sources.Config == nil {
		if e.jsonOut {
			e.printJSON(matrix)
			return nil
		}
		_, err := e.Out.Write(matrix.Source())
		return err
	}
	result, err := e.app.Choose(ctx, app.ChooseRequest{Sources: sources})
	if err != nil {
		return err
	}
	if e.jsonOut {
		e.printJSON(struct {
			Schema  int                        `json:"schema"`
			Matrix  choose.Identity            `json:"matrix"`
			Reasons map[string][]choose.Reason `json:"reasons"`
		}{1, result.Decision.Matrix, result.Decision.Reasons})
		return nil
	}
	for _, outcome := range matrix.Outcomes() {
		fmt.Fprintf(e.Out, "%s, %d points\n", matrix.OutcomeLabel(outcome), result.Decision.Scores[outcome])
		for _, reason := range result.Decision.Reasons[outcome] {
			fmt.Fprintf(e.Out, "  %-4s %+d  %s\n            %s\n", reason.Rule, reason.Points, reason.Why, reason.Source)
		}
	}
	return nil
}
