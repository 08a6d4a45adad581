package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"scaffold/proof/load"
	"scaffold/proof/proc"
)

const (
	loadClients = 32
	loadRows    = 60 // more than a page
)

// checkUnderLoad has many clients read the list at once: every answer is one, the
// log holds no error, and the connections to the database are given back.
func checkUnderLoad(ctx context.Context, s *subject, log *os.File) error {
	list, err := readCollection(s.project.folder)
	if err != nil {
		return err
	}
	if list == nil || s.postgres == nil {
		return errNotConcerned
	}
	got, err := s.production.getAccess(ctx, log)
	if err != nil {
		return err
	}
	server, err := s.production.again(s.databaseURL(), "DB_POOL_SIZE=5")
	if err != nil {
		return err
	}
	defer server.end()
	if err := server.boot(ctx, log); err != nil {
		return err
	}
	target := load.Target{URL: fmt.Sprintf("http://127.0.0.1:%d%s", server.port, list.path), Headers: got.headers, Clients: loadClients}
	if err := fill(ctx, target, list); err != nil {
		return err
	}
	result := load.Run(ctx, target, s.loadLength())
	write(log, "%d clients for %s: %v", loadClients, result.Took.Round(time.Millisecond), result)
	s.figure = fmt.Sprintf("%.0f requests/s", result.PerSecond())
	// 429: whoever asks so often may be told to wait.
	if !result.Only(http.StatusOK, http.StatusTooManyRequests) || result.Statuses[http.StatusOK] == 0 {
		return fmt.Errorf("answers by status: %v", result)
	}
	return errors.Join(s.givenBack(ctx), errorsIn(log.Name()))
}

// loadLength is how long the load lasts: half a minute where a combination has a
// name, which shows what leaks slowly, and a moment where there are many.
func (s *subject) loadLength() time.Duration {
	switch {
	case s.runner.loadLength > 0:
		return s.runner.loadLength
	case s.runner.quick || s.combination.Light:
		return 3 * time.Second
	}
	return 30 * time.Second
}

// fill adds rows to a list; those that are there already count.
func fill(ctx context.Context, target load.Target, list *collection) error {
	for range loadRows {
		body, _ := list.body()
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.URL, bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		for name, value := range target.Headers {
			request.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode != http.StatusCreated {
			return fmt.Errorf("POST %s answers %d, not 201", list.path, response.StatusCode)
		}
	}
	return nil
}

// connections are those that clients hold to a database.
type connections struct{ all, inTransaction int }

// connections asks PostgreSQL.
func (s *subject) connections(ctx context.Context) (connections, error) {
	const question = `SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%')
		FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
	cmd := exec.CommandContext(ctx, filepath.Join(s.runner.programs.postgres, "psql"),
		"--no-psqlrc", "--tuples-only", "--no-align", "--field-separator", " ", "--command", question, s.postgres.URL)
	out, err := cmd.Output()
	if err != nil {
		return connections{}, fmt.Errorf("psql: %w", err)
	}
	var found connections
	if _, err := fmt.Sscan(string(out), &found.all, &found.inTransaction); err != nil {
		return connections{}, fmt.Errorf("psql answers %q: %w", out, err)
	}
	return found, nil
}

// givenBack wants no transaction to be left open soon, and no more connections
// than there were requests at a time: what leaks grows with all of them.
func (s *subject) givenBack(ctx context.Context) error {
	return proc.Eventually(ctx, 5*time.Second, func() error {
		after, err := s.connections(ctx)
		if err != nil {
			return proc.Fatal{Err: err}
		}
		if after.inTransaction > 0 || after.all > loadClients {
			return fmt.Errorf("%d connections (%d in a transaction) after the load of %d clients", after.all, after.inTransaction, loadClients)
		}
		return nil
	})
}

// complaints are lines of a log that tell of an error, in the forms of both
// frameworks.
var complaints = regexp.MustCompile(`"level": ?"(?i:error|critical)"|^Traceback `)

// errorsIn gives the first line of a log that tells of an error.
func errorsIn(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		if complaints.MatchString(line) {
			return fmt.Errorf("in the log: %.300s", line)
		}
	}
	return nil
}
