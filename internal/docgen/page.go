package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scaffold/internal/answers"
	"scaffold/internal/cli"
)

// page describes one command.
type page struct {
	name     string // "scaffold matrix lint"
	use      string // "scaffold matrix lint [FILE]"
	short    string
	about    []block
	examples []string
	flags    []flag
	children []string // names
	topic    bool     // text for `scaffold help`, no command
}

// file is the name of the command's manual page.
func (p page) file() string { return strings.ReplaceAll(p.name, " ", "-") + ".1" }

// withAnswers reports whether the command takes answers, and with them the
// variables that give some.
func (p page) withAnswers() bool {
	for _, f := range p.flags {
		if f.name == "config" {
			return true
		}
	}
	return false
}

// flag describes one flag.
type flag struct {
	name, short string
	value       string // "FILE", "" for a switch
	values      []string
	meaning     string
	initial     string // its default, "" for none
}

// block is a paragraph, or lines that are kept as they are.
type block struct {
	lines []string
	kept  bool
}

// collect describes the commands of a tree, the root first.
func collect(root *cobra.Command, keys []answers.Key) []page {
	var pages []page
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		pages = append(pages, describe(cmd, keys))
		for _, child := range cmd.Commands() {
			if !child.Hidden {
				walk(child)
			}
		}
	}
	walk(root)
	return pages
}

func describe(cmd *cobra.Command, keys []answers.Key) page {
	cmd.InitDefaultHelpFlag()
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	p := page{
		name: cmd.CommandPath(), use: cmd.UseLine(), short: cmd.Short,
		about: blocks(text), examples: examples(cmd.Example), topic: cmd.IsAdditionalHelpTopicCommand(),
	}
	if cmd.HasSubCommands() {
		p.use = cmd.CommandPath() + " COMMAND [flags]"
	}
	cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { p.flags = append(p.flags, describeFlag(f, keys)) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { p.flags = append(p.flags, describeFlag(f, keys)) })
	for _, child := range cmd.Commands() {
		if !child.Hidden {
			p.children = append(p.children, child.CommandPath())
		}
	}
	return p
}

func describeFlag(f *pflag.Flag, keys []answers.Key) flag {
	d := flag{name: f.Name, short: f.Shorthand}
	d.value, d.meaning = pflag.UnquoteUsage(f)
	if f.NoOptDefVal != "" {
		d.value = "" // a switch
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
		d.initial = f.DefValue
	}
	if f.Name == "help" {
		d.meaning = "print the help of the command"
	}
	for _, key := range keys {
		if key.Flag == "--"+f.Name && f.Value.Type() == "VALUE" {
			d.values, d.value = key.Allowed(""), "VALUE"
			d.meaning = key.Ask
		}
	}
	return d
}

// examples gives the lines of an example without their indentation.
func examples(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// blocks splits a text at its empty lines. A line that is indented is kept as it
// is.
func blocks(text string) []block {
	var all []block
	fresh := true
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " ")
		if line == "" {
			fresh = true
			continue
		}
		kept := strings.HasPrefix(line, "  ")
		if fresh || all[len(all)-1].kept != kept {
			all = append(all, block{kept: kept})
		}
		last := &all[len(all)-1]
		if kept {
			line = strings.TrimPrefix(line, "  ")
		}
		last.lines = append(last.lines, line)
		fresh = false
	}
	return all
}

// variables are the environment: one list for all commands, one for the answers.
type variables struct {
	common, answers []cli.Entry
}

func environment(keys []answers.Key) variables {
	v := variables{common: cli.Environment()}
	for _, key := range keys {
		if key.Flag != "" {
			v.answers = append(v.answers, cli.Entry{Name: key.Env, Meaning: "as " + key.Flag})
		}
	}
	return v
}
