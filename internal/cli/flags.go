package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/yamlx"
)

// sourceFlags are the flags that give answers: one per key of the catalogue,
// --set, and --config.
type sourceFlags struct {
	pairs            []answers.Pair
	sets             []string
	config, defaults string
}

// keyFlag is a flag of one key; it remembers every time it is given.
type keyFlag struct {
	key   string
	flags *sourceFlags
	last  string
}

func (f *keyFlag) String() string { return f.last }
func (f *keyFlag) Type() string   { return "VALUE" }

func (f *keyFlag) Set(text string) error {
	f.last = text
	f.flags.pairs = append(f.flags.pairs, answers.Pair{Key: f.key, Text: text})
	return nil
}

// addSourceFlags gives the command a flag for every key of these kinds.
func (e *env) addSourceFlags(cmd *cobra.Command, kinds ...answers.Kind) *sourceFlags {
	flags := &sourceFlags{}
	cmd.Flags().SortFlags = false // the order of the catalogue: what matters most comes first
	cmd.Flags().StringVar(&flags.config, "config", "", "read answers from `FILE`; - is standard input")
	cmd.Flags().StringVar(&flags.defaults, "defaults", "", "read preset answers from `FILE` (also "+envDefaults+")")
	addMatrixFlag(cmd)
	if e.catalogue == nil {
		return flags
	}
	for _, key := range e.catalogue.Keys() {
		name := strings.TrimPrefix(key.Flag, "--")
		if name == "" || !hasKind(kinds, key) {
			continue
		}
		cmd.Flags().Var(&keyFlag{key: key.Name, flags: flags}, name, flagHelp(key))
		values := key.Allowed("")
		_ = cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var choices []string
			for _, value := range values {
				choice, _ := key.Find(value)
				choices = append(choices, value+"\t"+choice.Label)
			}
			return choices, cobra.ShellCompDirectiveNoFileComp
		})
	}
	cmd.Flags().StringArrayVar(&flags.sets, "set", nil, "answer any key: `KEY=VALUE`, may be repeated")
	return flags
}

// addMatrixFlag declares --matrix. Its value was taken from the words before the
// flags were declared, see [env.matrixFile].
func addMatrixFlag(cmd *cobra.Command) {
	cmd.Flags().String("matrix", "", "decide by the matrix in `FILE` (also "+envMatrix+")")
}

func hasKind(kinds []answers.Kind, key answers.Key) bool {
	for _, kind := range kinds {
		if key.Kind == kind || (kind == answers.KindQuestion && (key.Name == answers.KeyFramework || key.Name == answers.KeyReason)) {
			return true
		}
	}
	return false
}

func flagHelp(key answers.Key) string {
	text := strings.TrimSuffix(key.Ask, "?")
	if values := key.Allowed(""); len(values) > 0 {
		text += ": " + strings.Join(values, ", ")
	}
	return text
}

// sources reads what the flags name.
func (e *env) sources(ctx context.Context, flags *sourceFlags) (app.Sources, error) {
	sources := app.Sources{Flags: flags.pairs, Sets: flags.sets}
	var err error
	if sources.Defaults, err = e.defaults(flags.defaults); err != nil || flags.config == "" {
		return sources, err
	}
	file := flags.config
	data, err := e.read(ctx, file)
	if err != nil {
		return sources, app.NewError(app.CodeUsage, "the config file cannot be read", yamlx.Problem{
			Where: yamlx.WhereFlag, Key: "config", Given: file, Allowed: []string{}, Message: "--config " + file + ": " + why(err),
		})
	}
	if file == "-" {
		file = "standard input"
	}
	sources.Config = &app.File{Name: file, Data: data}
	return sources, nil
}

// read gives a file's bytes, or standard input's for "-". It reads one byte more
// than a config file may have, never more, and stops waiting when the context
// ends.
func (e *env) read(ctx context.Context, file string) ([]byte, error) {
	in := e.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	type answer struct {
		data []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		data, err := io.ReadAll(io.LimitReader(in, yamlx.MaxBytes+1))
		done <- answer{data, err}
	}()
	select {
	case got := <-done:
		return got.data, got.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// flagProblem tells apart what cobra says in one sentence only.
func flagProblem(cmd *cobra.Command, message string) yamlx.Problem {
	problem := yamlx.Problem{
		Where: yamlx.WhereFlag, Allowed: []string{}, Message: message,
		Hint: fmt.Sprintf("`%s --help` lists the flags", cmd.CommandPath()),
	}
	word, ok := strings.CutPrefix(message, "unknown flag: --")
	if !ok {
		return problem
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	problem.Key = word
	if near := yamlx.Suggest(word, names); near != "" {
		problem.Hint = fmt.Sprintf("did you mean --%s?", near)
	}
	return problem
}
