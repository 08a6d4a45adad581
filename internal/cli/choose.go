package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
)

func (e *env) chooseCommand() *cobra.Command {
	var flags *sourceFlags
	var ask *askFlags
	cmd := &cobra.Command{
		Use:   "choose",
		Short: "Recommend a framework and say why; write nothing",
		Long: `Apply the decision matrix to the answers and explain the result: what was
picked and how firmly, what speaks for and against it, and what would change it.`,
		Example: `  scaffold choose --shape marketplace
  scaffold choose --shape agent --back-office day-one --team small --json`,
		Args: noArgs, ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sources, err := e.sources(cmd.Context(), flags)
			if err != nil {
				return err
			}
			result, err := e.app.Choose(cmd.Context(), app.ChooseRequest{Sources: sources, Prompter: e.prompter(ask, sources)})
			if err != nil {
				return err
			}
			return e.printChoice(result)
		},
	}
	flags = e.addSourceFlags(cmd, answers.KindQuestion)
	cmd.Flags().Bool("json", false, "print one JSON object")
	ask = addAskFlags(cmd)
	return cmd
}

// printChoice prints the decision in any case; when nothing was picked the error
// that follows is told on standard error alone.
func (e *env) printChoice(result *app.ChooseResult) error {
	e.warn(result.Warnings)
	if e.jsonOut {
		e.printJSON(result.Decision)
	} else {
		fmt.Fprint(e.Out, result.Explain(e.width(), e.style(e.Out)))
	}
	if result.Unsettled == nil {
		return nil
	}
	e.jsonOut = false // the decision is the object on standard output
	return result.Unsettled
}
