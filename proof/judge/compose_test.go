package judge

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// lay writes a project with these files.
func lay(t *testing.T, files map[string]string) Project {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Project{Folder: folder}
}

const (
	development = `services:
  web: {image: sample, healthcheck: {test: [CMD, python, -m, health]}}
  migrate: {image: sample, command: [alembic, upgrade, head], healthcheck: {disable: true}}
  worker: {image: sample, command: [arq, worker], healthcheck: {test: [CMD, arq, --check]}}
  timer: {image: sample, command: [arq, timer], healthcheck: {test: [CMD-SHELL, "arq --check"]}}
  db: {image: postgres}
`
	production = `services:
  web: {environment: {ALLOWED_HOSTS: "${ALLOWED_HOSTS:?hosts}", PASSWORD: "${PASSWORD:?letters}"}}
  db: {environment: {PASSWORD: "${PASSWORD}"}}
`
	example = "# What it is\nALLOWED_HOSTS=example.com\n# PASSWORD=change-me\n"
)

func TestComposeFilesLoadTogether(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string // in the error; "" for none
	}{
		"good":           {map[string]string{composeFile: development, productionFile: production, ".env.example": example}, ""},
		"one alone":      {map[string]string{composeFile: development, ".env.example": example}, ""},
		"not a service":  {map[string]string{composeFile: "services: {web: {imagee: sample}}\n", ".env.example": ""}, "imagee"},
		"no such need":   {map[string]string{composeFile: "services: {web: {image: sample, depends_on: [db]}}\n", ".env.example": ""}, "db"},
		"broken add-on":  {map[string]string{composeFile: development, overrideFile: "services: []\n", ".env.example": example}, overrideFile},
		"no example env": {map[string]string{composeFile: development}, ".env.example"},
		"a default": {map[string]string{
			composeFile: development, productionFile: strings.ReplaceAll(production, ":?letters", ":-postgres"), ".env.example": example,
		}, "loads without PASSWORD"},
	} {
		err := compose(t.Context(), lay(t, test.files), io.Discard)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: want %q in the error, got %v", name, test.want, err)
		}
	}
}

func TestWorkersAreWhatRunsTheImageAndStays(t *testing.T) {
	p := lay(t, map[string]string{composeFile: development})
	found, err := Workers(t.Context(), p.Folder)
	if err != nil || len(found) != 2 {
		t.Fatalf("got %v, %v", found, err)
	}
	timer, worker := found[0], found[1]
	if !slices.Equal(worker.Command, []string{"arq", "worker"}) || !slices.Equal(worker.Health, []string{"arq", "--check"}) {
		t.Errorf("worker: %v", worker)
	}
	if !slices.Equal(timer.Health, []string{"sh", "-c", "arq --check"}) {
		t.Errorf("timer: %v", timer)
	}
	command, err := Migration(t.Context(), p.Folder)
	if err != nil || !slices.Equal(command, []string{"alembic", "upgrade", "head"}) {
		t.Errorf("migration: %q, %v", command, err)
	}
}

func TestVolumesAreThoseOfTheWebServer(t *testing.T) {
	p := lay(t, map[string]string{composeFile: `
services:
  web:
    image: app
    volumes: ["media:/media", "./static:/static:ro"]
    tmpfs: /tmp
  db:
    image: postgres
    volumes: ["data:/var/lib"]
volumes: {media: , data: }
`})
	found, err := Volumes(t.Context(), p.Folder)
	if err != nil || !slices.Equal(found, []string{"/media"}) {
		t.Errorf("got %q, %v", found, err)
	}
}

func TestMissingToolIsNoJudgement(t *testing.T) {
	_, err := ask(t.Context(), io.Discard, t.TempDir(), nil, filepath.Join(t.TempDir(), "hadolint"))
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := ask(t.Context(), io.Discard, t.TempDir(), nil, "false"); err == nil || errors.Is(err, ErrUnavailable) {
		t.Errorf("a tool that finds something: %v", err)
	}
}
