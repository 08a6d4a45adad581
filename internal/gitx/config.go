package gitx

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	format "github.com/go-git/go-git/v5/plumbing/format/config"
)

// setting is one value of the git configuration; section and name of the key
// are in lower case.
type setting struct{ key, value string }

// settings are the values of all files, the strongest last.
type settings []setting

// last gives the value that counts; "" when there is none.
func (s settings) last(key string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].key == key {
			return s[i].value
		}
	}
	return ""
}

// on reports whether a switch is set.
func (s settings) on(key string) bool {
	switch strings.ToLower(s.last(key)) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// included reports whether a file includes others.
func (s settings) included() bool {
	for _, v := range s {
		if strings.HasPrefix(v.key, "include.") || strings.HasPrefix(v.key, "includeif.") {
			return true
		}
	}
	return false
}

// source says who read the configuration, and how far that can be trusted.
type source struct {
	settings
	complete bool // includes, if any, were followed
}

// load reads the configuration that is in force for the repository in gitDir:
// through the installed git, else file by file.
func (e environment) load(ctx context.Context, dir, gitDir string) (source, error) {
	out, err := e.git(ctx, dir, gitDir, "config", "--list", "-z")
	if err == nil {
		return source{parseList(out), true}, nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return source{}, cause
	}
	all := e.read(gitDir)
	return source{all, !all.included()}, nil
}

// parseList reads the output of `git config --list -z`.
func parseList(out []byte) settings {
	var all settings
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		if len(entry) == 0 {
			continue
		}
		key, value, given := strings.Cut(string(entry), "\n")
		if !given {
			value = "true" // a name alone is a switch
		}
		all = append(all, setting{key, value})
	}
	return all
}

// read reads the files that git would, without following includes. A file that
// cannot be read counts as empty, as it is only asked for names.
func (e environment) read(gitDir string) settings {
	var all settings
	for _, file := range e.configFiles(gitDir) {
		if values, err := readConfig(file); err == nil {
			all = append(all, values...)
		}
	}
	count, _ := strconv.Atoi(e.text("GIT_CONFIG_COUNT"))
	for i := range min(max(count, 0), 1000) {
		n := strconv.Itoa(i)
		if key, ok := e.get("GIT_CONFIG_KEY_" + n); ok {
			all = append(all, setting{strings.ToLower(key), e.text("GIT_CONFIG_VALUE_" + n)})
		}
	}
	return all
}

// configFiles lists the files of the configuration, the strongest last.
func (e environment) configFiles(gitDir string) []string {
	var files []string
	if off := strings.ToLower(e.text("GIT_CONFIG_NOSYSTEM")); off == "" || off == "0" || off == "false" || off == "no" || off == "off" {
		if system, ok := e.get("GIT_CONFIG_SYSTEM"); ok {
			files = append(files, system)
		} else if runtime.GOOS != "windows" {
			files = append(files, "/etc/gitconfig")
		}
	}
	home := e.home()
	if global, ok := e.get("GIT_CONFIG_GLOBAL"); ok {
		files = append(files, global)
	} else {
		if xdg := e.text("XDG_CONFIG_HOME"); xdg != "" {
			files = append(files, filepath.Join(xdg, "git", "config"))
		} else if home != "" {
			files = append(files, filepath.Join(home, ".config", "git", "config"))
		}
		if home != "" {
			files = append(files, filepath.Join(home, ".gitconfig"))
		}
	}
	if gitDir != "" {
		files = append(files, filepath.Join(gitDir, "config"))
	}
	return files
}

// readConfig reads one file; one that is not there is empty.
func readConfig(path string) (settings, error) {
	data, err := readFile(path, maxSmall)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file := format.New()
	if err := format.NewDecoder(bytes.NewReader(data)).Decode(file); err != nil {
		return nil, err
	}
	var all settings
	for _, section := range file.Sections {
		name := strings.ToLower(section.Name) + "."
		for _, o := range section.Options {
			all = append(all, setting{name + strings.ToLower(o.Key), o.Value})
		}
		for _, sub := range section.Subsections {
			for _, o := range sub.Options {
				all = append(all, setting{name + sub.Name + "." + strings.ToLower(o.Key), o.Value})
			}
		}
	}
	return all, nil
}
