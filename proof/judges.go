package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"scaffold/proof/judge"
	"scaffold/proof/pages"
	"scaffold/proof/proc"
)

// cacheFolder is where tools and base images are kept from run to run: outside
// of the repository.
func cacheFolder() (string, error) {
	if named := os.Getenv("PROOF_CACHE"); named != "" {
		return filepath.Abs(named)
	}
	user, err := os.UserCacheDir()
	return filepath.Join(user, "scaffold-proof"), err
}

// foreign are the tools that judge projects, installed when the first check asks
// for them.
type foreign struct {
	once  sync.Once
	tools *judge.Tools
	err   error
}

// judges gives the tools.
func (r *runner) judges(ctx context.Context, log *os.File) (*judge.Tools, error) {
	r.foreign.once.Do(func() {
		cache, err := cacheFolder()
		if err != nil {
			r.foreign.err = err
			return
		}
		r.foreign.tools, r.foreign.err = judge.Install(ctx, r.python.Path, cache, log)
	})
	return r.foreign.tools, r.foreign.err
}

// static are the steps of the judges that look at files.
func static() []step {
	steps := []step{}
	for _, one := range judge.Static {
		made := step{name: one.Name, needs: []string{checkGenerate}, light: true}
		switch one.Name {
		case "dependencies": // asks the environment of the project
			made.needs = []string{checkSetup}
		case "audit": // asks the network
			made.light = false
		}
		made.run = func(ctx context.Context, s *subject, log *os.File) error {
			p := judge.Project{Folder: s.project.folder, Python: filepath.Join(s.project.folder, ".venv", "bin", "python")}
			if !one.Concerns(p) {
				return errNotConcerned
			}
			tools, err := s.runner.judges(ctx, log)
			if err != nil {
				return err
			}
			return here(one.Run(ctx, tools, p, log))
		}
		steps = append(steps, made)
	}
	return steps
}

// here turns what a package calls unavailable into what the table does.
func here(err error) error {
	if errors.Is(err, judge.ErrUnavailable) {
		return fmt.Errorf("%w: %s", errUnavailable, strings.TrimPrefix(err.Error(), judge.ErrUnavailable.Error()+": "))
	}
	return err
}

// checkTheConfig has the JSON Schema of `scaffold schema` judged, and the answers
// by it.
func checkTheConfig(ctx context.Context, s *subject, log *os.File) error {
	tools, err := s.runner.judges(ctx, log)
	if err != nil {
		return err
	}
	config, err := s.configFile()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, s.runner.binary, "schema")
	cmd.Env, cmd.Stderr = s.runner.environment(), log
	schema, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("scaffold schema: %w", err)
	}
	path := filepath.Join(s.folder, "scaffold.schema.json")
	if err := os.WriteFile(path, schema, 0o644); err != nil {
		return err
	}
	return here(judge.Config(ctx, tools, path, config, log))
}

// checkTheContract has the running service asked for everything that its OpenAPI
// document promises.
func checkTheContract(ctx context.Context, s *subject, log *os.File) error {
	document := filepath.Join(s.project.folder, contractFile)
	if _, err := os.Stat(document); err != nil {
		return errNotConcerned
	}
	tools, err := s.runner.judges(ctx, log)
	if err != nil {
		return err
	}
	got, err := s.production.getAccess(ctx, log)
	if err != nil {
		return err
	}
	target := judge.Target{
		Base: fmt.Sprintf("http://127.0.0.1:%d", s.production.port), Document: document, Headers: got.headers,
	}
	if config := filepath.Join(s.project.folder, "schemathesis.toml"); exists(config) {
		target.Config = config
	}
	s.figure, err = judge.Contract(ctx, tools, target, log)
	return here(err)
}

