package main

import (
	"slices"
	"strings"

	"scaffold/internal/app"
	"scaffold/internal/cli"
)

// edition is the date that manual pages carry. It is no clock's: the same
// commands give the same pages.
const edition = "November 2026"

// roff collects a manual page.
type roff struct{ strings.Builder }

// escaped keeps characters that the formatter would take for something else.
var escaped = strings.NewReplacer(`\`, `\(rs`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`)

// quoted is a text as one argument of a macro.
func quoted(text string) string {
	return `"` + strings.ReplaceAll(escaped.Replace(text), `"`, `\(dq`) + `"`
}

func (r *roff) macro(name string, args ...string) {
	r.WriteString("." + name)
	for _, arg := range args {
		r.WriteString(" " + quoted(arg))
	}
	r.WriteByte('\n')
}

// line writes text; one that begins with a dot would be taken for a macro.
func (r *roff) line(text string) {
	text = escaped.Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	r.WriteString(text + "\n")
}

// kept writes lines as they are.
func (r *roff) kept(lines []string) {
	r.macro("PP")
	r.WriteString(".RS 4\n.nf\n")
	for _, line := range lines {
		r.line(line)
	}
	r.WriteString(".fi\n.RE\n")
}

// list writes names with their meanings.
func (r *roff) list(entries []cli.Entry) {
	for _, e := range entries {
		r.macro("TP")
		r.macro("B", e.Name)
		r.line(e.Meaning)
	}
}

// man gives the manual page of a command.
func man(p page, all []page, env variables) string {
	r := &roff{}
	title := strings.TrimSuffix(p.file(), ".1")
	r.macro("TH", strings.ToUpper(title), "1", edition, "scaffold "+app.Version, "scaffold manual")
	r.WriteString(".nh\n.ad l\n") // values must not be broken, they are typed as they stand
	r.macro("SH", "NAME")
	// The formatter's index wants exactly one plain dash here.
	r.WriteString(escaped.Replace(title) + ` \- ` + escaped.Replace(strings.ToLower(p.short[:1])+p.short[1:]) + "\n")
	r.macro("SH", "SYNOPSIS")
	r.macro("B", p.use)
	r.macro("SH", "DESCRIPTION")
	for i, b := range p.about {
		switch {
		case b.kept:
			r.kept(b.lines)
		default:
			if i > 0 {
				r.macro("PP")
			}
			r.line(strings.Join(b.lines, " "))
		}
	}
	manCommands(r, p, all)
	manFlags(r, p)
	if len(p.examples) > 0 {
		r.macro("SH", "EXAMPLES")
		r.kept(p.examples)
	}
	manEnvironment(r, p, env)
	r.macro("SH", "EXIT STATUS")
	r.list(cli.ExitCodes())
	manSeeAlso(r, p, all)
	return r.String()
}

// isRoot reports whether this is the page of the program itself.
func (p page) isRoot() bool { return !strings.Contains(p.name, " ") }

func manCommands(r *roff, p page, all []page) {
	if len(p.children) == 0 {
		return
	}
	r.macro("SH", "COMMANDS")
	var entries []cli.Entry
	for _, child := range all {
		if slices.Contains(p.children, child.name) && !child.topic {
			entries = append(entries, cli.Entry{Name: child.name, Meaning: child.short + "."})
		}
	}
	r.list(entries)
}

func manFlags(r *roff, p page) {
	r.macro("SH", "OPTIONS")
	for _, f := range p.flags {
		r.macro("TP")
		name := `\fB` + escaped.Replace("--"+f.name) + `\fR`
		if f.short != "" {
			name = `\fB` + escaped.Replace("-"+f.short) + `\fR, ` + name
		}
		if f.value != "" {
			name += ` \fI` + escaped.Replace(f.value) + `\fR`
		}
		r.WriteString(name + "\n")
		r.line(sentence(f.meaning))
		if len(f.values) > 0 {
			r.line("One of: " + strings.Join(f.values, ", ") + ".")
		}
		if f.initial != "" {
			r.line("Default: " + f.initial + ".")
		}
	}
}

func manEnvironment(r *roff, p page, env variables) {
	r.macro("SH", "ENVIRONMENT")
	if p.isRoot() || p.withAnswers() {
		r.line("Every question and option is also a variable. A flag wins over it, an empty one counts as not set.")
		r.list(env.answers)
	}
	r.list(env.common)
}

func manSeeAlso(r *roff, p page, all []page) {
	r.macro("SH", "SEE ALSO")
	var others []string
	for _, other := range all {
		if other.name != p.name && !other.topic {
			others = append(others, `\fB`+escaped.Replace(strings.TrimSuffix(other.file(), ".1"))+`\fR(1)`)
		}
	}
	r.WriteString(strings.Join(others, ",\n") + "\n")
}

// sentence makes a sentence of a flag's short text.
func sentence(text string) string {
	if text == "" {
		return text
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
