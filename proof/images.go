package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"scaffold/proof/container"
	"scaffold/proof/judge"
	"scaffold/proof/proc"
)

// images is where images are built; opened when the first check asks for it.
type images struct {
	once  sync.Once
	store *container.Store
	err   error
}

// open gives the store.
func (i *images) open(ctx context.Context) (*container.Store, error) {
	i.once.Do(func() {
		cache, err := cacheFolder()
		if err != nil {
			i.err = err
			return
		}
		i.store, i.err = container.Open(ctx, cache)
	})
	return i.store, i.err
}

// data is the one folder that an application on SQLite may write to.
const data = "/data"

// checkTheImage builds the image and looks at how it is run and what is in it.
func checkTheImage(ctx context.Context, s *subject, log *os.File) (err error) {
	store, err := s.runner.images.open(ctx)
	if err == nil {
		began := time.Now()
		s.image, err = store.Build(ctx, s.project.folder, "proof-"+s.combination.Name, log)
		if err == nil {
			s.figure = fmt.Sprintf("%s, built in %.0f s", s.image.Size, time.Since(began).Seconds())
		}
	}
	if errors.Is(err, container.ErrUnavailable) {
		return fmt.Errorf("%w: %s", errUnavailable, strings.TrimPrefix(err.Error(), container.ErrUnavailable.Error()+": "))
	}
	if err != nil {
		return err
	}
	if s.container, err = s.image.Start(ctx, log); err != nil {
		return err
	}
	development, err := container.Development(s.project.folder)
	if err != nil {
		return err
	}
	writable, err := judge.Volumes(ctx, s.project.folder)
	if err != nil {
		return err
	}
	var found []error
	for _, one := range s.container.Judge(development, writable) {
		found = append(found, errors.New(one))
	}
	return errors.Join(found...)
}

// checkTheContainer runs what the image runs: the web server as the image's
// user, and the health command while it serves and after it has stopped.
func checkTheContainer(ctx context.Context, s *subject, log *os.File) error {
	port, err := proc.FreePort()
	if err != nil {
		return err
	}
	inside := s.production.inside(s.databaseURL())
	run := func(command ...string) error {
		return proc.Task{
			Args: s.container.Args(inside, command), Folder: s.folder, Log: log, Limit: time.Minute,
			Env: append(os.Environ(), container.Environment()...),
		}.Run(ctx)
	}
	migration, err := judge.Migration(ctx, s.project.folder)
	if err != nil {
		return err
	}
	if err := run(migration...); err != nil {
		return err
	}
	if run("sh", "-c", ": > /app/written") == nil {
		return errors.New("the application may write into its own folder")
	}
	command, err := listenOn(s.image.Config.Cmd, port)
	if err != nil {
		return err
	}
	server, err := proc.Launch(s.container.Args(inside, command), s.folder, append(os.Environ(), container.Environment()...), log, nil)
	if err != nil {
		return err
	}
	web := &production{project: s.project, port: port, server: server}
	defer web.end()
	if err := proc.Eventually(ctx, 30*time.Second, func() error {
		if !server.Alive() {
			return proc.Fatal{Err: fmt.Errorf("the server ended: %v", server.Err)}
		}
		return web.ready(ctx)
	}); err != nil {
		return err
	}
	health := slices.Clone(s.image.Config.Healthcheck.Test[1:])
	for i := range health {
		health[i] = strings.ReplaceAll(health[i], ":8000/", fmt.Sprintf(":%d/", port))
	}
	if err := run(health...); err != nil {
		return fmt.Errorf("the health command, while the server is ready: %w", err)
	}
	if err := stopInside(ctx, server, port, s.image.Config.User); err != nil {
		return err
	}
	if run(health...) == nil {
		return errors.New("the health command says yes although the server has stopped")
	}
	return nil
}

// inside is the production environment of a container: the settings alone, and a
// database that it can reach.
func (p *production) inside(databaseURL string) []string {
	settings := []string{}
	for _, one := range p.env {
		name, _, _ := strings.Cut(one, "=")
		if _, ok := p.project.settings[name]; ok && name != "DATABASE_URL" {
			settings = append(settings, one)
		}
	}
	if !p.project.postgres {
		databaseURL = "sqlite:///" + data + "/production.sqlite3"
	}
	return append(settings, "DATABASE_URL="+databaseURL)
}

// stopInside finds the server of a container by its port, wants it to run as the
// image's user, and sends it SIGTERM as an engine would.
func stopInside(ctx context.Context, started *proc.Process, port int, user string) error {
	pid, uid, err := serverOn(port)
	if err != nil {
		return err
	}
	if number, _, _ := strings.Cut(user, ":"); uid != number {
		return fmt.Errorf("the server runs as user %s, not as %s", uid, number)
	}
	server, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	if err := server.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-started.Done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(grace):
		return fmt.Errorf("still running %s after SIGTERM", grace)
	}
}

// serverOn finds the first process of a server on a port, and its user. The
// programs that started it have the port on their command line as well: they are
// those of another name.
func serverOn(port int) (pid int, uid string, err error) {
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, "", err
	}
	slices.SortFunc(entries, func(a, b string) int { return number(a) - number(b) })
	for _, entry := range entries {
		line, err := os.ReadFile(filepath.Join(entry, "cmdline"))
		if err != nil {
			continue
		}
		words := strings.Split(string(line), "\x00")
		if strings.Contains(words[0], "buildah") || !slices.ContainsFunc(words, func(word string) bool {
			return word == fmt.Sprint(port) || strings.HasSuffix(word, fmt.Sprintf(":%d", port))
		}) {
			continue
		}
		status, err := os.ReadFile(filepath.Join(entry, "status"))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(status)) {
			if rest, ok := strings.CutPrefix(line, "Uid:"); ok {
				return number(entry), strings.Fields(rest)[0], nil
			}
		}
	}
	return 0, "", fmt.Errorf("no process of a server on port %d", port)
}

// number is the process number in a path of /proc.
func number(entry string) int {
	var n int
	_, _ = fmt.Sscan(filepath.Base(entry), &n)
	return n
}
