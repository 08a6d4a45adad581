// Command mutate puts faults into the templates, one at a time, and says which
// check of the proof catches each. A proof that finds nothing in a template
// that is wrong proves nothing.
//
//	go run ./proof/mutate                 all of them
//	go run ./proof/mutate --only root     some of them, by a part of their name
//
// Each fault is put into a copy of this checkout, which is removed again. Exit
// code: 0 all caught, 1 could not run, 5 one was not caught.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"scaffold/proof/tree"
)

// Exit codes.
const (
	exitFailure  = 1
	exitFindings = 5
)

func main() {
	only := flag.String("only", "", "run the faults with this in their name alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	missed, err := run(ctx, *only)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(exitFailure)
	case missed > 0:
		os.Exit(exitFindings)
	}
}

// run puts in one fault after the other, and counts those that nothing caught.
func run(ctx context.Context, only string) (missed int, err error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return 0, fmt.Errorf("go list -m: %w", err)
	}
	checkout := strings.TrimSpace(string(out))
	tried := 0
	fmt.Println("| fault | project | caught by | seconds |\n| --- | --- | --- | ---: |")
	for _, one := range mutations {
		if !strings.Contains(one.name, only) {
			continue
		}
		began := time.Now()
		failed, err := one.try(ctx, checkout)
		if err != nil {
			return missed, fmt.Errorf("%s: %w", one.name, err)
		}
		caught := strings.Join(failed, ", ")
		if !slices.Contains(failed, one.check) {
			missed++
			caught = "NOT by " + one.check + ", but by " + caught
		}
		tried++
		fmt.Printf("| %s | %s | %s | %.0f |\n", one.name, one.project, caught, time.Since(began).Seconds())
	}
	fmt.Printf("%d passed, %d failed\n", tried-missed, missed)
	return missed, nil
}

// try gives the checks that fail with the fault in place.
func (m mutation) try(ctx context.Context, checkout string) (failed []string, err error) {
	folder, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if err := os.Chmod(folder, 0o711); err != nil { // PostgreSQL does not run as root
		return nil, err
	}
	copied := filepath.Join(folder, "checkout")
	if err := tree.Copy(checkout, copied, func(name string) bool { return name == ".git" || name == "bin" }, 0o755); err != nil {
		return nil, err
	}
	if err := m.put(copied); err != nil {
		return nil, err
	}
	report := filepath.Join(folder, "report.md")
	cmd := exec.CommandContext(ctx, "go", "run", "./proof", "--only", m.project, "--check", m.check, "--report", report)
	cmd.Dir = copied
	cmd.Env = append(os.Environ(), "TMPDIR="+folder, "CI=true")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	ran := cmd.Run()
	data, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil {
		return nil, fmt.Errorf("the proof gave no report: %w\n%s", ran, output.String())
	}
	return failedChecks(data)
}

// failedChecks reads the checks that failed from a report.
func failedChecks(data []byte) ([]string, error) {
	var report struct {
		Combinations []struct {
			Results []struct{ Check, State string }
		}
	}
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, err
	}
	failed := []string{}
	for _, one := range report.Combinations {
		for _, done := range one.Results {
			if done.State == "failed" {
				failed = append(failed, done.Check)
			}
		}
	}
	return failed, nil
}

// put makes the edits in a checkout. A fault that does not find its place any
// more is out of date.
func (m mutation) put(checkout string) error {
	for _, one := range m.edits {
		path := filepath.Join(checkout, "templates", filepath.FromSlash(one.file))
		if one.old == "" {
			if err := os.Remove(path); err != nil {
				return err
			}
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if count, want := strings.Count(string(data), one.old), max(1, one.times); count != want {
			return fmt.Errorf("templates/%s holds %d times, not %d: %s", one.file, count, want, one.old)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(data), one.old, one.new)), 0o644); err != nil {
			return err
		}
	}
	return nil
}
