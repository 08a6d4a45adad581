package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"scaffold/internal/app"
)

func (e *env) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of scaffold",
		Example: "  scaffold version\n  scaffold version --json",
		Args:    noArgs,
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
		Example:   "  scaffold completion bash",
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
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
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long: `Exit codes

    0  done
    1  failure: something could not be read or written; the message says what
    2  the command line, the config file or an answer is wrong
    3  declined or cancelled at a prompt
    4  conflicts are left
    5  findings: lint, later drift and updates
    6  no recommendation, or the answer is to stay with an existing code base
    7  something is in the way where the project should go
    8  a pack, a template or the matrix is wrong
  130  interrupted (Ctrl-C)
  143  terminated

With --json a failure prints {"schema", "error": {"code", "exit", "message",
"problems"}} on standard output; "code" is one of: failure, usage,
invalid_answers, missing_answers, no_recommendation, existing_codebase,
target_in_the_way, pack_error, template_error, interrupted, terminated.
A problem's "where" is one of: argument, flag, env, config, defaults, prompt,
answers, matrix, pack, template, target. The "origin" of an answer is one of:
flag, env, config, argument (the name, from PATH), prompt, defaults, default.`,
	}
}
