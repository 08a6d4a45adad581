package app_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/app"
	"scaffold/internal/choose"
	"scaffold/templates"
)

const adrPath = "docs/adr/0001-web-framework.md"

// record is a decision record, taken apart.
type record struct {
	text     string
	title    string
	sections map[string][]string // head -> lines, blank ones left out
	again    []outlook
}

// outlook is a list under "Look again when" with the line that leads to it.
type outlook struct {
	lead  string
	items []string
}

// adr plans a project and reads its decision record.
func adr(t *testing.T, a *app.App, flags ...string) (record, choose.Decision) {
	t.Helper()
	result, err := dry(t, a, app.Sources{Flags: pairs(flags...)})
	if err != nil {
		t.Fatalf("%v: %v", flags, err)
	}
	text := string(result.File(adrPath))
	if text == "" {
		t.Fatalf("%v: there is no %s", flags, adrPath)
	}
	return readRecord(text), result.Decision
}

func readRecord(text string) record {
	r := record{text: text, sections: map[string][]string{}}
	head := ""
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		switch {
		case strings.HasPrefix(line, "# "):
			r.title = line
		case strings.HasPrefix(line, "#"):
			head = strings.TrimLeft(line, "# ")
			r.sections[head] = []string{}
		case line != "":
			r.sections[head] = append(r.sections[head], line)
		}
	}
	at := outlook{}
	for _, line := range r.sections["Look again when"] {
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case isItem:
			at.items = append(at.items, item)
		default:
			r.again = append(r.again, at)
			at = outlook{lead: line}
		}
	}
	r.again = append(r.again, at)
	return r
}

// paragraph is a section's text without line breaks.
func (r record) paragraph(head string) string { return strings.Join(r.sections[head], " ") }

