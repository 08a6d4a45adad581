package project

import (
	"fmt"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// ProvenancePath is where a project says what it was made from.
const ProvenancePath = ".scaffold/project.yaml"

// provenanceSchema is the version of the format.
const provenanceSchema = 1

// Provenance says what a project was made from. Its file has no timestamps and
// no secrets, so that the same answers give the same bytes.
type Provenance struct {
	Tool      string // version of the tool
	Framework string
	Packs     []PackRecord // in the order in which they were applied
	Answers   []AnswerRecord
	Decision  DecisionRecord
	Tree      pack.Tree // the project without this file
}

// PackRecord is a pack that a project was made from.
type PackRecord struct {
	Name    string
	Want    string // what was asked for: a version or a range
	Version string // what was applied
	Digest  string
}

// AnswerRecord is a question or option and its value.
type AnswerRecord struct {
	Key    string
	Value  string
	Origin string // "given" or "default"
}

// DecisionRecord is the decision in short.
type DecisionRecord struct {
	Outcome   string // "" when nothing was picked
	Verdict   string
	Strength  string
	Framework string
	Override  *Override // nil: the outcome was taken
	Matrix    MatrixRecord
}

// Override is a framework that was taken against the outcome.
type Override struct {
	Framework string `yaml:"framework"` // what was taken
	Reason    string `yaml:"reason"`
}

// MatrixRecord names the decision matrix.
type MatrixRecord struct {
	ID      string `yaml:"id"`
	Version string `yaml:"version"`
	Digest  string `yaml:"digest"`
}

// document is the form of the file; the order of its fields is theirs.
type document struct {
	Schema    int                   `yaml:"schema"`
	Tool      string                `yaml:"tool"`
	Framework string                `yaml:"framework"`
	Packs     []packEntry           `yaml:"packs"`
	Decision  decisionEntry         `yaml:"decision"`
	Answers   map[string]answer     `yaml:"answers"`
	Files     map[string]fileRecord `yaml:"files"`
}

type packEntry struct {
	Name    string `yaml:"name"`
	Want    string `yaml:"want"`
	Applied struct {
		Version string `yaml:"version"`
		Digest  string `yaml:"digest"`
	} `yaml:"applied"`
}

type decisionEntry struct {
	Outcome   *string       `yaml:"outcome"`
	Verdict   string        `yaml:"verdict"`
	Strength  *string       `yaml:"strength"`
	Framework string        `yaml:"framework"`
	Override  *Override     `yaml:"override"`
	Matrix    *MatrixRecord `yaml:"matrix"`
}

type answer struct {
	Value  string `yaml:"value"`
	Origin string `yaml:"origin"`
}

type fileRecord struct {
	SHA256 string `yaml:"sha256"`
	Mode   string `yaml:"mode"`
	Class  string `yaml:"class"`
}

// optional is null for "".
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// File gives the provenance as the file of a project. Answers and files are
// sorted; what a pack may not commit (.env) and the file itself are left out.
func (p Provenance) File() (pack.File, error) {
	d := document{
		Schema: provenanceSchema, Tool: p.Tool, Framework: p.Framework,
		Packs: []packEntry{}, Answers: map[string]answer{}, Files: map[string]fileRecord{},
		Decision: decisionEntry{
			Outcome: optional(p.Decision.Outcome), Verdict: p.Decision.Verdict,
			Strength: optional(p.Decision.Strength), Framework: p.Decision.Framework,
			Override: p.Decision.Override, Matrix: &p.Decision.Matrix,
		},
	}
	for _, record := range p.Packs {
		entry := packEntry{Name: record.Name, Want: record.Want}
		entry.Applied.Version, entry.Applied.Digest = record.Version, record.Digest
		d.Packs = append(d.Packs, entry)
	}
	for _, a := range p.Answers {
		d.Answers[a.Key] = answer{a.Value, a.Origin}
	}
	for _, f := range p.Tree {
		if f.Path != ProvenancePath && f.Class != pack.ClassLocal {
			d.Files[f.Path] = fileRecord{f.SHA256(), f.Mode(), string(f.Class)}
		}
	}
	data, err := yamlx.Encode(d)
	if err != nil {
		return pack.File{}, fmt.Errorf("%s: %w", ProvenancePath, err)
	}
	return pack.File{Path: ProvenancePath, Data: data, Class: pack.ClassManaged}, nil
}
