package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// The checks, in the order in which they run and stand in the table.
const (
	checkGenerate = "generate"
	checkSetup    = "setup"
	checkAlone    = "check"          // make check, no service anywhere
	checkServices = "check+services" // make check, PostgreSQL and Redis
	checkMigrate  = "migrate"
	checkPrepare  = "prepare"
	checkBoot     = "boot"
	checkReady    = "ready"
	checkOutage   = "outage"
	checkRecovery = "recovery"
	checkStop     = "stop"
)

var columns = []string{
	checkGenerate, checkSetup, checkAlone, checkServices, checkMigrate, checkPrepare,
	checkBoot, checkReady, checkOutage, checkRecovery, checkStop,
}

// subject is a combination while it is being proved.
type subject struct {
	runner      *runner
	combination combination
	project     *project
	postgres    *server // nil: the project has no use for one
	redis       *server
	production  *production
	folder      string // for what the servers write
	log         io.Writer
}

// step is one check of a combination. A check that something later needs ends
// the combination when it fails.
type step struct {
	name   string
	needed bool
	run    func(ctx context.Context, s *subject, log *os.File) error
}

// steps are the checks of a generated project. A step that does not concern
// the project answers errNotConcerned.
var steps = []step{
	{checkGenerate, true, func(ctx context.Context, s *subject, log *os.File) (err error) {
		s.project, err = s.runner.generate(ctx, s.combination, log)
		return err
	}},
	{checkSetup, true, func(ctx context.Context, s *subject, log *os.File) error {
		return s.runner.setUp(ctx, s.project, log)
	}},
	{checkAlone, false, func(ctx context.Context, s *subject, log *os.File) error {
		return s.makeCheck(ctx, log)
	}},
	{checkServices, false, checkOnServices},
	{checkMigrate, true, func(ctx context.Context, s *subject, log *os.File) (err error) {
		if s.production, err = newProduction(s.project, s.databaseURL(), s.redisURL()); err != nil {
			return err
		}
		return s.production.migrate(ctx, log)
	}},
	{checkPrepare, true, func(ctx context.Context, s *subject, log *os.File) error {
		if len(s.production.image.Prepare) == 0 {
			return errNotConcerned
		}
		return s.production.prepare(ctx, log)
	}},
	{checkBoot, true, func(ctx context.Context, s *subject, log *os.File) error {
		return s.production.boot(ctx, log)
	}},
	{checkReady, false, func(ctx context.Context, s *subject, _ *os.File) error {
		return s.production.ready(ctx)
	}},
	{checkOutage, false, func(ctx context.Context, s *subject, _ *os.File) error {
		if s.postgres == nil {
			return errNotConcerned
		}
		return s.production.outage(ctx, s.postgres)
	}},
	{checkRecovery, false, func(ctx context.Context, s *subject, _ *os.File) error {
		if s.postgres == nil {
			return errNotConcerned
		}
		return s.production.recover(ctx, s.postgres)
	}},
	{checkStop, false, func(ctx context.Context, s *subject, _ *os.File) error {
		return s.production.quit(ctx)
	}},
}

// errNotConcerned says that a check has nothing to look at in this project.
var errNotConcerned = errors.New("does not concern this project")

// makeCheck runs the project's own `make check`.
func (s *subject) makeCheck(ctx context.Context, log io.Writer, services ...string) error {
	return task{
		Args: []string{"make", "check"}, Folder: s.project.folder,
		Env: cleanEnvironment(os.Environ(), services...), Log: log, Limit: 15 * time.Minute,
	}.run(ctx)
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
	return s.makeCheck(ctx, log, services...)
}

// startServers starts PostgreSQL and Redis where the project knows their
// address.
func (s *subject) startServers(ctx context.Context) (err error) {
	if s.project.postgres {
		s.postgres, err = newPostgres(ctx, s.runner.programs.postgres, filepath.Join(s.folder, "postgres"), "sample", s.log)
		if err != nil {
			return err
		}
		if err := s.postgres.up(ctx); err != nil {
			return err
		}
	}
	if _, ok := s.project.settings["REDIS_URL"]; ok {
		s.redis, err = newRedis(s.runner.programs.redis, filepath.Join(s.folder, "redis"), s.log)
		if err != nil {
			return err
		}
		return s.redis.up(ctx)
	}
	return nil
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
	for _, one := range []*server{s.postgres, s.redis} {
		if one != nil {
			one.down()
		}
	}
}
