package main

import (
	"maps"
	"strings"
	"testing"
)

func TestTraces(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"manage.py":              "import config.main",
		"config/main.py":         "from apps.notes import api, jobs\nfrom . import tools\nrender('home.html')\nos.environ['SECRET_KEY']\nsettings.pool_size\n",
		"config/tools.py":        "",
		"apps/notes/api.py":      "",
		"apps/notes/jobs.py":     "",
		"apps/notes/admin.py":    "", // the framework finds it
		"tests/test_notes.py":    "",
		"templates/home.html":    "{% static 'site.css' %}",
		"templates/404.html":     "",
		"static/site.css":        "",
		"docs/operations.md":     "UNREAD apps.notes.unused",
		".venv/lib/other.py":     "",
		".mypy_cache/3.13/a.txt": "",
	}
	settings := map[string]setting{"SECRET_KEY": {}, "POOL_SIZE": {}}
	if err := traces(&project{folder: lay(t, good), settings: settings}); err != nil {
		t.Errorf("a clean project: %v", err)
	}
	for name, want := range map[string]string{
		"apps/notes/unused.py": "apps/notes/unused.py: nothing uses it",
		"templates/old.html":   "templates/old.html: nothing uses it",
		"static/old.js":        "static/old.js: nothing uses it",
	} {
		files := maps.Clone(good)
		files[name] = ""
		if err := traces(&project{folder: lay(t, files), settings: settings}); err == nil || err.Error() != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
	settings["UNREAD"] = setting{}
	if err := traces(&project{folder: lay(t, good), settings: settings}); err == nil || !strings.Contains(err.Error(), "nothing reads UNREAD") {
		t.Errorf("%v", err)
	}
}
