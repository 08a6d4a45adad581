package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
)

func (e *env) optionsCommand() *cobra.Command {
	var framework string
	cmd := &cobra.Command{
		Use:   "options",
		Short: "List every question and option with its values",
		Long: `List every question and option: how to give it, its values and what each adds,
and which default follows from which answers.`,
		Example: `  scaffold options
  scaffold options --framework fastapi
  scaffold options --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := e.app.Options(framework)
			if err != nil {
				return err
			}
			if e.jsonOut {
				e.printJSON(list)
				return nil
			}
			e.printOptions(list)
			return nil
		},
	}
	cmd.Flags().StringVar(&framework, "framework", "", "only what exists for one `FRAMEWORK`")
	cmd.Flags().Bool("json", false, "print one JSON object")
	_ = cmd.RegisterFlagCompletionFunc("framework", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		if e.catalogue == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return e.catalogue.Frameworks(), cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

func (e *env) printOptions(list *app.OptionList) {
	for i, key := range list.Keys {
		if i == 0 || list.Keys[i-1].Kind != key.Kind {
			if i > 0 {
				fmt.Fprintln(e.Out)
			}
			fmt.Fprintln(e.Out, map[answers.Kind]string{
				answers.KindProject:  "PROJECT",
				answers.KindQuestion: "QUESTIONS about the product",
				answers.KindOption:   "OPTIONS of the project",
			}[key.Kind])
		}
		fmt.Fprintf(e.Out, "\n  %s\n", key.Ask)
		only := ""
		if len(key.Frameworks) < len(list.Frameworks) {
			only = "  (" + strings.Join(key.Frameworks, ", ") + " only)"
		}
		fmt.Fprintf(e.Out, "    %s, %s, config key %s%s\n", key.Flag, key.Env, key.Name, only)
		for _, value := range key.Values {
			only := ""
			if len(value.Frameworks) < len(key.Frameworks) {
				only = " [" + strings.Join(value.Frameworks, ", ") + "]"
			}
			fmt.Fprintf(e.Out, "      %-16s %s%s\n", value.Value, value.Label, only)
			if key.Kind == answers.KindOption {
				fmt.Fprintf(e.Out, "      %-16s adds %s\n", "", value.Help)
			}
		}
		for _, row := range key.Defaults {
			fmt.Fprintf(e.Out, "      default %s\n", row)
		}
	}
	fmt.Fprintln(e.Out)
}

func (e *env) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of the config file",
		Example: "  scaffold schema > scaffold.schema.json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			schema, err := e.catalogue.Schema()
			if err != nil {
				return err
			}
			_, err = e.Out.Write(schema)
			return err
		},
	}
}
