package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// completions are the names under which shells look for their script.
var completions = map[string]string{
	"bash": "scaffold.bash", "zsh": "_scaffold", "fish": "scaffold.fish", "powershell": "scaffold.ps1",
}

// noticesName is the file with the licences of what is linked into the binary.
const noticesName = "THIRD_PARTY_NOTICES.txt"

// extras writes the files beside the binary: completions/, man/ and the notices.
func extras(ctx context.Context, source, into string) error {
	work, err := os.MkdirTemp("", "dist-extras-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	tool := filepath.Join(work, "scaffold")
	build := exec.CommandContext(ctx, "go", "build", "-o", tool, "./cmd/scaffold")
	build.Dir = source
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building for this machine: %w\n%s", err, text)
	}
	for _, part := range []string{"completions", "man"} {
		if err := os.MkdirAll(filepath.Join(into, part), 0o755); err != nil {
			return err
		}
	}
	for shell, name := range completions {
		script, err := exec.CommandContext(ctx, tool, "completion", shell).Output()
		if err != nil {
			return fmt.Errorf("completion of %s: %w", shell, err)
		}
		if err := os.WriteFile(filepath.Join(into, "completions", name), script, 0o644); err != nil {
			return err
		}
	}
	if err := os.CopyFS(filepath.Join(into, "man"), os.DirFS(filepath.Join(source, "docs", "man"))); err != nil {
		return err
	}
	return writeNotices(ctx, source, filepath.Join(into, noticesName))
}

// module is one that is linked in, with the folder of its source.
type module struct{ Path, Version, Dir string }

// linked gives the modules of the binary on any platform, sorted by path.
func linked(ctx context.Context, source string) ([]module, error) {
	all := map[string]module{}
	for _, one := range platforms {
		cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Module", "./cmd/scaffold")
		cmd.Dir = source
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+one.os, "GOARCH="+one.arch)
		cmd.Stderr = os.Stderr
		text, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("listing the modules: %w", err)
		}
		for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
			var p struct {
				Module *struct {
					module
					Main bool
				}
			}
			if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main { // none: the standard library
				all[p.Module.Path] = p.Module.module
			}
		}
	}
	var list []module
	for _, one := range all {
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return list, nil
}

var legal = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright)([-.].*)?$`)

// writeNotices writes the licences of Go and of all modules that are linked in. A
// module without one is an error: it may not be given away.
func writeNotices(ctx context.Context, source, to string) error {
	modules, err := linked(ctx, source)
	if err != nil {
		return err
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	modules = append([]module{{Path: "The Go standard library and runtime", Dir: strings.TrimSpace(string(root))}}, modules...)
	var out strings.Builder
	out.WriteString("scaffold contains the following software of others, under the licences below.\n")
	for _, one := range modules {
		entries, err := os.ReadDir(one.Dir)
		if err != nil {
			return err
		}
		found := 0
		fmt.Fprintf(&out, "\n%s\n%s\n", strings.Repeat("=", 80), strings.TrimSpace(one.Path+" "+one.Version))
		for _, entry := range entries {
			if entry.IsDir() || !legal.MatchString(entry.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(one.Dir, entry.Name()))
			if err != nil {
				return err
			}
			found++
			fmt.Fprintf(&out, "\n%s:\n\n%s\n", entry.Name(), bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
		}
		if found == 0 {
			return fmt.Errorf("%s %s has no licence file in %s", one.Path, one.Version, one.Dir)
		}
	}
	return os.WriteFile(to, []byte(out.String()), 0o644)
}
