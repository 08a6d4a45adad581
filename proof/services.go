package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// programs are the executables of the machine that the proof uses.
type programs struct {
	postgres string // folder of initdb, postgres and createdb
	redis    string
	git      string // "" when there is none
}

// findPrograms looks for everything at once, and says of all that is missing
// how to get it.
func findPrograms() (programs, error) {
	var p programs
	var missing []error
	if _, err := exec.LookPath("make"); err != nil {
		missing = append(missing, errors.New("make not found; get it with: apt-get install make, or xcode-select --install"))
	}
	folder, err := postgresFolder()
	if err != nil {
		missing = append(missing, err)
	}
	p.postgres = folder
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil && p.redis == "" {
			p.redis = path
		}
	}
	if p.redis == "" {
		missing = append(missing, errors.New("redis-server not found; get it with: apt-get install redis-server, or brew install redis"))
	}
	p.git, _ = exec.LookPath("git")
	return p, errors.Join(missing...)
}

// postgresFolder is the folder of PostgreSQL's programs: on PATH, or where the
// packages of Debian and Homebrew put them, newest version first.
func postgresFolder() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil && complete(filepath.Dir(real)) {
			return filepath.Dir(real), nil
		}
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		folders, _ := filepath.Glob(pattern)
		for _, folder := range slices.Backward(folders) {
			if complete(folder) {
				return folder, nil
			}
		}
	}
	return "", errors.New("postgres not found; get it with: apt-get install postgresql, or brew install postgresql@18")
}

// complete reports whether a folder holds the programs that are needed.
func complete(folder string) bool {
	for _, name := range []string{"initdb", "postgres", "createdb"} {
		if _, err := exec.LookPath(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// server is a database or cache that belongs to one combination.
type server struct {
	name  string
	start func() (*process, error)
	ready func(ctx context.Context) error // one attempt
	proc  *process
	URL   string
}

// up starts the server and waits until it answers.
func (s *server) up(ctx context.Context) error {
	p, err := s.start()
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	s.proc = p
	return eventually(ctx, 20*time.Second, func() error {
		if !p.alive() {
			return fatal{fmt.Errorf("%s ended: %v", s.name, p.err)}
		}
		return s.ready(ctx)
	})
}

// down stops the server, in order but at once.
func (s *server) down() {
	if s.proc == nil {
		return
	}
	interrupt(s.proc.cmd)
	s.proc.stop(10 * time.Second)
	s.proc = nil
}

// newPostgres makes a PostgreSQL of its own below the folder, on a loopback
// port, with one database.
func newPostgres(ctx context.Context, bin, folder, database string, log io.Writer) (*server, error) {
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	data, password := filepath.Join(folder, "data"), rand.Text()
	secret := filepath.Join(folder, "password")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return nil, err
	}
	if err := handOver(folder, as); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	env := cleanEnvironment(os.Environ(), "LC_ALL=C", "PGPASSWORD="+password)
	initdb, err := launch([]string{
		filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "app", "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync",
	}, folder, env, log, as)
	if err != nil {
		return nil, err
	}
	if <-initdb.done; initdb.err != nil {
		return nil, fmt.Errorf("initdb in %s: %w", folder, initdb.err)
	}
	created := false
	s := &server{name: "PostgreSQL", URL: fmt.Sprintf("postgresql://app:%s@127.0.0.1:%d/%s", password, port, database)}
	s.start = func() (*process, error) {
		return launch([]string{
			filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
			"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off",
		}, folder, env, log, as)
	}
	s.ready = func(ctx context.Context) error {
		if err := reachable(ctx, port); err != nil || created {
			return err
		}
		err := task{
			Args:   []string{filepath.Join(bin, "createdb"), "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--username", "app", database},
			Folder: folder, Env: env, Log: log, Limit: 10 * time.Second,
		}.run(ctx)
		created = err == nil
		return err
	}
	return s, nil
}

// newRedis prepares a Redis of its own on a loopback port; it keeps nothing.
func newRedis(program, folder string, log io.Writer) (*server, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &server{name: "Redis", URL: fmt.Sprintf("redis://127.0.0.1:%d/0", port)}
	s.start = func() (*process, error) {
		return launch([]string{
			program, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", folder,
			"--save", "", "--appendonly", "no", "--daemonize", "no",
		}, folder, os.Environ(), log, nil)
	}
	s.ready = func(ctx context.Context) error { return reachable(ctx, port) }
	return s, nil
}

// reachable reports whether something listens on the loopback port.
func reachable(ctx context.Context, port int) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return conn.Close()
}

// freePort asks the system for a loopback port that nobody uses.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// fatal is an error after which trying again is of no use.
type fatal struct{ error }

// eventually tries until it works, cannot work any more, or time is up; then
// the last error is the answer.
func eventually(ctx context.Context, limit time.Duration, try func() error) error {
	deadline := time.Now().Add(limit)
	for {
		err := try()
		if err == nil {
			return nil
		}
		if stop, ok := errors.AsType[fatal](err); ok {
			return stop.error
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %s: %w", limit, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
