package choose

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// minWidth is the narrowest text that is written.
const minWidth = 40

// Text explains a decision in plain text: what was picked and how firmly, with
// the numbers beside it, then the reasons for and against, warnings, what would
// change it, what was not asked and could matter, and notes. Lines are at most
// width columns long (40 at least), words permitting. It has no colour and no
// character beyond what the matrix itself has; it ends in a line break.
func (m *Matrix) Text(d Decision, width int) string {
	p := &page{width: max(width, minWidth)}
	p.item("", fmt.Sprintf("%s (points: %s)", m.headline(d), m.Points(d)))
	if d.Overridden != nil && d.Overridden.Reason != "" {
		p.item("", "Reason given: "+d.Overridden.Reason)
	}
	if say := m.Say(d); say != "" && d.Overridden == nil {
		p.item("", say)
	}
	m.sidesText(p, d)
	p.notes("Warnings", d.Warnings)
	m.changesText(p, d)
	if len(d.Unanswered) > 0 {
		p.head("Not asked, and could matter")
		p.item("  ", strings.Join(d.Unanswered, ", "))
	}
	p.notes("Notes", d.Notes)
	return p.b.String()
}

// sidesText writes the reasons for and against what is built; when nothing is
// picked, those for each outcome.
func (m *Matrix) sidesText(p *page, d Decision) {
	built := d.built()
	if built == "" {
		for _, o := range m.data.Outcomes {
			m.reasonsText(p, "For "+o.Label, d.Reasons[o.ID])
		}
		return
	}
	label := m.OutcomeLabel(string(built))
	m.reasonsText(p, "For "+label, d.For)
	m.reasonsText(p, "Against "+label, d.Against)
}

func (m *Matrix) reasonsText(p *page, head string, reasons []Reason) {
	p.head(head)
	if len(reasons) == 0 {
		p.item("  ", "Nothing in the answers.")
	}
	for _, r := range reasons {
		points := ""
		if r.Points > 0 {
			points = fmt.Sprintf("%+d", r.Points)
		}
		p.item(fmt.Sprintf("  %-4s %2s ", r.Rule, points), fmt.Sprintf("%s (%s)", r.Why, glue(m.assignments(r.Because, ", "))))
	}
}

func (m *Matrix) changesText(p *page, d Decision) {
	changes := m.Changes(d)
	if len(changes) == 0 {
		return
	}
	head := "What would change it"
	if d.Outcome == "" {
		head = "What would settle it"
	}
	p.head(head)
	for _, c := range changes {
		p.item("  ", c.Result+", if "+glue(strings.Join(c.If, "; or ")))
	}
}

// glued is a space at which no line is broken.
const glued = "\x00"

// glue keeps `key = value` on one line.
func glue(text string) string { return strings.ReplaceAll(text, " = ", glued+"="+glued) }

// page collects lines.
type page struct {
	b     strings.Builder
	width int
}

func (p *page) head(text string) { p.b.WriteString("\n" + text + "\n") }

func (p *page) notes(head string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	p.head(head)
	for _, n := range notes {
		p.item(fmt.Sprintf("  %-4s ", n.ID), n.Text)
	}
}

// item writes a text behind a label, broken at spaces and indented by the
// label's width.
func (p *page) item(label, text string) {
	indent := utf8.RuneCountInString(label)
	p.b.WriteString(label)
	column := indent
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > p.width:
			p.b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			p.b.WriteByte(' ')
			column++
		}
		p.b.WriteString(strings.ReplaceAll(word, glued, " "))
		column += n
	}
	p.b.WriteByte('\n')
}
