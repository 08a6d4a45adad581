package choose

// Checks gives the questions that are worth asking once the shape is known:
// those without an answer of which some answer changes the warnings about the
// framework that the row picks, in the order of the questions. There are none
// when no row covers the shape or the row means to stay.
func (m *Matrix) Checks(answers map[string]string) []string {
	keys, tries := []string{}, 0
	d := m.decide(answers)
	if d.result.row == none || m.rules.stay[d.result.row] {
		return keys
	}
	pick := m.rules.pick[d.result.row]
	fires := func(v vector) seen { return seen{warnings: m.rules.fires(v, pick)} }
	for q, asked := range d.asked {
		if !asked && q != m.rules.shape && d.matters(q, &tries, fires) {
			keys = append(keys, m.data.Questions[q].Key)
		}
	}
	return keys
}

// Next gives the question to ask next when the shape says nothing: the one
// whose answers split the most of what can still come into different outcomes,
// then into different strengths and warnings, the first of the file on a tie. It
// is "" when no answer changes any of these any more.
func (m *Matrix) Next(answers map[string]string) string {
	d := m.decide(answers)
	if d.settled() {
		return ""
	}
	if d.completions() > maxTries {
		if open := d.unanswered(); len(open) > 0 {
			return open[0]
		}
		return ""
	}
	outcome := func(v vector) seen { return seen{saying: saying{outcome: d.look(v).outcome}} }
	for _, look := range []func(vector) seen{outcome, d.look} {
		best, most := "", 0
		for q, asked := range d.asked {
			if asked {
				continue
			}
			if n := d.splits(q, look); n > most {
				best, most = m.data.Questions[q].Key, n
			}
		}
		if best != "" {
			return best
		}
	}
	return ""
}

// completions counts the ways to answer what is open.
func (d *Decision) completions() int {
	n := 1
	for q, asked := range d.asked {
		if asked {
			continue
		}
		if n *= int(d.m.rules.unsure[q]) + 1; n > maxTries {
			break
		}
	}
	return n
}

// splits counts the completions in which another answer to this question would
// make look see something else.
func (d *Decision) splits(question int, look func(vector) seen) int {
	c, n := &d.m.rules, 0
	v := append(vector(nil), d.v...)
	for more := true; more; more = d.next(v, question) {
		v[question] = c.unsure[question]
		was := look(v)
		for value := range c.unsure[question] {
			v[question] = value
			if look(v) != was {
				n += int(c.unsure[question]) + 1
				break
			}
		}
	}
	return n
}
