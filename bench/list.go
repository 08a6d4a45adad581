package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	listRounds  = 10
	listRound   = 2 * time.Second
)

// contender is a server of the same list.
type contender struct {
	name      string
	target    load.Target
	perSecond []float64 // of each round
}

// benchList reads the list of a generated FastAPI project and of a bare FastAPI
// application in turns: one process each, the same database, the same table. The
// project has no authentication, which the bare application has not either.
func benchList(ctx context.Context, work string, out io.Writer) (err error) {
	log, err := os.Create(filepath.Join(work, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	folder := filepath.Join(work, "app")
	if err := makeProject(ctx, folder, log); err != nil {
		return err
	}
	database, err := startPostgres(ctx, filepath.Join(work, "postgres"), log)
	if err != nil {
		return err
	}
	defer database.Down()
	env := proc.CleanEnvironment(os.Environ(), "DATABASE_URL="+database.URL, "ENVIRONMENT=production", "ALLOWED_HOSTS=127.0.0.1")
	migrate := proc.Task{Args: []string{"make", "migrate"}, Folder: folder, Env: env, Log: log, Limit: time.Minute}
	if err := migrate.Run(ctx); err != nil {
		return err
	}
	source, err := bare.ReadFile("bare/fastapi.py")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(work, "bare.py"), source, 0o644); err != nil {
		return err
	}
	uvicorn := filepath.Join(folder, ".venv", "bin", "uvicorn")
	generated, stop, err := startServer(ctx, "generated", folder, env, log, uvicorn, "app.main:create_app", "--factory", "--proxy-headers", "--no-server-header")
	if err != nil {
		return err
	}
	defer stop()
	plain, stop, err := startServer(ctx, "bare", work, env, log, uvicorn, "bare:app")
	if err != nil {
		return err
	}
	defer stop()
	if err := fill(ctx, generated.target.URL); err != nil {
		return err
	}
	if err := inTurns(ctx, generated, plain); err != nil {
		return err
	}
	return report(out, generated, plain)
}

// makeProject generates a project and installs what it needs.
func makeProject(ctx context.Context, folder string, log io.Writer) error {
	generate := proc.Task{
		Args:  []string{"go", "run", "./cmd/scaffold", "new", folder, "--shape", "api", "--auth", "none", "--jobs", "none", "--yes", "--git", "off"},
		Env:   os.Environ(),
		Log:   log,
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
	return proc.Task{Args: []string{"make", "setup"}, Folder: folder, Env: env, Log: log, Limit: 10 * time.Minute}.Run(ctx)
}

// startPostgres runs a PostgreSQL with data in the folder.
func startPostgres(ctx context.Context, folder string, log io.Writer) (*services.Server, error) {
	bin, err := services.PostgresFolder()
	if err != nil {
		return nil, err
	}
	database, err := services.Postgres(ctx, bin, folder, "bench", log)
	if err != nil {
		return nil, err
	}
	return database, database.Up(ctx)
}

// startServer runs an application on a loopback port until stop is called.
func startServer(ctx context.Context, name, folder string, env []string, log io.Writer, command ...string) (c *contender, stop func(), err error) {
	port, err := proc.FreePort()
	if err != nil {
		return nil, nil, err
	}
	command = append(command, "--host", "127.0.0.1", "--port", fmt.Sprint(port), "--no-access-log")
	server, err := proc.Launch(command, folder, env, log, nil)
	if err != nil {
		return nil, nil, err
	}
	stop = func() { server.Stop(5 * time.Second) }
	c = &contender{name: name, target: load.Target{URL: fmt.Sprintf("http://127.0.0.1:%d/v1/items", port), Clients: listClients}}
	err = proc.Eventually(ctx, 30*time.Second, func() error {
		if !server.Alive() {
			return proc.Fatal{Err: fmt.Errorf("the %s server ended: %w", name, server.Err)}
		}
		response, err := http.Get(c.target.URL)
		if err != nil {
			return err
		}
		return errors.Join(response.Body.Close(), expect(response, http.StatusOK))
	})
	if err != nil {
		stop()
		return nil, nil, err
	}
	return c, stop, nil
}

// expect wants an answer to have this status.
func expect(response *http.Response, status int) error {
	if response.StatusCode != status {
		return fmt.Errorf("%s answers %s", response.Request.URL, response.Status)
	}
	return nil
}

// fill adds rows to the list at the address.
func fill(ctx context.Context, address string) error {
	for i := range listRows {
		body := fmt.Sprintf(`{"name": "Item %d", "description": "One of %d, for the benchmark."}`, i, listRows)
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(body)))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		if err := errors.Join(response.Body.Close(), expect(response, http.StatusCreated)); err != nil {
			return err
		}
	}
	return nil
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

// report writes the medians, and the median of the ratios of the rounds.
func report(out io.Writer, measured, base *contender) error {
	ratios := make([]float64, len(measured.perSecond))
	for i := range ratios {
		ratios[i] = measured.perSecond[i] / base.perSecond[i]
	}
	version, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		version = []byte("unknown")
	}
	_, err = fmt.Fprintf(out, "List endpoint on PostgreSQL: %d clients, one server process, %d rounds of %s in turns, commit %s, `go run ./bench list`\n\n"+
		"| application | requests/s, median |\n| --- | --- |\n| bare FastAPI and SQLAlchemy | %.0f |\n| generated | %.0f |\n\nRatio: %.2f (rounds: %.2f to %.2f)\n",
		listClients, listRounds, listRound, bytes.TrimSpace(version),
		median(base.perSecond), median(measured.perSecond), median(ratios), slices.Min(ratios), slices.Max(ratios))
	return err
}

// median of at least one number.
func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
