package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/app"
)

func (e *env) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of scaffold",
		Example: "  scaffold version\n  scaffold version --json",
		Args:    noArgs, ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			if e.jsonOut {
				e.printJSON(struct {
					Schema  int    `json:"schema"`
					Version string `json:"version"`
				}{1, app.Version})
				return nil
			}
			_, err := fmt.Fprintln(e.Out, "scaffold "+app.Version)
			return err
		},
	}
	cmd.Flags().Bool("json", false, "print one JSON object")
	return cmd
}

func (e *env) completionCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a completion script for bash, zsh, fish or powershell",
		Long: `Print a completion script on standard output.

  bash        source <(scaffold completion bash)
  zsh         scaffold completion zsh > "${fpath[1]}/_scaffold"
  fish        scaffold completion fish > ~/.config/fish/completions/scaffold.fish
  powershell  scaffold completion powershell | Out-String | Invoke-Expression`,
		Example: "  scaffold completion bash",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"bash", "zsh", "fish", "powershell"}, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError(cmd, fmt.Errorf("takes one shell: bash, zsh, fish or powershell"))
			}
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(e.Out, true)
			case "zsh":
				return root.GenZshCompletion(e.Out)
			case "fish":
				return root.GenFishCompletion(e.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(e.Out)
			}
			return usageError(cmd, fmt.Errorf("no completion for %q: take bash, zsh, fish or powershell", args[0]))
		},
	}
}

// exitCodesTopic is `scaffold help exit-codes`.
func exitCodesTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("Exit codes\n\n")
	for _, code := range ExitCodes() {
		fmt.Fprintf(&b, "  %3s  %s\n", code.Name, code.Meaning)
	}
	const width = 80
	names := func(entries []Entry) string {
		var all []string
		for _, e := range entries {
			all = append(all, e.Name)
		}
		return strings.Join(all, ", ")
	}
	b.WriteString("\n" + hang("", `With --json a failure prints {"schema", "error": {"code", "exit", "message", "problems"}} on standard output; "code" is one of: `+names(ErrorCodes())+".", "", width))
	b.WriteString("\n" + hang("", `A problem's "where" is one of: `+names(Places())+".", "", width))
	b.WriteString("\n" + hang("", `The "origin" of an answer is one of: `+names(Origins())+".", "", width))
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long:  strings.TrimRight(b.String(), "\n"),
	}
}
