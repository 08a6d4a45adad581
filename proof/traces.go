package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// traces looks for what nothing in the project uses: settings that no code
// reads, modules that nothing imports, templates and static files that nothing
// names. An option that is off leaves such things behind when its parts are not
// all conditional. (Requirements are the affair of a judge of dependencies.)
func traces(p *project) error {
	files, err := readTexts(p.folder)
	if err != nil {
		return err
	}
	var found []error
	for _, name := range slices.Sorted(maps.Keys(p.settings)) {
		if !usedInCode(files, name) {
			found = append(found, fmt.Errorf(".env.example: nothing reads %s", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if why := unused(files, name); why != "" {
			found = append(found, fmt.Errorf("%s: %s", name, why))
		}
	}
	return errors.Join(found...)
}

// readTexts reads what belongs to the project itself, by its path with slashes.
func readTexts(folder string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case entry.IsDir() && (slices.Contains([]string{".git", ".venv", ".scaffold"}, name) || strings.HasSuffix(name, "_cache")):
			return filepath.SkipDir
		case entry.IsDir() || !entry.Type().IsRegular() || name == ".env":
			return nil
		}
		data, err := os.ReadFile(path)
		files[name] = string(data)
		return err
	})
	return files, err
}

// documentation are files that speak of others without using them.
func documentation(name string) bool {
	return strings.HasSuffix(name, ".md") || name == ".env.example" || name == "openapi.json"
}

// usedInCode reports whether a setting is read: by its name, or in lower case
// as the field of a settings class.
func usedInCode(files map[string]string, name string) bool {
	word := regexp.MustCompile(`\b(` + name + `|settings\.` + strings.ToLower(name) + `)\b`)
	for other, text := range files {
		if !documentation(other) && word.MatchString(text) {
			return true
		}
	}
	return false
}

// found are files that a tool or a framework finds by their name alone.
var foundByName = regexp.MustCompile(`(^|/)(__init__|conftest|test_[^/]*|manage|apps|admin|models|tasks|wsgi|gunicorn\.conf)\.py$` +
	`|(^|/)(migrations|management/commands)/|^templates/(403|403_csrf|404|429|500)\.html$|^templates/(admin|allauth)/`)

// unused says of a file that nothing uses it; "" where something does, or where
// the file is of a kind that is used by being there.
func unused(files map[string]string, name string) string {
	var word *regexp.Regexp
	switch {
	case foundByName.MatchString(name):
		return ""
	case strings.HasSuffix(name, ".py"):
		dotted := strings.ReplaceAll(strings.TrimSuffix(name, ".py"), "/", ".")
		parent, last := "", dotted
		if at := strings.LastIndex(dotted, "."); at >= 0 {
			parent, last = dotted[:at], dotted[at+1:]
		}
		q := regexp.QuoteMeta
		word = regexp.MustCompile(`\b` + q(dotted) + `\b` +
			`|from (` + q(parent) + `|\.) import (\([^)]*|[^\n]*)\b` + q(last) + `\b|from \.` + q(last) + ` import` + `|\b` + q(name) + `\b`)
	case strings.HasPrefix(name, "templates/"):
		word = regexp.MustCompile(regexp.QuoteMeta(strings.TrimPrefix(name, "templates/")))
	case strings.HasPrefix(name, "static/"):
		word = regexp.MustCompile(regexp.QuoteMeta(path.Base(name)))
	default:
		return ""
	}
	for other, text := range files {
		if other != name && !documentation(other) && word.MatchString(text) {
			return ""
		}
	}
	return "nothing uses it"
}
