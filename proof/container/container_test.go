package container

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMirrorOfBothForms(t *testing.T) {
	for text, want := range map[string]string{
		"Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\n":                    "http://mirror.example/debian",
		"# a comment\ndeb http://mirror.example/debian trixie main\n":                         "http://mirror.example/debian",
		"deb [signed-by=/etc/key.gpg arch=amd64] https://mirror.example/debian trixie main\n": "https://mirror.example/debian",
		"deb-src http://mirror.example/debian trixie main\n":                                  "",
	} {
		got := ""
		if found := uri.FindStringSubmatch(text); found != nil {
			got = found[1]
		}
		if got != want {
			t.Errorf("mirror in %q: %q, want %q", text, got, want)
		}
	}
}

// good is a configuration with nothing wrong.
func good() Config {
	return Config{
		User:        "10001:10001",
		Env:         []string{"PATH=/opt/venv/bin", "SECRET_KEY="},
		Cmd:         []string{"gunicorn", "app"},
		Healthcheck: &struct{ Test []string }{[]string{"CMD", "python", "-m", "app.healthcheck"}},
	}
}

func TestConfigIsJudged(t *testing.T) {
	if found := good().judge(); len(found) > 0 {
		t.Fatalf("a good configuration: %q", found)
	}
	for want, spoil := range map[string]func(*Config){
		"not the number of a user that is not root": func(c *Config) { c.User = "" },
		`USER is "0:0"`:    func(c *Config) { c.User = "0:0" },
		`USER is "nobody"`: func(c *Config) { c.User = "nobody" },
		"no HEALTHCHECK":   func(c *Config) { c.Healthcheck = nil },
		"HEALTHCHECK in exec form": func(c *Config) {
			c.Healthcheck = &struct{ Test []string }{[]string{"CMD-SHELL", "curl localhost"}}
		},
		"CMD is":                   func(c *Config) { c.Cmd = []string{"/bin/sh", "-c", "gunicorn app"} },
		"has ONBUILD":              func(c *Config) { c.OnBuild = []string{"RUN true"} },
		"ENV DATABASE_PASSWORD: a": func(c *Config) { c.Env = append(c.Env, "DATABASE_PASSWORD=example") },
	} {
		config := good()
		spoil(&config)
		if found := config.judge(); len(found) != 1 || !strings.Contains(found[0], want) {
			t.Errorf("want one finding with %q, got %q", want, found)
		}
	}
}

// lay writes files with their modes below a folder.
func lay(t *testing.T, root string, files map[string]fs.FileMode) {
	t.Helper()
	for name, mode := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesAreJudged(t *testing.T) {
	const stranger = 54321 // owns nothing here
	clean := map[string]fs.FileMode{
		"app/app/main.py": 0o644, "usr/bin/python3": 0o755, "tmp/anything": 0o666, "data/app.sqlite3": 0o666,
		"opt/venv/lib/python3.13/site-packages/fastapi-1.dist-info/METADATA": 0o644,
	}
	judged := func(more map[string]fs.FileMode) []string {
		root := t.TempDir()
		lay(t, root, clean)
		lay(t, root, more)
		return judgeFiles(root, stranger, []string{"pytest", "mypy-extensions"}, []string{"/data"})
	}
	if found := judged(nil); len(found) > 0 {
		t.Fatalf("a clean image: %q", found)
	}
	for name, mode := range map[string]fs.FileMode{
		"usr/bin/gcc": 0o755, "app/.env": 0o644, "app/tests/test_app.py": 0o644,
		"app/static/open.css": 0o666, "app/run": 0o755 | fs.ModeSetuid,
		"opt/venv/lib/python3.13/site-packages/pytest-9.dist-info/METADATA":          0o644,
		"opt/venv/lib/python3.13/site-packages/mypy_extensions-1.dist-info/METADATA": 0o644,
	} {
		if found := judged(map[string]fs.FileMode{name: mode}); len(found) != 1 {
			t.Errorf("%s with %s: want one finding, got %q", name, mode, found)
		}
	}
}

func TestDevelopmentRequirementsAreThoseThatProductionLacks(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"requirements.txt":     "uvicorn[standard]==1 \\\n    --hash=sha256:0\nTyping_Extensions==2\n",
		"requirements-dev.txt": "# a comment\npytest==9\ntyping-extensions==2\nruff==1\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Development(folder)
	if err != nil || !slices.Equal(got, []string{"pytest", "ruff"}) {
		t.Errorf("got %q, %v", got, err)
	}
}
