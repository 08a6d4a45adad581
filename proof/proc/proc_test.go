//go:build unix

package proc

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCleanEnvironment(t *testing.T) {
	t.Parallel()
	got := CleanEnvironment([]string{
		"PATH=/bin", "HOME=/h", "UV_CACHE_DIR=/c", "PIP_CERT=/x", "CI=true", "PORTAL=1",
		"DATABASE_URL=x", "REDIS_URL=x", "SECRET_KEY=x", "DJANGO_SETTINGS_MODULE=x", "MAKEFLAGS=x", "MAKELEVEL=1",
		"VIRTUAL_ENV=x", "PYTHONPATH=x", "SCAFFOLD_SHAPE=api", "PORT=1", "GIT_DIR=x", "ENVIRONMENT=x",
	}, "DATABASE_URL=mine")
	want := []string{"PATH=/bin", "HOME=/h", "UV_CACHE_DIR=/c", "PIP_CERT=/x", "CI=true", "PORTAL=1", "DATABASE_URL=mine"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTask(t *testing.T) {
	t.Parallel()
	run := func(ctx context.Context, script string, limit time.Duration) error {
		return Task{Args: []string{"/bin/sh", "-c", script}, Folder: t.TempDir(), Limit: limit}.Run(ctx)
	}
	if err := run(t.Context(), "exit 0", time.Minute); err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), "exit 3", time.Minute); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("got %v, want exit status 3", err)
	}
	if err := run(t.Context(), "sleep 60", 100*time.Millisecond); err == nil || !strings.Contains(err.Error(), "not done after 100ms") {
		t.Errorf("got %v, want a limit", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, "sleep 60", time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// What a stopped task leaves behind in its process group must end, too.
func TestTaskTakesItsGroupAlong(t *testing.T) {
	t.Parallel()
	pidFile := filepath.Join(t.TempDir(), "pid")
	script := "sleep 60 & echo $! > " + pidFile + "; wait"
	if err := (Task{Args: []string{"/bin/sh", "-c", script}, Limit: 300 * time.Millisecond}).Run(t.Context()); err == nil {
		t.Fatal("the task was not stopped")
	}
	text, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := Eventually(t.Context(), 5*time.Second, func() error {
		if err := syscall.Kill(pid, 0); err == nil && !zombie(pid) {
			return errors.New("still there")
		}
		return nil
	}); err != nil {
		t.Errorf("the child of a stopped task: %v", err)
	}
}

// zombie reports whether a process has ended and only waits to be collected,
// where the system has a place to look that up.
func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

func TestEventually(t *testing.T) {
	t.Parallel()
	tries := 0
	err := Eventually(t.Context(), time.Minute, func() error {
		if tries++; tries < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	if err := Eventually(t.Context(), time.Minute, func() error { return Fatal{Err: errors.New("dead")} }); err == nil || err.Error() != "dead" {
		t.Errorf("got %v, want dead at once", err)
	}
	if err := Eventually(t.Context(), time.Millisecond, func() error { return errors.New("never") }); err == nil || !strings.Contains(err.Error(), "not within 1ms: never") {
		t.Errorf("got %v", err)
	}
}

func TestTail(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte("1\n2\n3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for lines, want := range map[int]string{2: "2\n3", 9: "1\n2\n3"} {
		if got := Tail(path, lines, 100); got != want {
			t.Errorf("%d lines: %q, want %q", lines, got, want)
		}
	}
	if got := Tail(path+".absent", 3, 100); got != "" {
		t.Errorf("a log that is not there: %q", got)
	}
}
