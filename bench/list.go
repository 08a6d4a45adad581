package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scaffold/proof/interpreter"
	"scaffold/proof/load"
	"scaffold/proof/proc"
	"scaffold/proof/services"
)

//go:embed bare
var bare embed.FS

const (
	listRows    = 500 // ten pages
	listClients = 32
	listStarts  = 4 // two processes of the same program differ by a few per cent for as long as they live
	listRounds  = 10
	listRound   = time.Second
)

// contender is a server of the same list.
type contender struct {
	name      string
	folder    string   // that it runs in
	env       []string // besides the site's
	command   []string // PORT stands for the port
	target    load.Target
	perSecond []float64 // of each round
}

// site is what the contenders of one framework share.
type site struct {
	work     string // holds the bare application
	folder   string // of the generated project
	postgres string // folder of PostgreSQL's programs
	database string // address
	env      []string
	log      io.Writer
}

// bin is a program of the project's virtual environment.
func (s *site) bin(name string) string { return filepath.Join(s.folder, ".venv", "bin", name) }

// bare is the folder of the bare applications.
func (s *site) bare() string { return filepath.Join(s.work, "bare") }

// run runs a command to its end, as its server would run.
func (s *site) run(ctx context.Context, c contender, command ...string) error {
	return proc.Task{Args: command, Folder: c.folder, Env: slices.Concat(s.env, c.env), Log: s.log, Limit: 2 * time.Minute}.Run(ctx)
}

// output is what a command prints, without the line break at its end.
func (s *site) output(ctx context.Context, c contender, command ...string) (string, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Env, cmd.Stderr = c.folder, slices.Concat(s.env, c.env), s.log
	text, err := cmd.Output()
	return string(bytes.TrimSpace(text)), err
}

// listing measures one framework: what is generated with which answers, how both
// databases are made ready, and how the servers are started.
type listing struct {
	name      string
	framework string
	answers   []string
	path      string // of the list
	prepare   func(ctx context.Context, s *site) (generated, plain contender, err error)
	fill      func(ctx context.Context, address string) error // nil: prepare has filled them
}

// measure reads the list of a generated project and of a bare application in
// turns: the same server program with the same processes, the same PostgreSQL, the
// same table and page.
func (l listing) measure(ctx context.Context, b *bench) ([]row, error) {
	work, log := filepath.Join(b.work, l.name), b.log
	if err := os.Mkdir(work, 0o755); err != nil {
		return nil, err
	}
	s := &site{work: work, folder: filepath.Join(work, "app"), log: log}
	if err := s.make(ctx, l.answers); err != nil {
		return nil, err
	}
	var err error
	if s.postgres, err = services.PostgresFolder(); err != nil {
		return nil, err
	}
	database, err := services.Postgres(ctx, s.postgres, filepath.Join(work, "postgres"), "bench", log)
	if err != nil {
		return nil, err
	}
	if err := database.Up(ctx); err != nil {
		return nil, err
	}
	defer database.Down()
	s.database = database.URL
	s.env = proc.CleanEnvironment(os.Environ(), "DATABASE_URL="+database.URL, "ALLOWED_HOSTS=127.0.0.1")
	sources, err := fs.Sub(bare, "bare")
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(s.bare(), sources); err != nil {
		return nil, err
	}
	generated, plain, err := l.prepare(ctx, s)
	if err != nil {
		return nil, err
	}
	for i := range listStarts {
		if err := l.once(ctx, s, i == 0, &generated, &plain); err != nil {
			return nil, err
		}
	}
	return []row{l.report(&generated, &plain)}, nil
}

// once starts both servers, fills the list if nothing is there yet, and loads them.
func (l listing) once(ctx context.Context, s *site, empty bool, generated, plain *contender) error {
	for _, c := range []*contender{generated, plain} {
		stop, err := s.start(ctx, c, l.path)
		if err != nil {
			return err
		}
		defer stop()
	}
	if empty && l.fill != nil {
		if err := l.fill(ctx, generated.target.URL); err != nil {
			return err
		}
	}
	return inTurns(ctx, generated, plain)
}

// make generates the project and installs what it needs.
func (s *site) make(ctx context.Context, answers []string) error {
	generate := proc.Task{
		Args:  append([]string{"go", "run", "./cmd/scaffold", "new", s.folder, "--yes", "--git", "off"}, answers...),
		Env:   os.Environ(),
		Log:   s.log,
		Limit: 5 * time.Minute,
	}
	if err := generate.Run(ctx); err != nil {
		return err
	}
	python, err := interpreter.Find(ctx)
	if err != nil {
		return err
	}
	env := proc.CleanEnvironment(os.Environ(), "PYTHON="+python.Path)
	return proc.Task{Args: []string{"make", "setup"}, Folder: s.folder, Env: env, Log: s.log, Limit: 10 * time.Minute}.Run(ctx)
}

// start runs a contender on a loopback port until stop is called.
func (s *site) start(ctx context.Context, c *contender, path string) (stop func(), err error) {
	port, err := proc.FreePort()
	if err != nil {
		return nil, err
	}
	command := slices.Clone(c.command)
	for i := range command {
		command[i] = strings.ReplaceAll(command[i], "PORT", fmt.Sprint(port))
	}
	server, err := proc.Launch(command, c.folder, slices.Concat(s.env, c.env), s.log, nil)
	if err != nil {
		return nil, err
	}
	stop = func() { server.Stop(5 * time.Second) }
	c.target.URL, c.target.Clients = fmt.Sprintf("http://127.0.0.1:%d%s", port, path), listClients
	err = proc.Eventually(ctx, 30*time.Second, func() error {
		if !server.Alive() {
			return proc.Fatal{Err: fmt.Errorf("the %s server ended: %w", c.name, server.Err)}
		}
		result := load.Run(ctx, load.Target{URL: c.target.URL, Headers: c.target.Headers, Clients: 1}, time.Millisecond)
		if !result.Only(http.StatusOK) {
			return fmt.Errorf("%s: answers by status: %v", c.name, result)
		}
		return nil
	})
	if err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// inTurns loads the contenders one after the other, round by round; who is first
// changes, so that nobody always meets a warmer machine.
func inTurns(ctx context.Context, contenders ...*contender) error {
	for round := range listRounds + 1 {
		slices.Reverse(contenders)
		for _, c := range contenders {
			result := load.Run(ctx, c.target, listRound)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if !result.Only(http.StatusOK) {
				return fmt.Errorf("%s: answers by status: %v", c.name, result)
			}
			if round > 0 { // the first one warms up
				c.perSecond = append(c.perSecond, result.PerSecond())
			}
		}
	}
	return nil
}

// report gives the medians, and the median of the ratios of the rounds.
func (l listing) report(measured, base *contender) row {
	ratios := make([]float64, len(measured.perSecond))
	for i := range ratios {
		ratios[i] = measured.perSecond[i] / base.perSecond[i]
	}
	ratio := median(ratios)
	return row{
		what: fmt.Sprintf("list endpoint on PostgreSQL, against bare %s (%d clients, %d starts, %d rounds of %s each)", l.framework, listClients, listStarts, listRounds, listRound),
		figure: fmt.Sprintf("%.2fx (%.0f against %.0f requests/s; rounds %.2f to %.2f)", ratio,
			median(measured.perSecond), median(base.perSecond), slices.Min(ratios), slices.Max(ratios)),
		budget: "at least 0.9x", holds: ratio >= 0.9,
	}
}
