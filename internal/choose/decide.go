package choose

import (
	"encoding/json"
	"slices"
	"strings"
)

// Name is the id of an outcome or framework; "" means none and is null in JSON.
type Name string

// MarshalJSON writes null for "".
func (n Name) MarshalJSON() ([]byte, error) { return orNull(string(n)) }

// MarshalJSON writes null for "".
func (s Strength) MarshalJSON() ([]byte, error) { return orNull(string(s)) }

func orNull(text string) ([]byte, error) {
	if text == "" {
		return []byte("null"), nil
	}
	return json.Marshal(text)
}

// Decision is what the matrix makes of some answers, and what was made of its
// recommendation. Its JSON form is a promise: no list and no object is ever
// null, except where a field says so.
type Decision struct {
	Schema     int                 `json:"schema"`
	Outcome    Name                `json:"outcome"` // what the matrix says; null when nothing is picked
	Verdict    Verdict             `json:"verdict"`
	Strength   Strength            `json:"strength"`  // of Outcome; null without one
	Framework  Name                `json:"framework"` // what is used; null until [Decision.Use]
	Shape      string              `json:"shape"`     // Unsure when it was not asked
	Scores     map[string]int      `json:"scores"`    // points of evidence alone
	Reasons    map[string][]Reason `json:"reasons"`   // per outcome: the row, then the most points first
	For        []Reason            `json:"for"`       // Framework, else Outcome
	Against    []Reason            `json:"against"`
	Warnings   []Note              `json:"warnings"` // about Framework, else Outcome
	Notes      []Note              `json:"notes"`
	Flips      []Flip              `json:"flips"`
	Unanswered []string            `json:"unanswered"` // not asked, and could still matter
	Overridden *Override           `json:"overridden"` // a framework was given and is not the outcome
	Matrix     Identity            `json:"matrix"`

	m      *Matrix
	v      vector
	asked  []bool
	result result
}

// Reason is a rule that fired.
type Reason struct {
	Rule    string            `json:"rule"`
	Points  int               `json:"points"` // 0 for the row
	Because map[string]string `json:"because"`
	Why     string            `json:"why"`
	Source  string            `json:"source"`
}

// Flip is a change of answers that changes outcome or strength. Change holds
// one question, or two when neither alone would do. Under [ShapeKey] it holds
// every shape that leads to this result, joined by ", ".
type Flip struct {
	Change   map[string]string `json:"change"`
	Outcome  Name              `json:"outcome"`
	Strength Strength          `json:"strength"`
}

// Override says how a framework came in that the matrix did not recommend.
type Override struct {
	By     string `json:"by"` // flag, env, config or prompt
	Reason string `json:"reason"`
}

// Identity names the matrix that decided.
type Identity struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Digest  string `json:"digest"`
}

// Decide applies the matrix to answers, question to value. A question without
// an answer has the same points as [Unsure], but is looked at for
// [Decision.Unanswered]. Keys and values that the matrix does not know do not
// count; checking them is the caller's part.
func Decide(m *Matrix, answers map[string]string) Decision {
	d := m.decide(answers)
	d.Flips = m.rules.flips(m, d.v, d.result)
	d.Unanswered = d.unanswered()
	return d
}

// Use records the framework that is built: For, Against and Warnings speak
// about it. by (flag, env, config or prompt) and reason are kept as an override
// when it is not the outcome. To accept a recommendation, use its outcome.
func (d Decision) Use(framework, by, reason string) Decision {
	d = d.use(framework, by, reason)
	if d.m != nil {
		d.Unanswered = d.unanswered()
	}
	return d
}

// decide leaves out what takes enumeration.
func (m *Matrix) decide(answers map[string]string) Decision {
	v, asked := m.vector(answers)
	r := m.rules.evaluate(v, none)
	d := Decision{
		Schema: 1, Shape: m.value(m.rules.shape, v), Verdict: VerdictInsufficient,
		Notes: slices.Concat([]Note{}, m.data.Notes), Flips: []Flip{}, Unanswered: []string{},
		Scores: map[string]int{}, Reasons: map[string][]Reason{},
		Matrix: Identity{m.data.ID, m.data.Version, m.digest},
		m:      m, v: v, asked: asked, result: r,
	}
	d.Outcome, d.Strength = m.says(r)
	if r.verdict != none { // a matrix that passed its lint has a row for everything
		d.Verdict = m.data.Verdict[r.verdict].Verdict
	}
	for i, o := range m.data.Outcomes {
		d.Scores[o.ID], d.Reasons[o.ID] = r.scores[i], m.reasons(v, r, i)
	}
	d.sides()
	return d
}

