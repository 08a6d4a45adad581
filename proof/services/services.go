// Package services runs a PostgreSQL and a Redis of their own on loopback ports, with
// their data in a given folder.
package services

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

	"scaffold/proof/proc"
)

// PostgresFolder is the folder of PostgreSQL's programs: on PATH, or where the
// packages of Debian and Homebrew put them, newest version first.
func PostgresFolder() (string, error) {
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

// RedisProgram is the executable of Redis or Valkey on PATH.
func RedisProgram() (string, error) {
	for _, name := range []string{"redis-server", "valkey-server"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("redis-server not found; get it with: apt-get install redis-server, or brew install redis")
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

// Server is a database or cache that belongs to one combination.
type Server struct {
	name    string
	start   func() (*proc.Process, error)
	ready   func(ctx context.Context) error // one attempt
	process *proc.Process
	URL     string
}

// Up starts the server and waits until it answers.
func (s *Server) Up(ctx context.Context) error {
	p, err := s.start()
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	s.process = p
	return proc.Eventually(ctx, 20*time.Second, func() error {
		if !p.Alive() {
			return proc.Fatal{Err: fmt.Errorf("%s ended: %v", s.name, p.Err)}
		}
		return s.ready(ctx)
	})
}

// Down stops the server, in order but at once.
func (s *Server) Down() {
	if s.process == nil {
		return
	}
	s.process.Interrupt()
	s.process.Stop(10 * time.Second)
	s.process = nil
}

// Postgres makes a PostgreSQL of its own below the folder, on a loopback
// port, with one database.
func Postgres(ctx context.Context, bin, folder, database string, log io.Writer) (*Server, error) {
	as, err := proc.Unprivileged()
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
	if err := proc.HandOver(folder, as); err != nil {
		return nil, err
	}
	port, err := proc.FreePort()
	if err != nil {
		return nil, err
	}
	env := proc.CleanEnvironment(os.Environ(), "LC_ALL=C", "PGPASSWORD="+password)
	initdb, err := proc.Launch([]string{
		filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "app", "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync",
	}, folder, env, log, as)
	if err != nil {
		return nil, err
	}
	if <-initdb.Done; initdb.Err != nil {
		return nil, fmt.Errorf("initdb in %s: %w", folder, initdb.Err)
	}
	created := false
	s := &Server{name: "PostgreSQL", URL: fmt.Sprintf("postgresql://app:%s@127.0.0.1:%d/%s", password, port, database)}
	s.start = func() (*proc.Process, error) {
		return proc.Launch([]string{
			filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
			"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "autovacuum=off",
		}, folder, env, log, as)
	}
	s.ready = func(ctx context.Context) error {
		if err := reachable(ctx, port); err != nil || created {
			return err
		}
		err := proc.Task{
			Args:   []string{filepath.Join(bin, "createdb"), "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--username", "app", database},
			Folder: folder, Env: env, Log: log, Limit: 10 * time.Second,
		}.Run(ctx)
		created = err == nil
		return err
	}
	return s, nil
}

// Redis prepares a Redis of its own on a loopback port; it keeps nothing.
func Redis(program, folder string, log io.Writer) (*Server, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	port, err := proc.FreePort()
	if err != nil {
		return nil, err
	}
	s := &Server{name: "Redis", URL: fmt.Sprintf("redis://127.0.0.1:%d/0", port)}
	s.start = func() (*proc.Process, error) {
		return proc.Launch([]string{
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
