// Package render turns packs and a context into a project in memory. Rendering
// is pure: the same packs, answers and context give the same paths, bytes and
// executable bits. It is the only importer of sprig.
package render

// Context is everything a template can see. A test checks every field reference
// of every template against this type.
type Context struct {
	Project         Project
	Requirements    []string // direct requirements, sorted: "django>=6.1.3,<6.2"
	DevRequirements []string
	Pins            []string // blocks of requirements.txt: `name==version \ --hash=…`
	DevPins         []string // blocks that only the development environment has
	Env             []EnvVar
	Services        []Service
	Decision        Decision
}

// Project names the project in the forms that files need.
type Project struct {
	Name        string // "my-app"
	Title       string // "My app"
	Database    string // "my_app"
	Description string // free text, quote it for the file's language
}

// EnvVar is an environment variable that the project reads.
type EnvVar struct {
	Name     string
	Meaning  string
	Example  string
	Default  string
	Secret   bool
	Generate bool
	Required string // "production" or ""
}

// Service is something that runs beside the web process.
type Service struct {
	Name    string
	Meaning string
}

// Decision is the recommendation in words, for the decision record.
type Decision struct {
	Framework      string
	FrameworkLabel string
	Outcome        string // "" when nothing was picked
	OutcomeLabel   string
	Verdict        string // recommend, too-close, insufficient, stay
	Strength       string // clear, slight, contested or ""
	Assessed       bool   // enough was answered for a recommendation, or to stay
	Overridden     bool   // another framework than the outcome was given
	Reason         string // why, in the words of who overrode
	Summary        string // one sentence
	Facts          []string
	For            []Argument
	Against        []Argument
	Warnings       []Remark
	Notes          []Remark
	Again          Again
	ByShape        bool // the kind of product decided, not the points
	Scores         []Score
	Matrix         Matrix
}

// Again says which facts, had they been known, would have changed the
// recommendation.
type Again struct {
	Others []Other  // the frameworks they would have led to, the one that is built left out
	Same   []string // to the framework that is built, which was not recommended
	None   []string // to no recommendation
	Weaker []string // to the same one, less firmly
	Firmer []string // to the same one, more firmly
	Cut    bool     // there are more
}

// Other is another framework and the facts that would have led to it.
type Other struct {
	Label string
	If    []string
}

// Argument is one fired rule.
type Argument struct {
	Why    string
	Points int
	Source string
}

// Remark is a warning or a note of the matrix.
type Remark struct{ ID, Text string }

// Score is the evidence points of one framework.
type Score struct {
	Label  string
	Points int
}

// Matrix names the decision matrix that was used.
type Matrix struct {
	ID      string
	Version string
	Digest  string
}
