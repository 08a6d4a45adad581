package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scaffold/proof/container"
	"scaffold/proof/proc"
	"scaffold/proof/services"
)

// The checks, in the order in which they run and stand in the table.
const (
	checkGenerate = "generate"
	checkAgain    = "again" // the same answers as a config file, the same bytes
	checkConfig   = "config"
	checkSetup    = "setup"
	checkTraces   = "traces"
	checkAlone    = "check"          // make check, no service anywhere
	checkServices = "check+services" // make check, PostgreSQL and Redis
	checkSample   = "sample"         // without the sample domain
	checkMigrate  = "migrate"
	checkPrepare  = "prepare"
	checkBoot     = "boot"
	checkReady    = "ready"
	checkContract = "contract"
	checkPages    = "pages"
	checkWorkers  = "workers"
	checkFaults   = "faults"
	checkLoad     = "load"
	checkImage    = "image"
	checkInside   = "container"
	checkOutage   = "outage"
	checkRecovery = "recovery"
	checkStop     = "stop"
)

// subject is a combination while it is being proved.
type subject struct {
	runner      *runner
	combination combination
	project     *project
	postgres    *services.Server // nil: the project has no use for one
	redis       *services.Server
	provider    *provider // of identities; nil likewise
	production  *production
	image       *container.Image
	container   *container.Container
	folder      string   // for what the servers write
	logs        string   // folder of the logs of the checks
	log         *os.File // of the servers
	figure      string   // of the check that is running
	parts       []part   // of the check that is running
}

// step is one check of a combination.
type step struct {
	name  string
	needs []string // checks that have to pass before
	light bool     // a quick run makes it for the whole cover
	run   func(ctx context.Context, s *subject, log *os.File) error
}

// logName is the file name of the log of a check.
func logName(check string) string { return strings.ReplaceAll(check, "+", "-") + ".log" }

// steps are the checks of a generated project. A step that does not concern
// the project answers errNotConcerned.
var steps = slices.Concat([]step{
	{checkGenerate, nil, true, func(ctx context.Context, s *subject, log *os.File) (err error) {
		s.project, err = s.runner.generate(ctx, s.combination, s.combination.flags(), filepath.Join("projects", s.combination.Name), log)
		return err
	}},
	{checkAgain, []string{checkGenerate}, true, checkSameAgain},
	{checkConfig, []string{checkGenerate}, true, checkTheConfig},
	{checkSetup, []string{checkGenerate}, true, func(ctx context.Context, s *subject, log *os.File) error {
		return s.runner.setUp(ctx, s.project, log)
	}},
	{checkTraces, []string{checkGenerate}, true, func(_ context.Context, s *subject, _ *os.File) error {
		return traces(s.project)
	}},
}, static(), []step{
	{checkAlone, []string{checkSetup}, true, func(ctx context.Context, s *subject, log *os.File) error {
		return s.makeCheck(ctx, log)
	}},
	{checkServices, []string{checkSetup}, false, checkOnServices},
	{checkSample, []string{checkAlone}, false, checkWithoutSample},
	{checkMigrate, []string{checkSetup}, false, checkMigrations},
	{checkPrepare, []string{checkMigrate}, false, func(ctx context.Context, s *subject, log *os.File) error {
		if len(s.production.image.Prepare) == 0 {
			return errNotConcerned
		}
		return s.production.prepare(ctx, log)
	}},
	{checkBoot, []string{checkPrepare}, false, func(ctx context.Context, s *subject, log *os.File) error {
		return s.production.boot(ctx, log)
	}},
	{checkReady, []string{checkBoot}, false, func(ctx context.Context, s *subject, _ *os.File) error {
		return s.production.ready(ctx)
	}},
	{checkContract, []string{checkBoot}, false, checkTheContract},
	{checkPages, []string{checkBoot}, false, checkThePages},
	{checkWorkers, []string{checkMigrate}, false, checkTheWorkers},
	{checkFaults, []string{checkBoot}, false, checkAgainstFaults},
	{checkLoad, []string{checkBoot}, false, checkUnderLoad},
	{checkOutage, []string{checkBoot}, false, func(ctx context.Context, s *subject, _ *os.File) error {
		if s.postgres == nil {
			return errNotConcerned
		}
		return s.production.outage(ctx, s.postgres)
	}},
	{checkRecovery, []string{checkOutage}, false, func(ctx context.Context, s *subject, _ *os.File) error {
		if s.postgres == nil {
			return errNotConcerned
		}
		return s.production.recover(ctx, s.postgres)
	}},
	{checkStop, []string{checkBoot}, false, func(ctx context.Context, s *subject, _ *os.File) error {
		return s.production.quit(ctx)
	}},
	{checkImage, []string{checkGenerate}, false, checkTheImage},
	{checkInside, []string{checkImage, checkMigrate}, false, checkTheContainer},
})

