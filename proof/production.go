package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scaffold/proof/proc"
	"scaffold/proof/services"
)

// production is a project that runs as its image would run it, but from its
// virtual environment and on a loopback port.
type production struct {
	project  *project
	image    image
	env      []string
	port     int
	server   *proc.Process
	provider *provider // nil: the project believes none
}

// newProduction reads how the image runs and makes up what it needs to be told.
func newProduction(p *project, databaseURL, redisURL string) (*production, error) {
	made, err := readImage(p.folder)
	if err != nil {
		return nil, err
	}
	port, err := proc.FreePort()
	if err != nil {
		return nil, err
	}
	values := map[string]string{
		"SECRET_KEY":    rand.Text() + rand.Text() + rand.Text(),
		"ADMIN_SECRET":  rand.Text() + rand.Text(),
		"ALLOWED_HOSTS": "127.0.0.1,localhost",
		"DATABASE_URL":  databaseURL,
		"REDIS_URL":     redisURL,
		counting:        countFolder(p, port),
	}
	env := proc.CleanEnvironment(os.Environ(), made.Env...)
	for name, one := range p.settings {
		value, known := values[name]
		if !known && one.needed {
			value = withOwnPassword(one.example)
		}
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	bin := filepath.Join(p.folder, ".venv", "bin")
	env = append(env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return &production{project: p, image: made, env: env, port: port}, nil
}

// withOwnPassword gives an address that is an example a password that nobody
// writes anywhere by accident. Other values stay.
func withOwnPassword(example string) string {
	address, err := url.Parse(example)
	if err != nil || address.User == nil {
		return example
	}
	address.User = url.UserPassword(address.User.Username(), rand.Text())
	return address.String()
}

// again is a second server of the same project, with another database address
// and more settings.
func (p *production) again(databaseURL string, more ...string) (*production, error) {
	port, err := proc.FreePort()
	if err != nil {
		return nil, err
	}
	other := *p
	other.port, other.server = port, nil
	other.env = append(slices.Concat(p.env, more), // the last one counts
		"DATABASE_URL="+databaseURL, counting+"="+countFolder(p.project, port))
	return &other, nil
}

// secrets are the values of settings that nobody may see.
func (p *production) secrets() []string {
	found := []string{}
	for _, variable := range p.env {
		name, value, _ := strings.Cut(variable, "=")
		switch address, err := url.Parse(value); {
		case p.project.settings[name] == setting{}:
		case name == "SECRET_KEY", name == "ADMIN_SECRET":
			found = append(found, value)
		case err == nil && address.User != nil:
			if password, ok := address.User.Password(); ok {
				found = append(found, password)
			}
		}
	}
	return found
}

// migrate runs the project's own `make migrate` with production settings.
func (p *production) migrate(ctx context.Context, log io.Writer) error {
	return proc.Task{Args: []string{"make", "migrate"}, Folder: p.project.folder, Env: p.env, Log: log, Limit: 3 * time.Minute}.Run(ctx)
}

// prepare runs what the image's build runs once the project is copied in.
func (p *production) prepare(ctx context.Context, log io.Writer) error {
	for _, line := range p.image.Prepare {
		fmt.Fprintln(log, "$", line)
		err := proc.Task{Args: []string{"sh", "-ec", line}, Folder: p.project.folder, Env: p.env, Log: log, Limit: 3 * time.Minute}.Run(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// boot starts the server and waits for the first answer of /livez.
func (p *production) boot(ctx context.Context, log io.Writer) error {
	command, err := listenOn(p.image.Command, p.port)
	if err != nil {
		return err
	}
	program := filepath.Join(p.project.folder, ".venv", "bin", command[0])
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath(command[0]); err != nil {
			return err
		}
	}
	fmt.Fprintln(log, "$", strings.Join(command, " "))
	p.server, err = proc.Launch(append([]string{program}, command[1:]...), p.project.folder, p.env, log, nil)
	if err != nil {
		return err
	}
	return proc.Eventually(ctx, 30*time.Second, func() error {
		if !p.server.Alive() {
			return proc.Fatal{Err: fmt.Errorf("the server ended: %v", p.server.Err)}
		}
		return p.expect(ctx, "/livez", http.StatusOK, 5*time.Second)
	})
}

// expect asks a path once and wants exactly this status; a redirect is an
// answer of its own.
func (p *production) expect(ctx context.Context, path string, status int, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	address := fmt.Sprintf("http://127.0.0.1:%d%s", p.port, path)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4096))
	if err != nil {
		return err
	}
	if response.StatusCode != status {
		return fmt.Errorf("%s answers %d, not %d: %s", path, response.StatusCode, status, strings.TrimSpace(string(body)))
	}
	return nil
}

// ready wants both health addresses to say yes.
func (p *production) ready(ctx context.Context) error {
	return errors.Join(
		p.expect(ctx, "/livez", http.StatusOK, 3*time.Second),
		p.expect(ctx, "/readyz", http.StatusOK, 3*time.Second),
		p.counts(ctx),
	)
}

// outage takes the database away: not ready within three seconds, but alive.
func (p *production) outage(ctx context.Context, database *services.Server) error {
	database.Down()
	limit := 3 * time.Second
	deadline := time.Now().Add(limit)
	if err := proc.Eventually(ctx, limit, func() error {
		left := max(time.Until(deadline), 100*time.Millisecond)
		return p.expect(ctx, "/readyz", http.StatusServiceUnavailable, left)
	}); err != nil {
		return err
	}
	return p.expect(ctx, "/livez", http.StatusOK, time.Second)
}

// recover gives the database back.
func (p *production) recover(ctx context.Context, database *services.Server) error {
	if err := database.Up(ctx); err != nil {
		return err
	}
	return proc.Eventually(ctx, 10*time.Second, func() error { return p.ready(ctx) })
}

// grace is how long a server may take to stop: what containers usually give.
const grace = 30 * time.Second

// quit sends SIGTERM and wants an orderly end.
func (p *production) quit(ctx context.Context) error {
	p.server.Terminate()
	select {
	case <-p.server.Done:
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(grace):
		return fmt.Errorf("still running %s after SIGTERM", grace)
	}
	state := p.server.Cmd.ProcessState
	if code := state.ExitCode(); code != 0 && code != 143 && !p.server.StoppedBySignal() {
		return fmt.Errorf("ended with %s after SIGTERM, not with 0 or 143", state)
	}
	return nil
}

// end stops the server if it still runs.
func (p *production) end() {
	if p != nil && p.server != nil && p.server.Alive() {
		p.server.Stop(5 * time.Second)
	}
}
