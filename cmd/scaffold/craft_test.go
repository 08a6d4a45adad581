//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// output runs the program, which has to succeed, and gives both of its streams.
func (p *place) output(args ...string) (stdout, stderr string) {
	p.t.Helper()
	var out, err strings.Builder
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &err
	if failed := cmd.Run(); failed != nil {
		p.t.Fatalf("%v: %v\n%s", args, failed, err.String())
	}
	return out.String(), err.String()
}

// project gives the text of every file of a project, .env too, by its path.
func project(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, text := range contents(t, root) {
		files[strings.TrimSuffix(strings.TrimPrefix(name, "/"), " (executable)")] = text
	}
	env, err := os.ReadFile(filepath.Join(root, ".env"))
	if err != nil {
		t.Fatal(err)
	}
	files[".env"] = string(env)
	return files
}

// TestSecretsAreNotShown looks for what was generated into .env in everything
// that the program says, and in every other file.
func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	program := build(t)
	for _, shape := range []string{"marketplace", "cms"} {
		for _, form := range []string{"--json", "--git=auto"} {
			p := newPlace(t, program)
			stdout, stderr := p.output("new", "shop", "--shape", shape, form)
			files := project(t, filepath.Join(p.dir, "shop"))
			secrets := regexp.MustCompile(`(?m)^[A-Z_]+=(\S{40,})$`).FindAllStringSubmatch(files[".env"], -1)
			if len(secrets) == 0 {
				t.Fatalf("%s: no secret in .env:\n%s", shape, files[".env"])
			}
			delete(files, ".env")
			files["standard output"], files["standard error"] = stdout, stderr
			for _, secret := range secrets {
				for name, text := range files {
					if strings.Contains(text, secret[1]) {
						t.Errorf("%s %s: a secret of .env is in %s", shape, form, name)
					}
				}
			}
			info, err := os.Stat(filepath.Join(p.dir, "shop", ".env"))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: .env: %v, %v", shape, info.Mode(), err)
			}
			if !slices.Contains(strings.Fields(files[".gitignore"]), ".env") {
				t.Errorf("%s: .env is not ignored", shape)
			}
		}
	}
}

// TestNextStepsExist takes the commands of the report at their word: the folder
// is there, and the project's Makefile knows the targets.
func TestNextStepsExist(t *testing.T) {
	t.Parallel()
	program := build(t)
	for _, shape := range []string{"marketplace", "api"} {
		p := newPlace(t, program)
		stdout, _ := p.output("new", "deep/my shop", "--name", "shop", "--shape", shape)
		_, next, found := strings.Cut(stdout, "\nNext:\n")
		steps := strings.Split(strings.TrimSpace(next), "\n")
		if !found || len(steps) < 2 || len(steps) > 4 {
			t.Fatalf("%s: %d next steps in\n%s", shape, len(steps), stdout)
		}
		if step := strings.TrimSpace(steps[0]); step != "cd 'deep/my shop'" {
			t.Errorf("%s: the first step is %q", shape, step)
		}
		makefile := "\n" + project(t, filepath.Join(p.dir, "deep", "my shop"))["Makefile"]
		for _, step := range steps[1:] {
			target, ok := strings.CutPrefix(strings.TrimSpace(step), "make ")
			if !ok || !strings.Contains(makefile, "\n"+target+":") {
				t.Errorf("%s: the step %q is no target of the Makefile", shape, step)
			}
		}
	}
}

// TestPlanIsWhatIsWritten holds the list of a dry run against the files.
func TestPlanIsWhatIsWritten(t *testing.T) {
	t.Parallel()
	p := newPlace(t, build(t))
	stdout, _ := p.output("new", "shop", "--shape", "marketplace", "--dry-run", "--json")
	var plan struct {
		Files []struct {
			Path string
			Size int
		}
	}
	if err := json.Unmarshal([]byte(stdout), &plan); err != nil {
		t.Fatal(err)
	}
	p.output("new", "shop", "--shape", "marketplace", "--git", "off")
	written := project(t, filepath.Join(p.dir, "shop"))
	for _, file := range plan.Files {
		text, ok := written[file.Path]
		if !ok {
			t.Errorf("%s was planned and not written", file.Path)
		} else if len(text) != file.Size && file.Path != ".env" {
			t.Errorf("%s: %d bytes were planned, %d written", file.Path, file.Size, len(text))
		}
		delete(written, file.Path)
	}
	for path := range written {
		t.Errorf("%s was written and not planned", path)
	}
}
