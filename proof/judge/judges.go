package judge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Project is a generated project on disk.
type Project struct {
	Folder string
	Python string // of its environment
}

// has reports whether the project has a file.
func (p Project) has(name string) bool {
	_, err := os.Stat(filepath.Join(p.Folder, filepath.FromSlash(name)))
	return err == nil
}

// Judge looks at the files of a project.
type Judge struct {
	Name     string
	Concerns func(p Project) bool
	Run      func(ctx context.Context, t *Tools, p Project, log io.Writer) error
}

// Static are the judges that need no running service.
var Static = []Judge{
	{"dockerfile", always, dockerfile},
	{"compose", always, func(ctx context.Context, _ *Tools, p Project, log io.Writer) error { return compose(ctx, p, log) }},
	{"pipeline", func(p Project) bool { return p.has(workflows) || p.has(gitlab) }, pipeline},
	{"shell", always, shell},
	{"proxy", func(p Project) bool { return p.has(proxyFile) }, func(ctx context.Context, _ *Tools, p Project, log io.Writer) error { return proxy(ctx, p, log) }},
	{"dependencies", always, dependencies},
	{"audit", always, audit},
}

func always(Project) bool { return true }

// dockerfile asks hadolint. What it calls info or style goes into the log only.
func dockerfile(ctx context.Context, t *Tools, p Project, log io.Writer) error {
	return run(ctx, log, p.Folder, nil, t.program("hadolint"), "--failure-threshold", "warning", "Dockerfile")
}

// Files of continuous integration.
const (
	workflows = ".github/workflows"
	gitlab    = ".gitlab-ci.yml"
)

// pipeline asks actionlint, which asks shellcheck about the scripts, and zizmor
// about GitHub's files, and the schemas of GitLab, Renovate and Dependabot about
// the others.
func pipeline(ctx context.Context, t *Tools, p Project, log io.Writer) error {
	var found []error
	if p.has(workflows) {
		found = append(found,
			run(ctx, log, p.Folder, nil, t.actionlint, "-no-color", "-shellcheck", t.program("shellcheck"), "-pyflakes", ""),
			run(ctx, log, p.Folder, nil, t.program("zizmor"), "--offline", "--no-progress", "--no-config", "."))
	}
	for _, one := range []struct {
		file string
		args []string
	}{
		{gitlab, []string{"--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"}},
		{"renovate.json", []string{"--builtin-schema", "vendor.renovate"}},
		{".github/dependabot.yml", []string{"--builtin-schema", "vendor.dependabot"}},
	} {
		if p.has(one.file) {
			found = append(found, run(ctx, log, p.Folder, nil, t.module("check_jsonschema", append(one.args, one.file)...)...))
		}
	}
	return errors.Join(found...)
}

// shell asks shellcheck about every script.
func shell(ctx context.Context, t *Tools, p Project, log io.Writer) error {
	scripts, err := filepath.Glob(filepath.Join(p.Folder, "scripts", "*.sh"))
	if err != nil || len(scripts) == 0 {
		return err
	}
	return run(ctx, log, p.Folder, nil, append([]string{t.program("shellcheck")}, scripts...)...)
}

// named are requirements that a project uses without importing them, and where
// in its files that shows.
var named = map[string]string{
	"aiosqlite":       `sqlite\+aiosqlite`,        // driver in a database address
	"argon2-cffi":     `Argon2PasswordHasher`,     // imported by Django's hasher
	"asyncpg":         `postgresql\+asyncpg`,      // driver in a database address
	"django-axes":     `"axes"`,                   // app of Django
	"fastapi-offline": `"fastapi_offline"`,        // its static files are served
	"gunicorn":        `CMD \["gunicorn"`,         // server of the image
	"psycopg":         `db\.backends\.postgresql`, // imported by Django's backend
	"whitenoise":      `"whitenoise\.`,            // middleware and storage of Django
}

// reexported are modules that come with a requirement whose documentation tells
// to import them.
var reexported = map[string]string{
	"starlette": "FastAPI is made of it",
}

// developers is where scripts are that run in a checkout and are not in the image:
// they may use what is installed for development.
const developers = "scripts/"

// dependencies asks deptry which requirements are missing, unused or borrowed
// from another requirement. One that the project names in a string, like the
// driver of a database or the server of an image, is used.
func dependencies(ctx context.Context, t *Tools, p Project, log io.Writer) error {
	folder, err := os.MkdirTemp("", "deptry-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	report := filepath.Join(folder, "report.json")
	// It asks its own interpreter what is installed, so the project's runs it.
	said, failed := ask(ctx, log, p.Folder, []string{"PYTHONPATH=" + t.alone, "VIRTUAL_ENV=" + filepath.Dir(filepath.Dir(p.Python))},
		p.Python, "-m", "deptry", ".", "--no-ansi", "--json-output", report)
	data, err := os.ReadFile(report)
	if err != nil {
		return errors.Join(fmt.Errorf("deptry gave no report: %w\n%s", err, last(said, 12)), failed)
	}
	var findings []struct {
		Error    struct{ Code, Message string }
		Module   string
		Location struct{ File string }
	}
	if err := json.Unmarshal(data, &findings); err != nil {
		return err
	}
	var found []error
	for _, one := range findings {
		switch {
		case one.Error.Code == "DEP002" && named[one.Module] != "" && mentioned(p.Folder, named[one.Module]):
		case one.Error.Code == "DEP004" && strings.HasPrefix(filepath.ToSlash(one.Location.File), developers):
		case one.Error.Code == "DEP003" && reexported[one.Module] != "":
		default:
			found = append(found, fmt.Errorf("%s: %s %s", one.Location.File, one.Error.Code, one.Error.Message))
		}
	}
	return errors.Join(found...)
}

// mentioned reports whether the project's code or image matches a pattern.
func mentioned(folder, pattern string) bool {
	word := regexp.MustCompile(pattern)
	found := false
	_ = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil || found:
			return filepath.SkipAll
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != folder:
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".py" && entry.Name() != "Dockerfile":
			return nil
		}
		data, err := os.ReadFile(path)
		found = err == nil && word.Match(data)
		return nil
	})
	return found
}

// audit asks pip-audit for known weaknesses of the requirements. Where its data
// cannot be reached it says so of each package, and answers as if all were well.
func audit(ctx context.Context, t *Tools, p Project, log io.Writer) error {
	said, err := ask(ctx, log, p.Folder, nil, t.module("pip_audit", "--progress-spinner", "off", "--disable-pip", "--require-hashes", "--requirement", "requirements.txt")...)
	if strings.Contains(said, "known vulnerabilit") && !strings.Contains(said, "No known vulnerabilities") {
		return err
	}
	for line := range strings.Lines(said) {
		if strings.Contains(line, "could not be audited") || strings.Contains(line, "ConnectionError") || strings.Contains(line, "ServiceError") {
			return fmt.Errorf("%w: pip-audit cannot reach its data", ErrUnavailable)
		}
	}
	return err
}

// Config asks whether a file is a JSON Schema, and whether it takes a
// configuration.
func Config(ctx context.Context, t *Tools, schema, config string, log io.Writer) error {
	return errors.Join(
		run(ctx, log, "", nil, t.module("check_jsonschema", "--check-metaschema", schema)...),
		run(ctx, log, "", nil, t.module("check_jsonschema", "--schemafile", schema, config)...),
	)
}

// lookPath finds a program, also where servers are installed.
func lookPath(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join("/usr/sbin", name))
}
