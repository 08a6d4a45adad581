package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// against gives a battery against a service of a few lines.
func against(t *testing.T, handler http.HandlerFunc) *battery {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), logName(checkFaults)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return &battery{
		subject: &subject{logs: filepath.Dir(log.Name())}, log: log, home: "/items", secrets: []string{"s3cret"},
		collection: &collection{path: "/items"}, port: listening(t, handler).port,
	}
}

// failures are the names of the faults that were not stood.
func (b *battery) failures() map[string]string {
	found := map[string]string{}
	for _, one := range b.parts {
		if !one.OK {
			found[one.Name] = one.Got
		}
	}
	return found
}

func TestHostileRequests(t *testing.T) {
	t.Parallel()
	sturdy := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", "1")
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		switch {
		case r.Host == "evil.example":
			http.Error(w, "host", http.StatusBadRequest)
		case r.URL.Path != "/items" && r.URL.Path != "/livez":
			http.NotFound(w, r)
		case err != nil:
			http.Error(w, "size", http.StatusRequestEntityTooLarge)
		case len(body) > 0:
			http.Error(w, "body", http.StatusBadRequest)
		}
	}
	b := against(t, sturdy)
	b.hostile(t.Context())
	b.crowd(t.Context())
	if len(b.parts) < 9 || len(b.failures()) > 0 {
		t.Errorf("a sturdy service: %d faults, %v", len(b.parts), b.failures())
	}

	careless := against(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-ID", r.Header.Get("X-Request-ID"))
		_, _ = io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, "Traceback (most recent call last)")
	})
	careless.hostile(t.Context())
	for _, name := range []string{
		"Host of somebody else", "request id with markup", "path and query with NUL and broken UTF-8", "body that is cut off",
		"body that is not UTF-8", "body of 20,000 nested lists", "body over the limit, length told", "trace in an answer",
	} {
		if careless.failures()[name] == "" {
			t.Errorf("a careless service stands %q", name)
		}
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]time.Duration{"patient": time.Minute, "hasty": 20 * time.Millisecond} {
		answer := func(http.ResponseWriter, *http.Request) {}
		b, server := against(t, answer), httptest.NewUnstartedServer(http.HandlerFunc(answer))
		server.Config.IdleTimeout = kept
		server.Start()
		t.Cleanup(server.Close)
		b.port = server.Listener.Addr().(*net.TCPAddr).Port
		b.pause(t.Context(), 200*time.Millisecond)
		if failed := len(b.failures()) > 0; len(b.parts) != 1 || failed != (name == "hasty") {
			t.Errorf("a %s server: %v", name, b.parts)
		}
	}
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	b := &battery{secrets: []string{"s3cret"}}
	for text, want := range map[string]bool{
		`{"detail": "The request failed."}`:                  false,
		"Traceback (most recent call last):":                 true,
		`File "/app/main.py", line 3`:                        true,
		"asyncpg.exceptions.UndefinedTableError":             true,
		"postgresql://app:s3cret@db":                         true,
		"An Error occurred; the log has it under request 12": false,
	} {
		if got := b.leak(text) != ""; got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestSecretsInTheLog(t *testing.T) {
	t.Parallel()
	for text, bad := range map[string]bool{"all is well": false, "password=s3cret": true} {
		b := against(t, func(http.ResponseWriter, *http.Request) {})
		if err := os.WriteFile(filepath.Join(b.subject.logs, logName(checkBoot)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b.silence()
		if got := len(b.failures()) > 0; got != bad {
			t.Errorf("%q: %v", text, b.failures())
		}
	}
}

func TestWithin(t *testing.T) {
	t.Parallel()
	ready := time.Now().Add(300 * time.Millisecond)
	b := against(t, func(w http.ResponseWriter, _ *http.Request) {
		if time.Now().Before(ready) {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	if got := b.within(t.Context(), 100*time.Millisecond, "/readyz", 200); got != "503" {
		t.Errorf("too early: %s", got)
	}
	if got := b.within(t.Context(), 5*time.Second, "/readyz", 200); got != "200" {
		t.Errorf("%s", got)
	}
}
