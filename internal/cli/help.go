package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"scaffold/internal/app"
	"scaffold/internal/yamlx"
)

// helpAlone gives the words that are run: when one of them asks for help, the
// command and that wish alone. Whatever else stands there may be unfinished or
// wrong, which is why help is asked for.
func helpAlone(root *cobra.Command, args []string) []string {
	if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		return args // the words are somebody's unfinished line
	}
	words := args
	if end := slices.Index(args, "--"); end >= 0 {
		words = args[:end]
	}
	if !slices.Contains(words, "--help") && !slices.Contains(words, "-h") {
		return args
	}
	path := []string{}
	for cmd, i := root, 0; i < len(words); i++ {
		at := slices.IndexFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.Name() == words[i] })
		if at < 0 {
			continue
		}
		cmd = cmd.Commands()[at]
		path = append(path, words[i])
	}
	return append(path, "--help")
}

// helpCommand is `scaffold help`; unlike cobra's it fails on a command that does
// not exist.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Print the help of a command",
		Example: "  scaffold help new\n  scaffold help exit-codes",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if cmd, rest, err := root.Find(args); err == nil && len(rest) == 0 {
				for _, child := range cmd.Commands() {
					names = append(names, cobra.CompletionWithDesc(child.Name(), child.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd := root
			for _, word := range args {
				at := slices.IndexFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
				if at < 0 {
					return unknownCommand(cmd, word)
				}
				cmd = cmd.Commands()[at]
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// unknownCommand says that a command has no subcommand of this name, and which
// one comes near.
func unknownCommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, child := range cmd.Commands() {
		names = append(names, child.Name())
	}
	message := fmt.Sprintf("unknown command %q for %q", word, cmd.CommandPath())
	problem := yamlx.Problem{
		Where: yamlx.WhereArgument, Given: word, Allowed: names, Message: message,
		Hint: fmt.Sprintf("`%s --help` lists the commands", cmd.CommandPath()),
	}
	if near := yamlx.Suggest(word, names); near != "" {
		problem.Hint = fmt.Sprintf("did you mean %s?", near)
	}
	return app.NewError(app.CodeUsage, message, problem)
}
