package choose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"scaffold/internal/yamlx"
)

// Fact states an answer as half a sentence, which can follow "if"; that of a
// shape follows "it is mostly". "" when the matrix has none.
type Fact string

const maxFact = 60

// DecodeYAML reads a fact; one that is written down says something, on one line.
func (f *Fact) DecodeYAML(d *yamlx.Decoder, v *yamlx.Value) {
	var text string
	d.Decode(v, &text)
	*f = Fact(text)
	switch {
	case v.Kind != yamlx.Scalar || v.IsNull(): // the decoder has said so
	case strings.TrimSpace(text) == "":
		d.Add(v.Pos, "fact", `key "fact" is empty`, "leave it out to have the label quoted")
	case strings.ContainsFunc(text, unicode.IsControl):
		d.Add(v.Pos, "fact", `key "fact" is more than one line`, "")
	case utf8.RuneCountInString(text) > maxFact:
		d.Add(v.Pos, "fact", fmt.Sprintf(`key "fact" has %d characters, more than %d`, utf8.RuneCountInString(text), maxFact), "it stands in the middle of a sentence")
	}
}

// Answer is a question and its answer in the words a person saw.
type Answer struct {
	Key, Question string
	Value, Answer string
	Clause        string // "staff need an admin from day one"; "" for [Unsure]
}

// Words gives the answers in words, in the order of the questions. Questions
// without an answer, and answers that the matrix does not know, are left out.
func (m *Matrix) Words(answers map[string]string) []Answer {
	words := []Answer{}
	for _, q := range m.data.Questions {
		for _, v := range q.Values {
			if answer, ok := answers[q.Key]; ok && answer == v.Value {
				words = append(words, Answer{q.Key, q.Ask, v.Value, v.Label, m.clause(q, v.Value)})
			}
		}
	}
	return words
}

// clause states that one of these answers holds: "it is mostly an API or model
// serving". It is "" for [Unsure] alone.
func (m *Matrix) clause(q Question, values ...string) string {
	var facts, labels, parts []string
	for _, v := range q.Values {
		switch {
		case v.Value == Unsure || !slices.Contains(values, v.Value):
		case v.Fact != "":
			facts = append(facts, string(v.Fact))
		default:
			labels = append(labels, `"`+v.Label+`"`)
		}
	}
	if len(facts) > 0 {
		lead := ""
		if q.Key == ShapeKey {
			lead = "it is mostly "
		}
		parts = append(parts, lead+either(facts))
	}
	if len(labels) > 0 {
		parts = append(parts, fmt.Sprintf("the answer to %q is %s", q.Ask, either(labels)))
	}
	return strings.Join(parts, ", or ")
}

// either joins alternatives: "a, b or c".
func either(items []string) string {
	last := len(items) - 1
	if last <= 0 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " or " + items[last]
}

// Sentence makes a sentence of a clause.
func Sentence(clause string) string {
	if clause == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(first)) + clause[size:] + "."
}

// headline says in a few words what was decided, and how firmly: "Django, clear".
// A framework that was taken against the matrix comes with what the matrix
// said.
func (m *Matrix) headline(d Decision) string {
	said := m.said(d)
	built := m.OutcomeLabel(string(d.Framework))
	switch {
	case d.Overridden == nil:
		return said
	case d.Verdict == VerdictStay:
		return built + ", although the advice is to " + lower(said)
	case d.Verdict == VerdictTooClose:
		return built + ", chosen, not assessed: too close to call"
	case d.Outcome == "":
		return built + ", chosen, not assessed: too little is known"
	default:
		return built + ", against the recommendation: " + said
	}
}

// said is what the matrix says, whatever is built.
func (m *Matrix) said(d Decision) string {
	switch d.Verdict {
	case VerdictStay:
		return "Stay on " + m.OutcomeLabel(string(d.Outcome))
	case VerdictInsufficient:
		return "No recommendation, too little is known"
	case VerdictTooClose:
		return "No recommendation, too close to call"
	default:
		return m.result(d.Outcome, d.Strength)
	}
}

func lower(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// result is an outcome with its strength, in words.
func (m *Matrix) result(outcome Name, strength Strength) string {
	switch {
	case outcome == "":
		return "no recommendation"
	case strength == "":
		return m.OutcomeLabel(string(outcome))
	default:
		return m.OutcomeLabel(string(outcome)) + ", " + string(strength)
	}
}

// Summary gives a decision as one sentence: "Django, clear: the shape decides".
// The second half is the matrix's own text.
func (m *Matrix) Summary(d Decision) string {
	head, say := m.headline(d), m.Say(d)
	if say == "" || d.Overridden != nil { // the comment is about the outcome
		return head + "."
	}
	return head + ": " + say
}

// Say gives the matrix's comment on the verdict, "" when it has none.
func (m *Matrix) Say(d Decision) string {
	if d.m == nil || d.result.verdict == none {
		return ""
	}
	return m.data.Verdict[d.result.verdict].Say
}

// Points gives the numbers behind a decision: "Django 5, FastAPI 3".
func (m *Matrix) Points(d Decision) string {
	parts := make([]string, len(m.data.Outcomes))
	for i, o := range m.data.Outcomes {
		parts[i] = fmt.Sprintf("%s %d", o.Label, d.Scores[o.ID])
	}
	return strings.Join(parts, ", ")
}

// Strongest gives the strongest reason for each outcome that has one, in the
// order of the outcomes: the trade-off of a decision that is close.
func (m *Matrix) Strongest(d Decision) []Reason {
	strongest := []Reason{}
	for _, o := range m.data.Outcomes {
		if reasons := d.Reasons[o.ID]; len(reasons) > 0 {
			strongest = append(strongest, reasons[0])
		}
	}
	return strongest
}

// MarshalJSON writes the matrix with its digest, in the order of the file.
func (m *Matrix) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		document
		Digest string `json:"digest"`
	}{m.data, m.digest})
}