// checkNames are the names of all checks.
func checkNames() []string {
	names := make([]string, len(steps))
	for i, one := range steps {
		names[i] = one.name
	}
	return names
}

// planned gives the checks of a run: those that were named and what they need,
// or all of them.
func planned(names string) (map[string]bool, error) {
	plan := map[string]bool{}
	asked := checkNames()
	if names != "" {
		asked = []string{}
		for name := range strings.SplitSeq(names, ",") {
			asked = append(asked, strings.TrimSpace(name))
		}
	}
	for len(asked) > 0 {
		name := asked[0]
		asked = asked[1:]
		at := slices.IndexFunc(steps, func(one step) bool { return one.name == name })
		if at < 0 {
			return nil, fmt.Errorf("--check %q: no such check; there are %s", name, strings.Join(checkNames(), ", "))
		}
		if !plan[name] {
			plan[name] = true
			asked = append(asked, steps[at].needs...)
		}
	}
	return plan, nil
}

// makeCheck runs the project's own `make check`, with what mypy learned about
// the same requirements in another project.
func (s *subject) makeCheck(ctx context.Context, log io.Writer, services ...string) error {
	if err := s.runner.environments.lend(s.project); err != nil {
		return err
	}
	if err := makeCheck(ctx, s.project.folder, log, services...); err != nil {
		return err
	}
	return s.runner.environments.learn(s.project)
}

// makeCheck runs `make check` in a folder.
func makeCheck(ctx context.Context, folder string, log io.Writer, services ...string) error {
	return proc.Task{
		Args: []string{"make", "check"}, Folder: folder,
		Env: proc.CleanEnvironment(os.Environ(), services...), Log: log, Limit: 15 * time.Minute,
	}.Run(ctx)
}

// checkOnServices starts the servers that the project can use and runs its
// checks against them.
func checkOnServices(ctx context.Context, s *subject, log *os.File) error {
	if err := s.startServers(ctx); err != nil {
		return err
	}
	services := []string{}
	if s.postgres != nil {
		services = append(services, "DATABASE_URL="+s.postgres.URL)
	}
	if s.redis != nil {
		services = append(services, "REDIS_URL="+s.redis.URL)
	}
	if len(services) == 0 {
		return errNotConcerned
	}
	if err := s.testIsolation(ctx, log, services...); err != nil {
		return err
	}
	return s.makeCheck(ctx, log, services...)
}

// checkMigrations brings the production database to the version of the code.
func checkMigrations(ctx context.Context, s *subject, log *os.File) (err error) {
	if err := s.startServers(ctx); err != nil {
		return err
	}
	if s.production, err = newProduction(s.project, s.databaseURL(), s.redisURL()); err != nil {
		return err
	}
	s.production.believe(s.provider)
	return s.production.migrate(ctx, log)
}

// startServers starts PostgreSQL, Redis and an identity provider where the
// project knows their address; once.
func (s *subject) startServers(ctx context.Context) (err error) {
	if s.project.postgres && s.postgres == nil {
		s.postgres, err = services.Postgres(ctx, s.runner.programs.postgres, filepath.Join(s.folder, "postgres"), "sample", s.log)
		if err != nil {
			return err
		}
		if err := s.postgres.Up(ctx); err != nil {
			return err
		}
	}
	if _, ok := s.project.settings["REDIS_URL"]; ok && s.redis == nil {
		s.redis, err = services.Redis(s.runner.programs.redis, filepath.Join(s.folder, "redis"), s.log)
		if err != nil {
			return err
		}
		if err := s.redis.Up(ctx); err != nil {
			return err
		}
	}
	return s.startProvider()
}

// databaseURL is the database of the production server.
func (s *subject) databaseURL() string {
	if s.postgres != nil {
		return s.postgres.URL
	}
	return "sqlite:///" + filepath.Join(s.folder, "production.sqlite3")
}

// redisURL is the cache of the production server; "" when it has none.
func (s *subject) redisURL() string {
	if s.redis != nil {
		return s.redis.URL
	}
	return ""
}

// end stops all that the combination started.
func (s *subject) end() {
	s.production.end()
	s.provider.close()
	if s.container != nil {
		if err := errors.Join(s.container.Remove(context.Background()), s.image.Remove(context.Background())); err != nil {
			write(s.log, "removing the container: %v", err)
		}
	}
	for _, one := range []*services.Server{s.postgres, s.redis} {
		if one != nil {
			one.Down()
		}
	}
	s.log.Close()
}
