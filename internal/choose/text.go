package choose

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	minWidth = 40 // the narrowest text that is written
	// maxClauses keeps what would change a decision within about six lines of 80
	// columns: more is not read.
	maxClauses = 4
)

// Style dresses parts of a text, for a terminal with colours. A nil function
// leaves its part as it is. The functions see what stands on one line.
type Style struct {
	Pick func(string) string // what was picked, and how firmly
	Head func(string) string // the heads of the sections
}

// Text explains a decision in plain text: what was picked and how firmly, with
// the numbers beside it, then the reasons for and against, what would change it,
// warnings, notes, and what was not asked and could matter. Lines are at most
// width columns long (40 at least). It has no character beyond what the matrix
// and the reason have; it ends in a line break.
func (m *Matrix) Text(d Decision, width int, style Style) string {
	p := &page{width: max(width, minWidth), style: style}
	m.verdictText(p, d)
	m.sidesText(p, d)
	m.changesText(p, d)
	p.notes("Warnings", d.Warnings)
	p.notes("Notes", d.Notes)
	if len(d.Unanswered) > 0 {
		flags := make([]string, len(d.Unanswered))
		for i, key := range d.Unanswered {
			flags[i] = "--" + strings.ReplaceAll(key, "_", "-")
		}
		p.head("Not asked, and could matter")
		p.item("  ", strings.Join(flags, ", "))
	}
	return p.b.String()
}

// verdictText says what was picked, what the matrix remarks on it and, when
// nothing is firm, what can be done now.
func (m *Matrix) verdictText(p *page, d Decision) {
	head := m.headline(d)
	p.first(head, "(points: "+m.Points(d)+")")
	if d.Overridden != nil {
		if d.Overridden.Reason != "" {
			p.item("", "Reason given: "+d.Overridden.Reason)
		}
		return
	}
	if say := m.Say(d); say != "" {
		p.item("", say)
	}
	if d.Verdict == VerdictRecommend && d.Strength == Contested {
		other := slices.DeleteFunc(m.Outcomes(), func(id string) bool { return id == string(d.Outcome) })
		for i, id := range other {
			other[i] = m.OutcomeLabel(id)
		}
		p.item("", fmt.Sprintf("Keep %s, say another shape, or take %s and write down why.", m.OutcomeLabel(string(d.Outcome)), either(other)))
	}
}

// sidesText writes the reasons for and against what is built; when nothing is
// picked, those for each outcome that has any.
func (m *Matrix) sidesText(p *page, d Decision) {
	built := d.built()
	if built == "" {
		for _, o := range m.data.Outcomes {
			if reasons := d.Reasons[o.ID]; len(reasons) > 0 {
				p.reasons("For "+o.Label, reasons)
			}
		}
		return
	}
	if len(d.For)+len(d.Against) == 0 {
		return
	}
	label := m.OutcomeLabel(string(built))
	p.reasons("For "+label, d.For)
	p.reasons("Against "+label, d.Against)
}

func (m *Matrix) changesText(p *page, d Decision) {
	list, head := m.Changes(d), "What would change it"
	switch {
	case d.Outcome == "":
		head = "What would settle it"
	case d.Overridden != nil:
		head = "What would change the recommendation"
		list = slices.DeleteFunc(list, func(c Change) bool { return c.Effect > Nobody })
	}
	if len(list) == 0 {
		return
	}
	p.head(head)
	list, cut := Shorten(list, maxClauses)
	for _, c := range list {
		p.item("  - ", strings.TrimSuffix(Sentence(c.Result), ".")+", if "+strings.Join(c.If, ", or if "))
	}
	if cut > 0 {
		p.item("  - ", fmt.Sprintf("and %d more; --json lists all", cut))
	}
}

// page collects lines.
type page struct {
	b     strings.Builder
	width int
	style Style
}

func (p *page) head(text string) {
	p.b.WriteByte('\n')
	for _, line := range fold(text, p.width) {
		p.b.WriteString(dress(p.style.Head, line) + "\n")
	}
}

// first writes a line that begins with what was picked.
func (p *page) first(pick, rest string) {
	left := len(pick)
	for _, line := range fold(pick+" "+rest, p.width) {
		n := min(left, len(line))
		p.b.WriteString(dress(p.style.Pick, line[:n]) + line[n:] + "\n")
		left = max(left-n-1, 0) // and the space at which the line was broken
	}
}

func dress(with func(string) string, text string) string {
	if with == nil || text == "" {
		return text
	}
	return with(text)
}

func (p *page) reasons(head string, reasons []Reason) {
	if len(reasons) == 0 {
		p.head(head + ": nothing in the answers")
		return
	}
	p.head(head)
	for _, r := range reasons {
		points := ""
		if r.Points > 0 {
			points = fmt.Sprintf(",%s%+d", glued, r.Points)
		}
		p.item("  - ", r.Why+" ("+r.Rule+points+")")
	}
}

func (p *page) notes(head string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	p.head(head)
	for _, n := range notes {
		p.item("  - ", n.Text+" ("+n.ID+")")
	}
}

// item writes a text behind a label, broken at spaces and indented by the
// label's width.
func (p *page) item(label, text string) {
	indent := utf8.RuneCountInString(label)
	for i, line := range fold(text, p.width-indent) {
		if i > 0 {
			label = strings.Repeat(" ", indent)
		}
		p.b.WriteString(label + line + "\n")
	}
}

// glued is a space at which no line is broken.
const glued = "\x00"

// fold breaks a text at spaces into lines of at most width columns, and inside a
// word only when the word alone is longer. There is always a line.
func fold(text string, width int) []string {
	var lines []string
	var line []rune
	for _, word := range strings.Fields(text) {
		w := []rune(strings.ReplaceAll(word, glued, " "))
		if len(line) > 0 && len(line)+1+len(w) <= width {
			line = append(append(line, ' '), w...)
			continue
		}
		if len(line) > 0 {
			lines = append(lines, string(line))
		}
		for ; len(w) > width; w = w[width:] {
			lines = append(lines, string(w[:width]))
		}
		line = w
	}
	return append(lines, string(line))
}
