package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// image is what the Dockerfile of a project says about running it.
type image struct {
	Prepare []string // RUN lines of the build after the project was copied in
	Env     []string // NAME=value of the last stage
	Command []string // CMD of the last stage
}

// readImage reads the Dockerfile of the project.
func readImage(project string) (image, error) {
	data, err := os.ReadFile(filepath.Join(project, "Dockerfile"))
	if err != nil {
		return image{}, err
	}
	return parseImage(string(data))
}

// parseImage reads the instructions that matter; it knows the forms that
// generated projects use.
func parseImage(text string) (image, error) {
	var made image
	copied := false
	for _, line := range instructions(text) {
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "FROM":
			made.Env, made.Command = nil, nil
			copied = false
		case "COPY":
			copied = copied || rest == ". ."
		case "RUN":
			// Permissions are made for the image's own folder.
			if copied && !strings.HasPrefix(rest, "chmod ") {
				made.Prepare = append(made.Prepare, rest)
			}
		case "ENV":
			pairs, err := assignments(rest)
			if err != nil {
				return image{}, fmt.Errorf("ENV %s: %w", rest, err)
			}
			made.Env = append(made.Env, pairs...)
		case "CMD":
			if err := json.Unmarshal([]byte(rest), &made.Command); err != nil {
				return image{}, fmt.Errorf("CMD %s: not in exec form: %w", rest, err)
			}
		}
	}
	if len(made.Command) == 0 {
		return image{}, errors.New("the last stage has no CMD")
	}
	return made, nil
}

// instructions are the lines without comments, continued ones joined.
func instructions(text string) []string {
	joined := []string{}
	current := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		part, continued := strings.CutSuffix(line, "\\")
		current = strings.TrimSpace(current + " " + strings.TrimSpace(part))
		if !continued {
			joined = append(joined, current)
			current = ""
		}
	}
	return joined
}

// assignments reads NAME=value pairs, values plain or in double quotes.
func assignments(text string) ([]string, error) {
	pairs := []string{}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		name, rest, ok := strings.Cut(text, "=")
		if !ok || strings.ContainsAny(name, " \"") {
			return nil, fmt.Errorf("%q is not NAME=value", text)
		}
		value := rest
		if strings.HasPrefix(rest, `"`) {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", rest, err)
			}
			value, _ = strconv.Unquote(quoted)
			text = rest[len(quoted):]
		} else {
			value, text, _ = strings.Cut(rest, " ")
		}
		if name != "PATH" {
			pairs = append(pairs, name+"="+value)
		}
	}
	return pairs, nil
}

// listenOn is the command with its server bound to a loopback port. Servers
// take the last word on the command line over their configuration file.
func listenOn(command []string, port int) ([]string, error) {
	number := strconv.Itoa(port)
	switch {
	case slices.Contains(command, "gunicorn"):
		return slices.Concat(command, []string{"--bind", "127.0.0.1:" + number}), nil
	case slices.Contains(command, "uvicorn"):
		return slices.Concat(command, []string{"--host", "127.0.0.1", "--port", number}), nil
	}
	return nil, fmt.Errorf("CMD %q: no server whose address the proof knows to set", command)
}
