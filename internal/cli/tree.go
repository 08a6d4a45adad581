package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"scaffold/internal/answers"
	"scaffold/internal/app"
	"scaffold/internal/yamlx"
)

// Tree gives the commands with all their flags, as the manual describes them. It
// prints nothing and reads nothing but what the app holds.
func Tree(a *app.App) (*cobra.Command, error) {
	catalogue, err := a.Catalogue()
	if err != nil {
		return nil, err
	}
	e := &env{
		IO: IO{
			In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
			LookupEnv: func(string) (string, bool) { return "", false },
		},
		app: a, catalogue: catalogue, program: "scaffold",
	}
	root := e.rootCommand()
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	return root, nil
}

// Entry is a name and what it means, for the lists of the manual.
type Entry struct{ Name, Meaning string }

// ExitCodes gives every exit code and its meaning, in order.
func ExitCodes() []Entry {
	return []Entry{
		{"0", "done"},
		{"1", "failure: something could not be read or written; the message says what"},
		{"2", "the command line, the config file or an answer is wrong"},
		{"3", "declined or cancelled at a prompt"},
		{"4", "conflicts are left"},
		{"5", "findings: lint, later drift and updates"},
		{"6", "no recommendation, or the answer is to stay with an existing code base"},
		{"7", "something is in the way where the project should go"},
		{"8", "a pack, a template or the matrix is wrong"},
		{"130", "interrupted (Ctrl-C)"},
		{"143", "terminated"},
	}
}

// ErrorCodes gives every value of the field "code" of a failure in JSON.
func ErrorCodes() []Entry {
	entry := func(code app.Code, meaning string) Entry { return Entry{string(code), meaning} }
	return []Entry{
		entry(app.CodeFailure, "something could not be read or written, or was not foreseen"),
		entry(app.CodeUsage, "the command line itself is wrong"),
		entry(app.CodeInvalidAnswers, "answers are wrong or do not go together"),
		entry(app.CodeMissingAnswers, "required answers are missing"),
		entry(app.CodeDeclined, "a prompt was left without an answer"),
		entry(app.CodeNoRecommendation, "the answers do not settle which framework to use"),
		entry(app.CodeExistingCodebase, "the answer is to stay with the existing code base"),
		entry(app.CodeTargetInTheWay, "something is where the project should go"),
		entry(app.CodeMatrix, "the decision matrix that was named has findings"),
		entry(app.CodePack, "a pack or the built-in matrix is wrong"),
		entry(app.CodeTemplate, "a template is wrong"),
		entry(app.CodeInterrupted, "interrupted (Ctrl-C)"),
		entry(app.CodeTerminated, "terminated"),
	}
}

// Places gives every value of the field "where" of a problem in JSON.
func Places() []Entry {
	entry := func(where yamlx.Where, meaning string) Entry { return Entry{string(where), meaning} }
	return []Entry{
		entry(yamlx.WhereArgument, "an argument of the command line"),
		entry(yamlx.WhereFlag, "a flag"),
		entry(yamlx.WhereEnv, "an environment variable"),
		entry(yamlx.WhereConfig, "the config file"),
		entry(yamlx.WhereDefaults, "the defaults file"),
		entry(yamlx.WherePrompt, "an answer to a question"),
		entry(yamlx.WhereAnswers, "the answers together: one that is missing, or two that do not fit"),
		entry(yamlx.WhereMatrix, "the decision matrix"),
		entry(yamlx.WherePack, "a pack"),
		entry(yamlx.WhereTemplate, "a template"),
		entry(yamlx.WhereTarget, "the folder where the project should go"),
	}
}

// Origins gives every value of the field "origin" of an answer in JSON, the
// strongest first.
func Origins() []Entry {
	entry := func(origin answers.Origin, meaning string) Entry { return Entry{string(origin), meaning} }
	return []Entry{
		entry(answers.OriginFlag, "a flag"),
		entry(answers.OriginEnv, "an environment variable"),
		entry(answers.OriginConfig, "the config file"),
		entry(answers.OriginPrompt, "an answer to a question"),
		entry(answers.OriginArgument, "the name, taken from PATH"),
		entry(answers.OriginDefaults, "the defaults file"),
		entry(answers.OriginDefault, "nobody said it: the default that fits"),
	}
}

// Environment gives every variable that the program reads, beside those of the
// questions and options.
func Environment() []Entry {
	return []Entry{
		{envNoInput, "set to 1, never ask (as --no-input)"},
		{envMatrix, "file with the decision matrix (as --matrix)"},
		{envDefaults, "file with preset answers (as --defaults)"},
		{envAccessible, "set to 1, ask with plain numbered lines (as --accessible)"},
		{"CI", "set to anything, never ask"},
		{"TERM", "dumb means no questions and no colour"},
		{"NO_COLOR", "set to anything, no colour (as --no-color)"},
		{"CLICOLOR", "0 means no colour"},
		{"CLICOLOR_FORCE", "set to 1, colour even when the output is no terminal"},
		{"FORCE_COLOR", "the same as CLICOLOR_FORCE"},
		{"WT_SESSION", "set by Windows Terminal: colour is possible there"},
		{"COLUMNS", "width of the output when it is no terminal, 80 when not set"},
		{"GIT_AUTHOR_NAME", "author of the first commit; with it GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL"},
		{"XDG_CONFIG_HOME", "where the folder scaffold with defaults.yaml is looked for; on Linux ~/.config when not set"},
	}
}
