package main

import (
	"fmt"
	"strings"

	"scaffold/internal/cli"
)

// markdown gives the reference of all commands.
func markdown(pages []page, env variables) string {
	var b strings.Builder
	b.WriteString("# Commands\n\nWritten by `make docs` from the commands themselves; edits are lost.\n\n")
	b.WriteString("| command | does |\n| --- | --- |\n")
	for _, p := range pages {
		if p.isRoot() || p.topic {
			continue
		}
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", p.name, anchor(p.name), cell(p.short))
	}
	b.WriteString("\nAll of them take `--help` (`-h`) and `--no-color`; `scaffold help COMMAND` prints the same help. Results go to standard output, questions, progress, warnings and errors to standard error.\n")
	for _, p := range pages {
		if !p.topic {
			b.WriteString("\n" + section(p))
		}
	}
	b.WriteString("\n## Environment\n\nA flag wins over a variable, a variable over the config file. An empty variable counts as not set.\n\n")
	entries(&b, "variable", env.common)
	b.WriteString("\nEvery question and option is a variable too:\n\n")
	entries(&b, "variable", env.answers)
	b.WriteString("\n## Exit codes\n\nAlso printed by `scaffold help exit-codes`.\n\n")
	entries(&b, "code", cli.ExitCodes())
	b.WriteString("\n## Failures in JSON\n\nWith `--json` a failure is one object on standard output: `{\"schema\", \"error\": {\"code\", \"exit\", \"message\", \"problems\"}}`. The field `code` is one of:\n\n")
	entries(&b, "code", cli.ErrorCodes())
	b.WriteString("\nThe field `where` of a problem is one of:\n\n")
	entries(&b, "where", cli.Places())
	b.WriteString("\nThe field `origin` of an answer is one of, the strongest first:\n\n")
	entries(&b, "origin", cli.Origins())
	return b.String()
}

// section describes one command.
func section(p page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s.\n\n```\n%s\n```\n", p.name, strings.TrimSuffix(p.short, "."), p.use)
	for _, blk := range p.about {
		if blk.kept {
			b.WriteString("\n```\n" + strings.Join(blk.lines, "\n") + "\n```\n")
		} else if text := strings.Join(blk.lines, " "); text != p.short+"." {
			b.WriteString("\n" + text + "\n")
		}
	}
	b.WriteString("\n| flag | value | meaning |\n| --- | --- | --- |\n")
	for _, f := range p.flags {
		name := "`--" + f.name + "`"
		if f.short != "" {
			name = "`-" + f.short + "`, " + name
		}
		value := ""
		switch {
		case len(f.values) > 0:
			value = "`" + strings.Join(f.values, "`, `") + "`"
		case f.value != "":
			value = "`" + f.value + "`"
		}
		meaning := cell(sentence(f.meaning))
		if f.initial != "" {
			meaning += " Default: `" + f.initial + "`."
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, value, meaning)
	}
	if len(p.examples) > 0 {
		b.WriteString("\n```sh\n" + strings.Join(p.examples, "\n") + "\n```\n")
	}
	return b.String()
}

func entries(b *strings.Builder, head string, all []cli.Entry) {
	fmt.Fprintf(b, "| %s | meaning |\n| --- | --- |\n", head)
	for _, e := range all {
		fmt.Fprintf(b, "| `%s` | %s |\n", e.Name, cell(e.Meaning))
	}
}

// cell keeps a text from ending the cell of a table, or from becoming a tag.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(text)
}

// anchor is the address of a heading.
func anchor(heading string) string { return strings.ReplaceAll(strings.ToLower(heading), " ", "-") }