// exists reports whether there is a file or folder.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// checkTheWorkers starts what runs beside the web server, asks the health command
// of its container, and stops it.
func checkTheWorkers(ctx context.Context, s *subject, log *os.File) error {
	workers, err := judge.Workers(ctx, s.project.folder)
	if err != nil {
		return err
	}
	if len(workers) == 0 {
		return errNotConcerned
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	env := append(append([]string{}, s.production.env...), "HOSTNAME="+host)
	for _, one := range workers {
		if err := s.proveWorker(ctx, one, env, log); err != nil {
			return fmt.Errorf("%s: %w", one.Name, err)
		}
	}
	s.figure = fmt.Sprintf("%d processes", len(workers))
	return nil
}

// installed is a command as the image's PATH finds it.
func (s *subject) installed(command []string) []string {
	command = slices.Clone(command)
	if len(command) > 0 {
		if own := filepath.Join(s.project.folder, ".venv", "bin", command[0]); exists(own) {
			command[0] = own
		}
	}
	return command
}

// proveWorker starts one of them.
func (s *subject) proveWorker(ctx context.Context, one judge.Worker, env []string, log *os.File) error {
	command, health := s.installed(one.Command), s.installed(one.Health)
	if len(health) == 0 {
		return errors.New("its container has no health check")
	}
	own := filepath.Join(s.folder, "tmp-"+one.Name) // as a container has a /tmp of its own
	if err := os.MkdirAll(own, 0o755); err != nil {
		return err
	}
	env = append(slices.Clone(env), "TMPDIR="+own)
	ask := proc.Task{Args: health, Folder: s.project.folder, Env: env, Log: log, Limit: 20 * time.Second}
	if ask.Run(ctx) == nil {
		return errors.New("its health check is content before it runs")
	}
	write(log, "$ %s", strings.Join(command, " "))
	process, err := proc.Launch(command, s.project.folder, env, log, nil)
	if err != nil {
		return err
	}
	worker := &production{server: process}
	defer worker.end()
	healthy := func() error {
		if !process.Alive() {
			return proc.Fatal{Err: fmt.Errorf("the process ended: %v", process.Err)}
		}
		return ask.Run(ctx)
	}
	if err := proc.Eventually(ctx, time.Minute, healthy); err != nil {
		return fmt.Errorf("never healthy: %w", err)
	}
	return worker.quit(ctx)
}

// pictures is where the pictures of pages are kept; "" for the combinations of
// the cover, whose pages are those of the named ones in other company.
func (s *subject) pictures(visitor string) string {
	if s.combination.Light {
		return ""
	}
	return filepath.Join(s.runner.pictures, s.combination.Name, visitor)
}

// checkThePages opens the pages of the service in a browser: as nobody, and as
// somebody who may see all of them.
func checkThePages(ctx context.Context, s *subject, log *os.File) error {
	tools, err := s.runner.judges(ctx, log)
	if err != nil {
		return err
	}
	program, err := pages.Find()
	if err != nil {
		return fmt.Errorf("%w: %w", errUnavailable, err)
	}
	more := []string{"DOCS=true"}
	for _, name := range []string{"GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"} {
		if _, ok := s.project.settings[name]; ok {
			more = append(more, name+"=proof")
		}
	}
	server, err := s.production.again(s.databaseURL(), more...)
	if err != nil {
		return err
	}
	defer server.end()
	if err := server.boot(ctx, log); err != nil {
		return err
	}
	got, err := server.getAccess(ctx, log)
	if err != nil {
		return err
	}
	if server.has(operators) {
		if err := server.addOperator(ctx, got, log); err != nil {
			return err
		}
	}
	secure, err := pages.Secure(fmt.Sprintf("http://127.0.0.1:%d", server.port))
	if err != nil {
		return err
	}
	defer secure.Close()
	browser, err := pages.Open(ctx, program)
	if err != nil {
		return err
	}
	defer browser.Close()
	seen, found := 0, []error{}
	for name, cookies := range map[string]map[string]string{visitor: nil, signedIn: got.cookies, plain: got.plain} {
		if name != visitor && len(cookies) == 0 {
			continue
		}
		report, err := browser.Visit(ctx, pages.Site{
			Base: secure.URL, Start: server.starts(name, got), Cookies: cookies, Axe: tools.Axe(),
			Skip: noPages, Vendor: vendors, Limit: 120,
			Screens: s.pictures(name), Known: &s.runner.judged,
		})
		if err != nil {
			return err
		}
		seen += len(report.Pages)
		for _, one := range report.Pages {
			write(log, "%s: %s: %d, %.1f s", name, one.Name, one.Status, one.Seconds)
		}
		if report.Left > 0 {
			found = append(found, fmt.Errorf("%s: %d pages were not opened: more than the limit", name, report.Left))
		}
		for _, one := range report.Findings {
			found = append(found, fmt.Errorf("%s: %s", name, one))
		}
		for _, one := range report.Notes {
			write(log, "note: %s: %s", name, one)
		}
	}
	s.figure = fmt.Sprintf("%d pages", seen)
	if seen == 0 {
		return errNotConcerned
	}
	return errors.Join(found...)
}

// Who visits the pages: nobody, somebody who may do everything, and somebody
// who may do little and has no second factor.
const (
	visitor  = "anonymous"
	signedIn = "signed-in"
	plain    = "plain"
)

var (
	// noPages are addresses that are linked and are no pages.
	noPages = []string{"/admin/logout", "/readyz", "/livez", "/metrics", "/openapi.json", "/api/schema"}
	// vendors are the addresses of pages whose markup comes with a package.
	vendors = []string{"/admin/", "/api/docs", "/docs", "/redoc", "/graphql"}
)

// starts are the pages to begin with, beside those that links lead to.
func (p *production) starts(who string, got access) []pages.Start {
	if !p.has("manage.py") {
		if _, ok := p.project.settings["DOCS"]; !ok {
			return nil
		}
		starts := []pages.Start{{Path: "/docs"}}
		switch {
		case !p.has(operators):
			return starts
		case who == signedIn:
			return append(starts, pages.Start{Path: "/admin/"})
		}
		return append(starts,
			pages.Start{Path: "/admin/login"},
			pages.Start{Path: "/admin/login", Name: "admin, wrong password", Status: 400, Steps: []pages.Step{
				pages.Fill{Selector: "input[name=username]", Text: "somebody@example.org"}, pages.Fill{Selector: "input[name=password]", Text: "wrong"}, pages.Submit{Selector: "input[name=password]"},
			}},
		)
	}
	starts := []pages.Start{
		{Path: "/"},
		{Path: "/nothing", Status: 404},
	}
	switch {
	case who == plain:
		return append(starts, pages.Start{Path: "/accounts/2fa/totp/activate/", Name: "code that is wrong", Steps: []pages.Step{
			pages.Fill{Selector: "#id_code", Text: "wrong"}, pages.Submit{Selector: "#id_code"},
		}})
	case who == signedIn:
		return append(starts,
			pages.Start{Path: "/notes/new", Name: "note with errors", Steps: []pages.Step{pages.Submit{Selector: "#id_title"}}},
			pages.Start{Path: "/admin/"},
			pages.Start{Path: "/admin/notes/note/add/", Name: "admin form with errors", Steps: []pages.Step{pages.Submit{Selector: "#id_title"}}},
		)
	}
	if got.password != "" {
		return append(starts, allauthStarts(got.password)...)
	}
	return append(starts,
		pages.Start{Path: "/accounts/log-in", Name: "log in with a wrong password", Steps: []pages.Step{
			pages.Fill{Selector: "#id_username", Text: "somebody@example.org"}, pages.Fill{Selector: "#id_password", Text: "wrong"}, pages.Submit{Selector: "#id_password"},
		}},
		pages.Start{Path: "/accounts/password/forgotten", Name: "password forgotten, sent", Steps: []pages.Step{
			pages.Fill{Selector: "#id_email", Text: "somebody@example.org"}, pages.Submit{Selector: "#id_email"},
		}},
		pages.Start{Path: "/admin/login/", Name: "admin log in"},
	)
}

// allauthStarts are pages of allauth that no link leads to.
func allauthStarts(password string) []pages.Start {
	const email = "#id_email"
	signIn := func(password string) []pages.Step {
		return []pages.Step{
			pages.Fill{Selector: "#id_login", Text: "proof@example.org"}, pages.Fill{Selector: "#id_password", Text: password}, pages.Submit{Selector: "#id_password"},
		}
	}
	return []pages.Start{
		{Path: "/accounts/login/", Name: "sign in with a wrong password", Steps: signIn("wrong")},
		{Path: "/accounts/login/", Name: "second factor", Steps: signIn(password)},
		{Path: "/accounts/signup/", Name: "sign up with errors", Steps: []pages.Step{pages.Submit{Selector: email}}},
		{Path: "/accounts/signup/", Name: "sign up, mail sent", Steps: []pages.Step{
			pages.Fill{Selector: email, Text: "somebody@example.org"}, pages.Fill{Selector: "#id_password1", Text: "correct-horse-stable"},
			pages.Fill{Selector: "#id_password2", Text: "correct-horse-stable"}, pages.Submit{Selector: email},
		}},
		{Path: "/accounts/password/reset/", Name: "password forgotten, sent", Steps: []pages.Step{
			pages.Fill{Selector: email, Text: "somebody@example.org"}, pages.Submit{Selector: email},
		}},
		{Path: "/accounts/password/reset/key/1-made-up/", Name: "reset link that is wrong"},
		{Path: "/accounts/password/reset/key/done/", Name: "password replaced"},
		{Path: "/accounts/confirm-email/made-up/", Name: "confirmation that is wrong"},
		{Path: "/accounts/inactive/", Name: "switched off"},
		{Path: "/accounts/3rdparty/login/cancelled/", Name: "provider cancelled"},
	}
}
