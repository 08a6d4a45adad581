package app

import (
	"strconv"

	"scaffold/internal/answers"
	"scaffold/internal/pack"
	"scaffold/internal/project"
)

// provenance says what the project is made from.
func (j *job) provenance(tree pack.Tree) (project.Provenance, error) {
	d := j.decision
	p := project.Provenance{
		Tool: Version, Framework: j.stack.Framework, Tree: tree,
		Decision: project.DecisionRecord{
			Outcome: string(d.Outcome), Verdict: string(d.Verdict), Strength: string(d.Strength),
			Framework: j.stack.Framework,
			Matrix:    project.MatrixRecord{ID: d.Matrix.ID, Version: strconv.Itoa(d.Matrix.Version), Digest: d.Matrix.Digest},
		},
	}
	if d.Overridden != nil {
		p.Decision.Override = &project.Override{Framework: j.stack.Framework, Reason: d.Overridden.Reason}
	}
	for _, used := range j.stack.Packs {
		digest, err := used.Digest()
		if err != nil {
			return p, err
		}
		p.Packs = append(p.Packs, project.PackRecord{Name: used.Name, Want: used.Version, Version: used.Version, Digest: digest})
	}
	for _, item := range j.resolved.Items {
		origin := "given"
		if item.Origin == answers.OriginDefault || item.Origin == answers.OriginDefaults {
			origin = "default"
		}
		p.Answers = append(p.Answers, project.AnswerRecord{Key: item.Key, Value: item.Value, Origin: origin})
	}
	return p, nil
}
