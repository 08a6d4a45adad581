package cli

import (
	"fmt"
	"maps"
	"slices"
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
which default follows from which answers, and what cannot be combined.`,
		Example: `  scaffold options
  scaffold options --framework fastapi
  scaffold options --json`,
		Args: noArgs, ValidArgsFunction: cobra.NoFileCompletions,
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
		key, _ := e.catalogue.Key(answers.KeyFramework)
		var choices []string
		for _, value := range key.Values {
			choices = append(choices, cobra.CompletionWithDesc(value.Value, value.Label))
		}
		return choices, cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

// headings are the titles of the groups, with what holds for all keys of one.
var headings = map[answers.Kind][2]string{
	answers.KindProject:  {"PROJECT", "What the project is called, and a framework that is settled already."},
	answers.KindQuestion: {"QUESTIONS", "About the product. They pick the framework; one that is left out counts as unsure."},
	answers.KindOption:   {"OPTIONS", "About the generated code. One that is left out gets the first default that fits."},
}

func (e *env) printOptions(list *app.OptionList) {
	width, colors := e.width(), e.colors(e.Out)
	for i, key := range list.Keys {
		if i == 0 || list.Keys[i-1].Kind != key.Kind {
			if i > 0 {
				fmt.Fprintln(e.Out)
			}
			title := headings[key.Kind]
			fmt.Fprintln(e.Out, colors.Bold(title[0]))
			fmt.Fprint(e.Out, hang("", title[1], "", width))
		}
		fmt.Fprint(e.Out, "\n", optionText(key, list.Frameworks, width, colors))
	}
	if len(list.Refusals) == 0 {
		return
	}
	fmt.Fprintln(e.Out, "\n"+colors.Bold("NOT TOGETHER"))
	fmt.Fprint(e.Out, hang("", "What cannot be combined, why, and what to change. A default gives way by itself.", "", width), "\n")
	for _, refusal := range list.Refusals {
		fmt.Fprint(e.Out, hang("  - ", refusalText(refusal, list), "    ", width))
	}
}

// refusalText says a combination that is not offered in one sentence, with the
// framework where that is not plain.
func refusalText(refusal app.Refusal, list *app.OptionList) string {
	pair := []string{}
	for _, key := range slices.Sorted(maps.Keys(refusal.When)) {
		pair = append(pair, key+" "+strings.Join(refusal.When[key], " or "))
	}
	instead := []string{}
	for _, key := range list.Keys { // in the order of the list
		if value, ok := refusal.Instead[key.Name]; ok {
			instead = append(instead, key.Flag+" "+value)
		}
	}
	text := strings.Join(pair, " with ") + ": " + refusal.Reason + ". Nearest: " + strings.Join(instead, " ")
	if len(list.Frameworks) > 1 {
		return refusal.Framework + ": " + text
	}
	return text
}

// optionText is the block of one key: how to give it, what it is for, its values
// and its defaults.
func optionText(key app.OptionKey, frameworks []string, width int, colors palette) string {
	var b strings.Builder
	for _, line := range wrapWords(key.Ask, width) {
		b.WriteString(colors.Bold(line) + "\n")
	}
	b.WriteString(hang("  ", fmt.Sprintf("%s, %s, or %s in a config file", key.Flag, key.Env, key.Name), "  ", width))
	b.WriteString(hang("  ", key.Help, "  ", width))
	if only := onlyFor(key.Frameworks, frameworks); only != "" {
		b.WriteString(hang("  ", "Exists for "+only+" only.", "  ", width))
	}
	if len(key.Aliases) > 0 {
		b.WriteString(hang("  ", "Former names: "+strings.Join(key.Aliases, ", ")+".", "  ", width))
	}
	if key.Deprecated != "" {
		b.WriteString(hang("  ", "Do not use it any more: "+key.Deprecated, "  ", width))
	}
	if len(key.Values) > 0 {
		b.WriteString("\n" + valueTable(key, frameworks).write(width, colors.Dim))
	}
	if len(key.Defaults) > 0 {
		b.WriteString("\n  Default:\n")
	}
	for _, row := range key.Defaults {
		b.WriteString(hang("  - ", row, "    ", width))
	}
	return b.String()
}

// valueTable says what each value is or adds; the frameworks have a column where
// they differ.
func valueTable(key app.OptionKey, frameworks []string) table {
	t := table{head: []string{"Value", "What it is"}, wide: 1}
	between := ". "
	if key.Kind == answers.KindOption {
		t.head[1], between = "What it adds", ", "
	}
	shared := slices.DeleteFunc(slices.Clone(frameworks), func(f string) bool { return !slices.Contains(key.Frameworks, f) })
	differ := slices.ContainsFunc(key.Values, func(v answers.Value) bool {
		return onlyFor(v.Frameworks, shared) != ""
	})
	if differ {
		t.head = append(t.head, "Frameworks")
	}
	for _, v := range key.Values {
		row := []string{v.Value, v.Help}
		if !strings.EqualFold(v.Label, v.Value) {
			row[1] = v.Label + between + v.Help
		}
		if differ {
			row = append(row, strings.Join(v.Frameworks, ", "))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// onlyFor names the frameworks that have something when not all of them do.
func onlyFor(have, all []string) string {
	if slices.ContainsFunc(all, func(f string) bool { return !slices.Contains(have, f) }) {
		return strings.Join(have, ", ")
	}
	return ""
}

func (e *env) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of the config file",
		Example: "  scaffold schema > scaffold.schema.json",
		Args:    noArgs, ValidArgsFunction: cobra.NoFileCompletions,
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
