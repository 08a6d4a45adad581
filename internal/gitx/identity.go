package gitx

import (
	"cmp"
	"errors"
	"strings"
	"unicode"
)

// Identity is somebody who commits.
type Identity struct {
	Name  string
	Email string
}

// DefaultBranch is the name of a first branch where nobody says another.
const DefaultBranch = "main"

// identity finds an author or committer (role, in lower case) in the order in
// which git looks: the role's variables, the role's settings, the user's
// settings, EMAIL. What git would make up from the names of the account and the
// machine is never used.
func (e environment) identity(s source, role string) (Identity, error) {
	variable := "GIT_" + strings.ToUpper(role)
	id := Identity{
		Name:  clean(cmp.Or(e.text(variable+"_NAME"), s.last(role+".name"), s.last("user.name"))),
		Email: clean(cmp.Or(e.text(variable+"_EMAIL"), s.last(role+".email"), s.last("user.email"), e.text("EMAIL"))),
	}
	fromEnv := e.text(variable+"_NAME") != "" && e.text(variable+"_EMAIL") != ""
	if id.Name == "" || id.Email == "" || !s.complete && !fromEnv {
		return Identity{}, ErrNoIdentity
	}
	return id, nil
}

// clean takes off what cannot stand in a commit: git drops the same characters.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || r == '\n' || r == 0 {
			return -1
		}
		return r
	}, text)
	return strings.TrimFunc(text, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`.,:;<>"\'`, r) })
}

// branch gives the name of a first branch: the one asked for, the user's
// default, or [DefaultBranch]. A default that git would refuse is passed over.
func (s settings) branch(asked string) (string, error) {
	if asked != "" {
		return asked, CheckBranch(asked)
	}
	if name := s.last("init.defaultbranch"); name != "" && CheckBranch(name) == nil {
		return name, nil
	}
	return DefaultBranch, nil
}

// CheckBranch says what is wrong with the name of a branch; the rules are those
// of `git check-ref-format --branch`.
func CheckBranch(name string) error {
	switch {
	case name == "":
		return errors.New("the name of a branch is empty")
	case name == "HEAD" || name == "@":
		return errors.New(name + " is not a name for a branch: git uses it for what is checked out")
	case strings.HasPrefix(name, "-"):
		return errors.New("the name of a branch does not begin with -")
	case len(name) > 200:
		return errors.New("the name of a branch is longer than 200 bytes")
	case strings.Contains(name, "..") || strings.Contains(name, "@{"):
		return errors.New("the name of a branch has no .. and no @{")
	case strings.HasSuffix(name, "."):
		return errors.New("the name of a branch does not end with a dot")
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return errors.New("no part of the name of a branch is empty, begins with a dot or ends with .lock")
		}
	}
	for _, r := range name {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune(" ~^:?*[\\", r) {
			return errors.New("the name of a branch has no spaces, control characters or ~ ^ : ? * [ \\")
		}
	}
	return nil
}

// notes says which settings the recording of a project does not follow.
func (s settings) notes() []string {
	var notes []string
	if s.on("commit.gpgsign") {
		notes = append(notes, "commit.gpgsign is set, but the commit is not signed; `git commit --amend --no-edit -S` signs it")
	}
	if s.last("core.hookspath") != "" {
		notes = append(notes, "core.hooksPath is set; its hooks did not run for the commit")
	}
	if s.last("init.templatedir") != "" {
		notes = append(notes, "init.templateDir is set; `git init` copies its files into the repository")
	}
	return notes
}