func builtInMatrix(t *testing.T) *choose.Matrix {
	t.Helper()
	data, err := templates.FS.ReadFile(templates.MatrixFile)
	if err != nil {
		t.Fatal(err)
	}
	m, err := choose.Load(templates.MatrixFile, data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answerSets are answers beside the shape: none, nothing known, and those that
// speak most for each framework.
func answerSets() map[string][]string {
	return map[string][]string{
		"nothing more": nil,
		"all unsure": {
			"callers=unsure", "back_office=unsure", "waiting=unsure", "connections=unsure", "team=unsure", "growth=unsure", "upgrades=unsure",
		},
		"for a service": {"callers=software", "back_office=never", "waiting=most", "connections=many", "team=platform", "growth=api", "upgrades=best-tool"},
		"for a website": {"callers=browsers", "back_office=day-one", "waiting=few", "connections=few", "team=small", "growth=website", "upgrades=version-bump"},
		"two sides":     {"back_office=day-one", "connections=many"},
	}
}

// TestDecisionRecords holds the record of every shape with every framework to
// what the decision says.
func TestDecisionRecords(t *testing.T) {
	t.Parallel()
	m, a := builtInMatrix(t), builtin(none)
	seen := map[string]bool{}
	t.Cleanup(func() {
		for _, want := range []string{"recommend clear", "recommend slight", "recommend contested", "stay clear", "insufficient ", "too-close "} {
			if !seen[want] && !t.Failed() {
				t.Errorf("no record was about %q", want)
			}
		}
	})
	for _, shape := range m.Questions()[0].Values {
		for _, framework := range m.Outcomes() {
			for name, more := range answerSets() {
				for _, reason := range []string{"", "our other services run on it"} {
					given := append([]string{"shape=" + shape.Value, "framework=" + framework}, more...)
					if reason != "" {
						given = append(given, "reason="+reason)
					}
					r, d := adr(t, a, given...)
					seen[string(d.Verdict)+" "+string(d.Strength)] = true
					c := recordCheck{record: r, d: d, m: m, answers: answersOf(given), reason: reason}
					if err := c.all(); err != nil {
						t.Errorf("%s on %s, %s, reason %q: %v\n%s", shape.Value, framework, name, reason, err, r.text)
					}
				}
			}
		}
	}
}

func answersOf(given []string) map[string]string {
	answers := map[string]string{}
	for _, p := range pairs(given...) {
		answers[p.Key] = p.Text
	}
	return answers
}

// recordCheck compares a record with the decision that it records.
type recordCheck struct {
	record
	d       choose.Decision
	m       *choose.Matrix
	answers map[string]string
	reason  string
}

func (c recordCheck) all() error {
	return errors.Join(c.form(), c.names(), c.strength(), c.sides(), c.consequences(), c.lookAgain(), c.facts())
}

var sectionOrder = []string{"Context", "Decision", "What speaks for ", "What speaks against ", "Consequences", "Look again when", "Basis"}

func (c recordCheck) form() error {
	for _, odd := range []string{"<%", "%>", "<no value>", "\n\n\n", " \n", "\t", "unsure", "..", "( "} {
		if strings.Contains(c.text, odd) {
			return fmt.Errorf("it has %q", odd)
		}
	}
	if regexp.MustCompile(`\b[ERVWN]\d+\b|[a-z_]+ = [a-z]`).MatchString(c.text) {
		return errors.New("a rule or a key stands in it")
	}
	last := -1
	for _, head := range sectionOrder {
		at := strings.Index(c.text, "# "+head)
		if at < 0 && strings.HasPrefix(head, "What") {
			continue
		}
		if at <= last {
			return fmt.Errorf("the section %q is missing or too early", head)
		}
		last = at
	}
	for head, lines := range c.sections {
		if len(lines) == 0 {
			return fmt.Errorf("the section %q is empty", head)
		}
	}
	for _, line := range strings.Split(c.text, "\n") {
		if len(line) > 100 && !strings.HasPrefix(line, "- ") && !strings.HasPrefix(line, "Decision matrix") {
			return fmt.Errorf("%d columns: %q", len(line), line)
		}
	}
	if basis := c.paragraph("Basis"); !strings.Contains(basis, c.d.Matrix.Digest) || !strings.Contains(basis, "`"+c.d.Matrix.ID+"`") {
		return errors.New("the matrix is not named")
	}
	return nil
}

func (c recordCheck) names() error {
	label := func(id choose.Name) string { return c.m.OutcomeLabel(string(id)) }
	built, decision := label(c.d.Framework), c.paragraph("Decision")
	if c.title != "# 1. Build on "+built || !strings.HasPrefix(decision, "We build on "+built+". ") {
		return errors.New("it does not name the framework that is built")
	}
	expect := map[string]bool{
		"chosen, not assessed":                               !c.d.Verdict.Picks(),
		"We decided otherwise":                               c.d.Verdict == choose.VerdictRecommend && c.d.Overridden != nil,
		"the recommendation was " + label(c.d.Outcome) + ",": c.d.Verdict == choose.VerdictRecommend && c.d.Overridden != nil,
		"the recommendation is " + built + ",":               c.d.Verdict == choose.VerdictRecommend && c.d.Overridden == nil,
		"stay on " + label(c.d.Outcome) + " ":                c.d.Verdict == choose.VerdictStay,
		"on another framework.":                              c.d.Verdict == choose.VerdictStay && c.d.Overridden != nil,
		"on the same framework.":                             c.d.Verdict == choose.VerdictStay && c.d.Overridden == nil,
		"> " + c.reason:                                      c.reason != "",
		"in the words of whoever decided":                    c.reason != "",
	}
	for text, want := range expect {
		if strings.Contains(decision, text) != want {
			return fmt.Errorf("%q stands there: %v", text, !want)
		}
	}
	return nil
}

func (c recordCheck) strength() error {
	want := []string{}
	if c.d.Verdict == choose.VerdictRecommend {
		want = append(want, string(c.d.Strength))
	}
	got := regexp.MustCompile(`\b(clear|slight|contested)`).FindAllString(c.text, -1)
	if !slices.Equal(got, want) {
		return fmt.Errorf("it speaks of %v, and the strength is %v", got, want)
	}
	if strings.Contains(c.paragraph("Decision"), "what speaks against it") && len(c.d.Against) == 0 {
		return errors.New("nothing speaks against it, and it says so")
	}
	return nil
}

func (c recordCheck) sides() error {
	built := c.m.OutcomeLabel(string(c.d.Framework))
	for head, reasons := range map[string][]choose.Reason{"What speaks for " + built: c.d.For, "What speaks against " + built: c.d.Against} {
		want := []string{}
		for _, r := range reasons {
			switch r.Points {
			case 0:
				want = append(want, "- "+r.Why)
			case 1:
				want = append(want, "- "+r.Why+" (1 point)")
			default:
				want = append(want, fmt.Sprintf("- %s (%d points)", r.Why, r.Points))
			}
		}
		if !slices.Equal(c.sections[head], want) {
			return fmt.Errorf("under %q stands %q, want %q", head, c.sections[head], want)
		}
	}
	for head := range c.sections {
		if strings.HasPrefix(head, "What") && !strings.HasSuffix(head, " "+built) {
			return fmt.Errorf("%q is not about %s", head, built)
		}
	}
	return nil
}

func (c recordCheck) consequences() error {
	var risks, want []string
	for _, line := range c.sections["Consequences"] {
		if risk, ok := strings.CutPrefix(line, "- **Risk:** "); ok {
			risks = append(risks, risk)
		}
	}
	for _, w := range c.d.Warnings {
		want = append(want, w.Text)
	}
	if !slices.Equal(risks, want) {
		return fmt.Errorf("the risks are %q, want %q", risks, want)
	}
	for _, n := range c.d.Notes {
		if strings.Count(c.text, "- "+n.Text+"\n") != 1 {
			return fmt.Errorf("note %s is not said once", n.ID)
		}
	}
	return nil
}

// lookAgain checks that each fact leads where its list says, away from what was
// decided.
func (c recordCheck) lookAgain() error {
	items := 0
	for _, list := range c.again {
		items += len(list.items)
		if list.lead == "" || len(list.items) == 0 { // the first list is no list of facts, and the last lines have none
			continue
		}
		for _, item := range list.items {
			changes := c.changesIn(item)
			if len(changes) == 0 {
				return fmt.Errorf("nobody knows the fact %q", item)
			}
			for _, change := range changes {
				answers := maps.Clone(c.answers)
				maps.Copy(answers, change)
				if err := c.leads(list.lead, choose.Decide(c.m, answers)); err != nil {
					return fmt.Errorf("%q: %w", item, err)
				}
			}
		}
	}
	if items == 0 || items > 10 {
		return fmt.Errorf("there are %d lines to look at again", items)
	}
	return nil
}

func (c recordCheck) leads(lead string, now choose.Decision) error {
	order := []choose.Strength{choose.Clear, choose.Slight, choose.Contested}
	down := slices.Index(order, now.Strength) - slices.Index(order, c.d.Strength)
	same := now.Outcome == c.d.Outcome && c.d.Overridden == nil
	ok := false
	switch {
	case strings.HasSuffix(lead, ", and "+c.m.OutcomeLabel(string(now.Outcome))+" would be the recommendation:"):
		ok = now.Outcome != c.d.Framework && now.Outcome != ""
	case strings.HasSuffix(lead, "no recommendation at all:"):
		ok = now.Outcome == "" && c.d.Outcome != ""
	case strings.HasSuffix(lead, "would be recommended less firmly:"):
		ok = same && down > 0
	case strings.HasPrefix(lead, "There is less to doubt"):
		ok = same && down < 0
	case strings.Contains(lead, "would confirm the decision"):
		ok = now.Outcome == c.d.Framework && c.d.Overridden != nil
	}
	if !ok {
		return fmt.Errorf("it leads to %s, %s under %q", now.Outcome, now.Strength, lead)
	}
	return nil
}

// changesIn gives the answers behind a sentence, each alternative alone.
func (c recordCheck) changesIn(sentence string) []map[string]string {
	questions := c.m.Questions()
	var all []map[string]string
	if list, ok := strings.CutPrefix(sentence, "It is mostly "); ok {
		for _, v := range questions[0].Values {
			if v.Fact != "" && strings.Contains(list, string(v.Fact)) {
				all = append(all, map[string]string{questions[0].Key: v.Value})
			}
		}
		return all
	}
	for i, q := range questions {
		for _, v := range q.Values {
			if choose.Sentence(string(v.Fact)) == sentence {
				return []map[string]string{{q.Key: v.Value}}
			}
			for _, r := range questions[i+1:] {
				for _, w := range r.Values {
					if choose.Sentence(string(v.Fact+" and "+w.Fact)) == sentence {
						return []map[string]string{{q.Key: v.Value, r.Key: w.Value}}
					}
				}
			}
		}
	}
	return nil
}

// facts checks that the context says every answer, and nothing else.
func (c recordCheck) facts() error {
	var want, got []string
	for _, a := range c.m.Words(c.answers) {
		if a.Clause != "" {
			want = append(want, "- "+choose.Sentence(a.Clause))
		}
	}
	for _, line := range c.sections["Context"] {
		if strings.HasPrefix(line, "- ") {
			got = append(got, line)
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the context says %q, want %q", got, want)
	}
	if nothing := strings.Contains(c.text, "Nothing about the product was on record"); nothing != (len(want) == 0) {
		return errors.New("it is wrong about whether anything was known")
	}
	return nil
}