func (d Decision) use(framework, by, reason string) Decision {
	d.Framework, d.Overridden = Name(framework), nil
	if d.Framework != "" && d.Framework != d.Outcome {
		d.Overridden = &Override{By: by, Reason: strings.TrimSpace(reason)}
	}
	if d.m != nil {
		d.sides()
	}
	return d
}

// sides sets what is relative to the framework, else to the outcome.
func (d *Decision) sides() {
	d.For, d.Against, d.Warnings = []Reason{}, []Reason{}, []Note{}
	built := d.built()
	if built == "" {
		return
	}
	for _, o := range d.m.data.Outcomes {
		if o.ID == string(built) {
			d.For = append(d.For, d.Reasons[o.ID]...)
			continue
		}
		d.Against = append(d.Against, d.Reasons[o.ID]...)
	}
	strongestFirst(d.Against)
	d.warn(d.framework())
}

// strongestFirst sorts by points, the row before everything.
func strongestFirst(reasons []Reason) {
	weight := func(r Reason) int {
		if r.Points == 0 {
			return maxPoints + 1
		}
		return r.Points
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return weight(b) - weight(a) })
}

func (d *Decision) built() Name {
	if d.Framework != "" {
		return d.Framework
	}
	return d.Outcome
}

// framework is the index of what is built.
func (d *Decision) framework() int {
	built := d.built()
	if built == "" {
		return none
	}
	if i := d.m.data.outcome(string(built)); i >= 0 {
		return i
	}
	return foreign
}

func (d *Decision) warn(framework int) {
	if d.Verdict == VerdictStay {
		return
	}
	unexplained := d.Overridden != nil && d.Overridden.Reason == "" && d.Outcome != ""
	seen := map[int]bool{}
	for i := range d.m.rules.warnings {
		a := &d.m.rules.warnings[i]
		if seen[a.warning] || (a.override && !unexplained) || !a.holds(d.v, framework) {
			continue
		}
		seen[a.warning] = true
		w := d.m.data.Warnings[a.warning]
		d.Warnings = append(d.Warnings, Note{ID: w.ID, Text: a.text, Pos: w.Pos})
	}
}

// says gives the outcome and strength of a result.
func (m *Matrix) says(r result) (Name, Strength) {
	if r.outcome == none {
		return "", ""
	}
	return Name(m.data.Outcomes[r.outcome].ID), m.data.Verdict[r.verdict].Strength
}

// vector gives the index of each answer, and which questions have one.
func (m *Matrix) vector(answers map[string]string) (vector, []bool) {
	v, asked := slices.Clone(m.rules.unsure), make([]bool, len(m.rules.unsure))
	for i, q := range m.data.Questions {
		answer, ok := answers[q.Key]
		asked[i] = ok
		if at := slices.IndexFunc(q.Values, func(one Value) bool { return one.Value == answer }); at >= 0 {
			v[i] = uint8(at)
		}
	}
	return v, asked
}

// value gives the answer to a question in words of the matrix.
func (m *Matrix) value(question int, v vector) string {
	return m.data.Questions[question].Values[v[question]].Value
}

func (m *Matrix) reasons(v vector, r result, outcome int) []Reason {
	reasons := []Reason{}
	if r.row != none && m.rules.pick[r.row] == outcome {
		one := m.data.Rows[r.row]
		because := map[string]string{ShapeKey: m.value(m.rules.shape, v)}
		reasons = append(reasons, Reason{one.ID, 0, because, one.Why, one.Source})
	}
	for i, e := range m.rules.evidence {
		if e.outcome == outcome && holds(e.tests, v) {
			one := m.data.Evidence[i]
			reasons = append(reasons, Reason{one.ID, e.points, m.because(one.When, v), one.Why, one.Source})
		}
	}
	strongestFirst(reasons)
	return reasons
}

// because gives the answers that a rule rests on: those it asks for, and those
// it rules out only when it asks for none.
func (m *Matrix) because(when condition, v vector) map[string]string {
	because := map[string]string{}
	for _, negative := range []bool{false, true} {
		for _, one := range when {
			if one.Match.Not == negative {
				because[one.Key] = m.value(m.data.byKey[one.Key], v)
			}
		}
		if len(because) > 0 {
			break
		}
	}
	return because
}
