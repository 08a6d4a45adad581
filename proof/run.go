package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"scaffold/proof/interpreter"
)

// runner is one run of the proof.
type runner struct {
	work         string // folder of everything
	binary       string // scaffold, built from this checkout
	python       interpreter.Python
	programs     programs
	keep         bool
	quick        bool
	screen       *screen
	environments environments
	proved       proved
}

// result is what came of one check of one combination.
type result struct {
	Check   string
	Err     error  // nil: passed
	Skipped bool   // does not concern the project
	Same    string // the combination with the same files that was run instead
	Took    time.Duration
	Log     string // path
}

// outcome is everything that came of one combination.
type outcome struct {
	combination combination
	results     []result
}

// screen prints whole lines from several goroutines.
type screen struct {
	mu  sync.Mutex
	out io.Writer
}

func (s *screen) print(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, format, args...)
}

// runAll runs the combinations, so many at a time, and gives their outcomes in
// the order in which they were asked for.
func (r *runner) runAll(ctx context.Context, chosen []combination, jobs int) []outcome {
	outcomes := make([]outcome, len(chosen))
	slots := make(chan struct{}, jobs)
	var group sync.WaitGroup
	for i, one := range chosen {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			outcomes[i] = outcome{one, r.runOne(ctx, one)}
		})
	}
	group.Wait()
	return outcomes
}

// serversLog is what PostgreSQL and Redis of a combination write to.
const serversLog = "servers.log"

// runOne runs the checks of one combination until one fails that others need.
func (r *runner) runOne(ctx context.Context, c combination) []result {
	folder := filepath.Join(r.work, "servers", c.Name)
	logs := filepath.Join(r.work, "logs", c.Name)
	for _, one := range []string{folder, logs} {
		if err := os.MkdirAll(one, 0o755); err != nil {
			return []result{{Check: checkGenerate, Err: err}}
		}
	}
	serverLog, err := os.Create(filepath.Join(logs, serversLog))
	if err != nil {
		return []result{{Check: checkGenerate, Err: err}}
	}
	defer serverLog.Close()
	s := &subject{runner: r, combination: c, folder: folder, log: serverLog}
	defer s.end()
	results := []result{}
	for _, one := range steps {
		if ctx.Err() != nil {
			break
		}
		done := s.check(ctx, one, filepath.Join(logs, strings.ReplaceAll(one.name, "+", "-")+".log"))
		results = append(results, done)
		if done.Err != nil && one.needed || r.quick && c.Light && one.name == checkAlone {
			break
		}
		if one.name != checkGenerate {
			continue
		}
		digest, err := digestOf(s.project.folder)
		if err != nil {
			return append(results, result{Check: checkSetup, Err: err})
		}
		if other := r.proved.claim(digest, c.Name); other != "" {
			return append(results, result{Check: checkSetup, Skipped: true, Same: other})
		}
	}
	return results
}

// check runs one step with a log of its own and says how it went.
func (s *subject) check(ctx context.Context, one step, logPath string) result {
	done := result{Check: one.name, Log: logPath}
	log, err := os.Create(logPath)
	if err != nil {
		done.Err = err
		return done
	}
	began := time.Now()
	err = one.run(ctx, s, log)
	done.Took = time.Since(began)
	log.Close()
	switch {
	case ctx.Err() != nil:
		done.Err = ctx.Err()
	case errors.Is(err, errNotConcerned):
		done.Skipped = true
	case err != nil:
		done.Err = err
		s.runner.screen.print("%s", s.complaint(one, done))
	default:
		s.runner.screen.print("%-18s %-15s ok   %6.1f s\n", s.combination.Name, one.name, done.Took.Seconds())
	}
	return done
}

// complaint is what a failed check prints: what, why, and the end of its log.
func (s *subject) complaint(one step, done result) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%-18s %-15s FAIL %6.1f s\n", s.combination.Name, one.name, done.Took.Seconds())
	fmt.Fprintf(&text, "    %s\n", strings.ReplaceAll(done.Err.Error(), "\n", "\n    "))
	beside := func(name string) string { return filepath.Join(filepath.Dir(done.Log), name) }
	sources := []string{done.Log}
	switch one.name {
	case checkServices, checkMigrate:
		sources = append(sources, beside(serversLog))
	case checkReady, checkOutage, checkRecovery, checkStop: // the server wrote into the log of boot
		sources = append(sources, beside(checkBoot+".log"), beside(serversLog))
	}
	for _, source := range sources {
		if end := tail(source, 60); end != "" {
			fmt.Fprintf(&text, "  --- end of %s\n  | %s\n", source, strings.ReplaceAll(end, "\n", "\n  | "))
		}
	}
	return text.String()
}

// conclude prints and writes the table, and gives the exit code.
func (r *runner) conclude(s settings, outcomes []outcome, took time.Duration) (int, error) {
	table := markdown(outcomes)
	passed, failed := count(outcomes)
	fmt.Fprintf(r.screen.out, "\n%s\n", table)
	for _, one := range outcomes {
		for _, done := range one.results {
			if done.Err != nil {
				fmt.Fprintf(r.screen.out, "%s: %s failed; again: %s\n", one.combination.Name, done.Check, one.combination.again())
			}
		}
	}
	if failed > 0 {
		fmt.Fprintf(r.screen.out, "logs and projects: %s\n", r.work)
	}
	r.cleanUp(failed > 0)
	fmt.Fprintf(r.screen.out, "%.0f seconds\n%d passed, %d failed\n", took.Seconds(), passed, failed)
	if s.report != "" {
		text := fmt.Sprintf("# Proof\n\nSeconds per check; Python %s.\n\n%s\n%d passed, %d failed\n", r.python.Version, table, passed, failed)
		if err := os.WriteFile(s.report, []byte(text), 0o644); err != nil {
			return exitFailure, err
		}
	}
	if failed > 0 {
		return exitFindings, nil
	}
	return exitDone, nil
}

// cleanUp removes the work folder unless somebody wants to look at it.
func (r *runner) cleanUp(keep bool) {
	if keep || r.keep {
		return
	}
	if err := os.RemoveAll(r.work); err != nil {
		fmt.Fprintln(os.Stderr, "proof:", err)
	}
}
