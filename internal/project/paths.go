package project

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// The lengths that every file system can hold; a path leaves room for the
// directory that the project is in.
const (
	maxNameBytes = 255
	maxPathBytes = 180
)

// CheckPaths gives a problem for every path of a tree that does not exist the
// same way on Linux, macOS and Windows, that leaves the project, or that
// belongs to git. The problems are those of a pack.
func CheckPaths(tree pack.Tree) yamlx.Problems {
	var problems yamlx.Problems
	report := func(file, message string) {
		problems = append(problems, nameProblem(file, message))
	}
	spelled := map[string]string{} // folded path of a file or directory -> its spelling
	files := map[string]bool{}     // folded paths of files
	for _, f := range tree {
		if fault := pathFault(f.Path); fault != "" {
			report(f.Path, fault)
			continue
		}
		folded := fold(f.Path)
		switch other, taken := spelled[folded]; {
		case taken && files[folded] && other == f.Path:
			report(f.Path, "is there twice")
		case taken && files[folded]:
			report(f.Path, fmt.Sprintf("differs from %q in case only", other))
		case taken:
			report(f.Path, fmt.Sprintf("is a directory too: %q", other))
		default:
			spelled[folded], files[folded] = f.Path, true
		}
		for dir := path.Dir(f.Path); dir != "."; dir = path.Dir(dir) {
			folded := fold(dir)
			switch other, taken := spelled[folded]; {
			case !taken:
				spelled[folded] = dir
			case files[folded]:
				report(f.Path, fmt.Sprintf("needs a directory where the file %q is", other))
			case other != dir:
				report(f.Path, fmt.Sprintf("its directory differs from %q in case only", other))
			}
		}
	}
	return problems
}

// fold gives the spelling that file systems which ignore case compare.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// pathFault says what is wrong with one path; "" when nothing is.
func pathFault(file string) string {
	switch {
	case file == "":
		return "is empty"
	case !utf8.ValidString(file):
		return "is not UTF-8"
	case strings.HasPrefix(file, "/"):
		return "is absolute"
	case len(file) > maxPathBytes:
		return fmt.Sprintf("is longer than %d bytes", maxPathBytes)
	case fold(file) == ".gitmodules":
		return "belongs to git"
	}
	for part := range strings.SplitSeq(file, "/") {
		if fault := nameFault(part); fault != "" {
			return fault
		}
	}
	return ""
}

// nameFault says what is wrong with one element of a path.
func nameFault(name string) string {
	switch {
	case name == "":
		return "has an empty element"
	case name == "." || name == "..":
		return "has the element " + name
	case len(name) > maxNameBytes:
		return fmt.Sprintf("has an element longer than %d bytes", maxNameBytes)
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, " "):
		return "has an element that begins with a space, or ends with a space or a dot"
	case reserved(name):
		return "has the name of a Windows device"
	}
	for _, r := range name {
		switch {
		case strings.ContainsRune(`<>:"|?*\`, r):
			return fmt.Sprintf("has the character %c, which Windows does not allow", r)
		case !unicode.IsPrint(r):
			return fmt.Sprintf("has the character %U, which cannot be seen", r)
		case unicode.Is(unicode.M, r):
			return fmt.Sprintf("has the combining character %U, which file systems spell in different ways", r)
		}
	}
	if folded := fold(name); folded == ".git" || strings.HasPrefix(folded, "git~") {
		return "belongs to git"
	}
	return ""
}

// reserved reports whether Windows takes the name, with whatever extension, for
// a device.
func reserved(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, device := range []string{"COM", "LPT"} {
		if digit, ok := strings.CutPrefix(stem, device); ok && utf8.RuneCountInString(digit) == 1 {
			return strings.Contains("0123456789¹²³", digit)
		}
	}
	return false
}
