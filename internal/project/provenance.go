package project

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

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

// document is the form of the file; the order of its fields is theirs. The files
// of the project follow, see [fileRecords].
type document struct {
	Schema    int               `yaml:"schema"`
	Tool      string            `yaml:"tool"`
	Framework string            `yaml:"framework"`
	Packs     []packEntry       `yaml:"packs"`
	Decision  decisionEntry     `yaml:"decision"`
	Answers   map[string]answer `yaml:"answers"`
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
		Packs: []packEntry{}, Answers: map[string]answer{},
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
	data, err := yamlx.Encode(d)
	if err == nil {
		data, err = p.fileRecords(data)
	}
	if err != nil {
		return pack.File{}, fmt.Errorf("%s: %w", ProvenancePath, err)
	}
	return pack.File{Path: ProvenancePath, Data: data, Class: pack.ClassManaged}, nil
}

// fileRecords appends the files in the order of their paths, in the form that the
// YAML library gives them. It is asked only where a text may need its quotes:
// writing a record for each file through it takes longer than rendering the files.
func (p Provenance) fileRecords(data []byte) ([]byte, error) {
	tree := slices.DeleteFunc(slices.Clone(p.Tree), func(f pack.File) bool {
		return f.Path == ProvenancePath || f.Class == pack.ClassLocal
	})
	if len(tree) == 0 {
		return append(data, "files: {}\n"...), nil
	}
	tree.Sort()
	data = append(data, "files:\n"...)
	for _, f := range tree {
		record := fileRecord{f.SHA256(), f.Mode(), string(f.Class)}
		if plainPath(f.Path) && strings.ContainsAny(record.SHA256, "acdf") { // no number has these
			data = fmt.Appendf(data, "  %s:\n    sha256: %s\n    mode: '%s'\n    class: %s\n", f.Path, record.SHA256, record.Mode, record.Class)
			continue
		}
		entry, err := yamlx.Encode(map[string]fileRecord{f.Path: record})
		if err != nil {
			return nil, err
		}
		for line := range bytes.Lines(entry) {
			data = append(append(data, "  "...), line...)
		}
	}
	return data, nil
}

// plainPath reports whether no reader of YAML could take a path for anything but
// a text: letters with a dot or slash among them, and not one of `.inf` and `.nan`.
func plainPath(path string) bool {
	first, rest := path[:min(1, len(path))], path[min(1, len(path)):]
	if first == "." {
		if len(rest) < 4 {
			return false
		}
		first = rest[:1]
	} else if !strings.ContainsAny(rest, "./") {
		return false
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return strings.Contains(letters, first) && strings.Trim(rest, letters+"0123456789_-./") == ""
}
