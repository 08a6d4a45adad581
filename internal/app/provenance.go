package app

import (
	"strconv"

	"scaffold/internal/answers"
	"scaffold/internal/pack"
	"scaffold/internal/project"
)

// digests identifies the packs that the project is made from.
func (j *job) digests() ([]project.PackRecord, error) {
	var records []project.PackRecord
	for _, used := range j.stack.Packs {
		digest, err := used.Digest()
		if err != nil {
			return nil, err
		}
		records = append(records, project.PackRecord{Name: used.Name, Want: used.Version, Version: used.Version, Digest: digest})
	}
	return records, nil
}

// provenance says what the project is made from.
func (j *job) provenance(tree pack.Tree, packs []project.PackRecord) project.Provenance {
	d := j.decision
	p := project.Provenance{
		Tool: Version, Framework: j.stack.Framework, Packs: packs, Tree: tree,
		Decision: project.DecisionRecord{
			Outcome: string(d.Outcome), Verdict: string(d.Verdict), Strength: string(d.Strength),
			Framework: j.stack.Framework,
			Matrix:    project.MatrixRecord{ID: d.Matrix.ID, Version: strconv.Itoa(d.Matrix.Version), Digest: d.Matrix.Digest},
		},
	}
	if d.Overridden != nil {
		p.Decision.Override = &project.Override{Framework: j.stack.Framework, Reason: d.Overridden.Reason}
	}
	for _, item := range j.resolved.Items {
		origin := "given"
		if item.Origin == answers.OriginDefault || item.Origin == answers.OriginDefaults {
			origin = "default"
		}
		p.Answers = append(p.Answers, project.AnswerRecord{Key: item.Key, Value: item.Value, Origin: origin})
	}
	return p
}
