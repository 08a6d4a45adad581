package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"scaffold/proof/services"
)

// listening is a production server that is already there.
func listening(t *testing.T, handler http.HandlerFunc) *production {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(address.Port())
	if err != nil {
		t.Fatal(err)
	}
	return &production{project: &project{}, port: port}
}

func TestExpect(t *testing.T) {
	t.Parallel()
	p := listening(t, func(w http.ResponseWriter, request *http.Request) {
		switch request.URL.Path {
		case "/livez":
			fmt.Fprint(w, "ok")
		case "/readyz":
			http.Redirect(w, request, "/livez", http.StatusMovedPermanently)
		case "/slow":
			time.Sleep(300 * time.Millisecond)
		default:
			http.Error(w, "database down", http.StatusServiceUnavailable)
		}
	})
	tests := []struct {
		path   string
		status int
		limit  time.Duration
		want   string
	}{
		{"/livez", 200, time.Minute, ""},
		{"/down", 503, time.Minute, ""},
		{"/down", 200, time.Minute, "/down answers 503, not 200: database down"},
		{"/readyz", 200, time.Minute, "answers 301"}, // a redirect is not followed
		{"/slow", 200, 50 * time.Millisecond, "deadline exceeded"},
	}
	for _, test := range tests {
		err := p.expect(t.Context(), test.path, test.status, test.limit)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %d: got %v, want %q", test.path, test.status, err, test.want)
		}
	}
	if err := p.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "/readyz answers 301") {
		t.Errorf("ready: %v", err)
	}
}

func TestOutageNotNoticed(t *testing.T) {
	t.Parallel()
	p := listening(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "always ok") })
	began := time.Now()
	err := p.outage(t.Context(), &services.Server{})
	if err == nil || !strings.Contains(err.Error(), "answers 200, not 503") {
		t.Errorf("a readiness that always says yes: %v", err)
	}
	if took := time.Since(began); took < 3*time.Second || took > 4*time.Second {
		t.Errorf("waited %s, not three seconds", took)
	}
}

func TestOutageTakesTheServerAlong(t *testing.T) {
	t.Parallel()
	p := listening(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	if err := p.outage(t.Context(), &services.Server{}); err == nil || !strings.Contains(err.Error(), "/livez answers 503") {
		t.Errorf("a server that is not alive: %v", err)
	}
}

func TestReadSettings(t *testing.T) {
	t.Parallel()
	got := readSettings("# Words = not a setting\n# ---- Production refuses to start without these ----\n" +
		"# DATABASE_URL=postgresql://x\nSECRET_KEY=change-me\n#NO_SPACE=1\nlower=1\n" +
		"# ---- Optional ----\n# TITLE=\"two words\"\r\n# EMPTY=\n")
	want := map[string]setting{
		"DATABASE_URL": {"postgresql://x", true}, "SECRET_KEY": {"change-me", true},
		"TITLE": {"two words", false}, "EMPTY": {"", false},
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestRequirementKey(t *testing.T) {
	t.Parallel()
	key := func(runtime, dev, python string) string {
		folder := t.TempDir()
		for name, text := range map[string]string{"requirements.txt": runtime, "requirements-dev.txt": dev} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		made, err := requirementKey(folder, python)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	if first, second := key("a", "b", "c"), key("a", "b", "c"); first != second {
		t.Error("the same requirements have two keys")
	}
	if key("a", "b", "c") == key("a", "b", "d") {
		t.Error("two Pythons share an environment")
	}
	if key("ab", "c", "d") == key("a", "bc", "d") {
		t.Error("different requirements have one key")
	}
	if _, err := requirementKey(t.TempDir(), ""); err == nil {
		t.Error("a project without requirements has a key")
	}
}

// Without a usable Python the proof says so in one line, and fails in CI alone.
func TestNoPython(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	t.Setenv("PYTHON", "")
	for ci, want := range map[string]int{"": exitDone, "false": exitDone, "true": exitFailure} {
		t.Setenv("CI", ci)
		var out strings.Builder
		code, err := prove(t.Context(), settings{}, &out)
		if code != want || (err != nil) != (want != exitDone) {
			t.Errorf("CI=%q: code %d, %v; want %d", ci, code, err, want)
		}
		skipped := strings.HasPrefix(out.String(), "skipped: Python 3.12 or newer not found") && strings.Count(out.String(), "\n") == 1
		if skipped != (want == exitDone) {
			t.Errorf("CI=%q: %q", ci, out.String())
		}
	}
}

func TestMissingProgramsAreNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := findPrograms()
	if err == nil {
		t.Fatal("found programs on an empty PATH")
	}
	for _, want := range []string{"make not found; get it with", "redis-server not found; get it with"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

func TestProveRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	if code, err := prove(t.Context(), settings{list: true, only: "biggest"}, io.Discard); code != exitUsage || err == nil {
		t.Errorf("code %d, %v", code, err)
	}
	var out strings.Builder
	if code, err := prove(t.Context(), settings{list: true}, &out); code != exitDone || err != nil {
		t.Errorf("code %d, %v", code, err)
	}
	for _, name := range []string{"default-django", "smallest-fastapi", "django-01", "fastapi-01"} {
		if !strings.Contains(out.String(), name+" ") {
			t.Errorf("%s is not in the list", name)
		}
	}
}
