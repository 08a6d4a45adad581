// Package pack reads template packs: a folder with a manifest (pack.yaml), the
// files of the generated project, and the locked Python requirements. Packs come
// through fs.FS only: the built-in ones from the binary, others from a folder.
package pack

import (
	"io/fs"

	"scaffold/internal/yamlx"
)

// Schema is the version of the manifest's form that this tool reads.
const Schema = 1

// ManifestName is the file that makes a folder a pack.
const ManifestName = "pack.yaml"

// Pack is one manifest with the files beside it.
type Pack struct {
	Schema       int         `yaml:"schema,required"`
	Name         string      `yaml:"name,required"`
	Version      string      `yaml:"version,required"`
	RequiresTool string      `yaml:"requires_tool,required"` // ">=X.Y.Z"
	Extends      string      `yaml:"extends"`                // name of the pack below, "" for none
	Label        string      `yaml:"label"`                  // "Django"; only packs with a label are offered
	Summary      string      `yaml:"summary"`
	Executable   []string    `yaml:"executable"` // project paths written with 0755
	RootOnly     []string    `yaml:"root_only"`  // globs that only work at a repository's root
	Classes      []ClassRule `yaml:"classes"`    // first match wins, else merge
	Lock         []LockRow   `yaml:"lock"`       // first match wins
	Options      []Option    `yaml:"options"`
	Refuse       []Refusal   `yaml:"refuse"`
	Features     []Feature   `yaml:"features"`
	Pos          yamlx.Pos   `yaml:"-"`

	fsys  fs.FS // rooted at the pack's folder
	file  string
	locks map[string]*Lock
}

// ClassRule gives the files of a glob to an owner.
type ClassRule struct {
	Glob  string    `yaml:"glob,required"`
	Class Class     `yaml:"class,required"`
	Pos   yamlx.Pos `yaml:"-"`
}

// LockRow chooses the requirement set: the first row that matches.
type LockRow struct {
	When  yamlx.Conditions `yaml:"when"`
	Value string           `yaml:"value,required"`
	Pos   yamlx.Pos        `yaml:"-"`
}

// Option is something a user may choose about the generated project.
type Option struct {
	Key        string        `yaml:"key,required"`
	Ask        string        `yaml:"ask,required"`  // at most 60 columns
	Help       string        `yaml:"help,required"` // why one would want it
	Values     []OptionValue `yaml:"values,required"`
	Default    []DefaultRow  `yaml:"default,required"`
	Aliases    []string      `yaml:"aliases"`
	Deprecated string        `yaml:"deprecated"` // what to use instead
	Nested     *Nested       `yaml:"inside_repository"`
	Pos        yamlx.Pos     `yaml:"-"`
}

// Nested says what becomes of an option when the project is generated inside
// another repository, where files at a repository's root cannot be written.
type Nested struct {
	Value string    `yaml:"value,required"` // the only value that works there
	Why   string    `yaml:"why,required"`
	Paste string    `yaml:"paste"` // what to put by hand at the root; PATH, NAME and ${OPTION} are replaced
	Pos   yamlx.Pos `yaml:"-"`
}

// Has reports whether the option takes the value.
func (o Option) Has(value string) bool {
	for _, v := range o.Values {
		if v.Value == value {
			return true
		}
	}
	return false
}

// OptionValue is one choice of an option and what it adds to the project.
type OptionValue struct {
	Value string    `yaml:"value,required"`
	Label string    `yaml:"label,required"`
	Adds  string    `yaml:"adds,required"`
	Pos   yamlx.Pos `yaml:"-"`
}

// DefaultRow gives an option its default when its condition holds. The last row
// of an option has no condition.
type DefaultRow struct {
	ID      string           `yaml:"id,required"`
	When    yamlx.Conditions `yaml:"when"`
	Value   string           `yaml:"value,required"`
	Because string           `yaml:"because,required"`
	Pos     yamlx.Pos        `yaml:"-"`
}

// Refusal is a combination that is not offered, with the nearest one that is.
type Refusal struct {
	ID      string            `yaml:"id,required"`
	When    yamlx.Condition   `yaml:"when,required"`
	Why     string            `yaml:"why,required"`
	Instead map[string]string `yaml:"instead,required"`
	Pos     yamlx.Pos         `yaml:"-"`
}

// BaseFeature is the feature that is always on; its files live in base/.
const BaseFeature = "base"

// Feature is a part of a project that is on or off. What belongs to it alone is
// one entry here and one folder features/NAME/files.
type Feature struct {
	Name            string           `yaml:"name,required"`
	When            yamlx.Conditions `yaml:"when"` // empty: always on
	Requirements    []string         `yaml:"requirements"`
	DevRequirements []string         `yaml:"dev_requirements"`
	Env             []EnvVar         `yaml:"env"`
	Services        []Service        `yaml:"services"`
	Pos             yamlx.Pos        `yaml:"-"`
}

// EnvVar is an environment variable that the generated project reads.
type EnvVar struct {
	Name     string    `yaml:"name,required"`
	Meaning  string    `yaml:"meaning,required"`
	Example  string    `yaml:"example"`  // what .env.example shows
	Default  string    `yaml:"default"`  // in words or as a value; "" for none
	Secret   bool      `yaml:"secret"`   // must not be printed or committed
	Generate bool      `yaml:"generate"` // .env receives a fresh random value
	Required string    `yaml:"required"` // "production": it refuses to start without
	Pos      yamlx.Pos `yaml:"-"`
}

// Service is something that runs beside the web process.
type Service struct {
	Name    string    `yaml:"name,required"`
	Meaning string    `yaml:"meaning,required"`
	Pos     yamlx.Pos `yaml:"-"`
}

// FS gives the pack's files.
func (p *Pack) FS() fs.FS { return p.fsys }

// ManifestPath is the manifest's path as problems name it.
func (p *Pack) ManifestPath() string { return p.file }

// classOf gives the class of a generated path.
func (p *Pack) classOf(path string) (Class, bool) {
	for _, rule := range p.Classes {
		if MatchGlob(rule.Glob, path) {
			return rule.Class, true
		}
	}
	return "", false
}
