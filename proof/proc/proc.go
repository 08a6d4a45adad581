// Package proc starts commands in process groups of their own, with an environment
// that leaks nothing, waits for what they do, and ends them.
package proc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Task is a command that runs to its end.
type Task struct {
	Args   []string
	Folder string
	Env    []string
	Log    io.Writer // nil: nowhere
	Limit  time.Duration
}

// Run starts the task in a process group of its own, so that what it started
// ends with it, and waits for it.
func (t Task) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, t.Limit)
	defer cancel()
	p, err := Launch(t.Args, t.Folder, t.Env, t.Log, nil)
	if err != nil {
		return err
	}
	select {
	case <-p.Done:
	case <-ctx.Done():
		p.Stop(5 * time.Second)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%s: not done after %s", strings.Join(t.Args, " "), t.Limit)
		}
		return ctx.Err()
	}
	if p.Err != nil {
		return fmt.Errorf("%s: %w", strings.Join(t.Args, " "), p.Err)
	}
	return nil
}

// Process is a command that was started.
type Process struct {
	Cmd  *exec.Cmd
	Done chan struct{} // closed when it has ended
	Err  error         // how it ended; read after Done
}

// Launch starts a command in a process group of its own, as another user where
// one is given.
func Launch(args []string, folder string, env []string, log io.Writer, as *Account) (*Process, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = folder, env, log, log
	isolate(cmd, as)
	// A grandchild that outlives the command must not keep the log, and so the
	// wait, open.
	cmd.WaitDelay = 2 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &Process{Cmd: cmd, Done: make(chan struct{})}
	go func() {
		p.Err = cmd.Wait()
		close(p.Done)
	}()
	return p, nil
}

// Terminate asks the command itself to end; what it started is its own affair.
func (p *Process) Terminate() { terminate(p.Cmd) }

// Interrupt sends SIGINT, which PostgreSQL takes as: end now, but in order.
func (p *Process) Interrupt() { interrupt(p.Cmd) }

// StoppedBySignal reports whether the process was ended by SIGTERM.
func (p *Process) StoppedBySignal() bool { return stoppedBySignal(p.Cmd.ProcessState) }

// Alive reports whether the process still runs.
func (p *Process) Alive() bool {
	select {
	case <-p.Done:
		return false
	default:
		return true
	}
}

// Stop ends the process and its group: politely, and after the grace time not.
func (p *Process) Stop(grace time.Duration) {
	p.Terminate()
	select {
	case <-p.Done:
	case <-time.After(grace):
	}
	killGroup(p.Cmd)
	<-p.Done
}

// unwanted are the beginnings of names of variables that would leak from the
// caller's shell into a generated project.
var unwanted = []string{
	"SCAFFOLD_", "DJANGO_", "GIT_", "MAKE", "MFLAGS", "PYTEST_", "COVERAGE_", "VIRTUAL_ENV", "PYTHON", "PG", "REDIS_", "DATABASE_",
	"SECRET_", "ALLOWED_", "LOG_LEVEL", "ENVIRONMENT", "WEB_CONCURRENCY", "PORT=", "EMAIL_", "INSTALLER", "GUNICORN_", "UVICORN_", "CELERY_",
}

// CleanEnvironment is the caller's environment without what could change how a
// generated project behaves, plus the given variables.
func CleanEnvironment(inherited []string, more ...string) []string {
	kept := []string{}
	for _, variable := range inherited {
		wanted := true
		for _, beginning := range unwanted {
			if strings.HasPrefix(variable, beginning) {
				wanted = false
			}
		}
		if wanted {
			kept = append(kept, variable)
		}
	}
	return append(kept, more...)
}

// Tail gives the last lines of a file, each cut to so many bytes.
func Tail(path string, lines, width int) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	all := bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n"))
	last := all[max(0, len(all)-lines):]
	for i, line := range last {
		last[i] = line[:min(len(line), width)]
	}
	return string(bytes.Join(last, []byte("\n")))
}
