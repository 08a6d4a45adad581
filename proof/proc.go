package main

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

// task is a command that runs to its end.
type task struct {
	Args   []string
	Folder string
	Env    []string
	Log    io.Writer // nil: nowhere
	Limit  time.Duration
}

// run starts the task in a process group of its own, so that what it started
// ends with it, and waits for it.
func (t task) run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, t.Limit)
	defer cancel()
	p, err := launch(t.Args, t.Folder, t.Env, t.Log, nil)
	if err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.stop(5 * time.Second)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return fmt.Errorf("%s: not done after %s", strings.Join(t.Args, " "), t.Limit)
		}
		return ctx.Err()
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w", strings.Join(t.Args, " "), p.err)
	}
	return nil
}

// process is a command that was started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how it ended; read after done
}

// launch starts a command in a process group of its own, as another user where
// one is given.
func launch(args []string, folder string, env []string, log io.Writer, as *account) (*process, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = folder, env, log, log
	isolate(cmd, as)
	// A grandchild that outlives the command must not keep the log, and so the
	// wait, open.
	cmd.WaitDelay = 2 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// alive reports whether the process still runs.
func (p *process) alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// stop ends the process and its group: politely, and after the grace time not.
func (p *process) stop(grace time.Duration) {
	terminate(p.cmd)
	select {
	case <-p.done:
	case <-time.After(grace):
	}
	killGroup(p.cmd)
	<-p.done
}

// unwanted are the beginnings of names of variables that would leak from the
// caller's shell into a generated project.
var unwanted = []string{
	"SCAFFOLD_", "DJANGO_", "GIT_", "MAKE", "MFLAGS", "PYTEST_", "COVERAGE_", "VIRTUAL_ENV", "PYTHON", "PG", "REDIS_", "DATABASE_",
	"SECRET_", "ALLOWED_", "LOG_LEVEL", "ENVIRONMENT", "WEB_CONCURRENCY", "PORT=", "EMAIL_", "INSTALLER", "GUNICORN_", "UVICORN_", "CELERY_",
}

// cleanEnvironment is the caller's environment without what could change how a
// generated project behaves, plus the given variables.
func cleanEnvironment(inherited []string, more ...string) []string {
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

// tail gives the last lines of a file, each cut to so many bytes.
func tail(path string, lines, width int) string {
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
