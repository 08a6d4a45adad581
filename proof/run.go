package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"scaffold/proof/interpreter"
	"scaffold/proof/pages"
	"scaffold/proof/proc"
)

// runner is one run of the proof.
type runner struct {
	work         string // folder of everything
	binary       string // scaffold, built from this checkout
	python       interpreter.Python
	programs     programs
	plan         map[string]bool // checks that were asked for and what they need
	loadLength   time.Duration   // of the check under load; 0: as long as the combination deserves
	keep         bool
	quick        bool
	screen       *screen
	environments environments
	interpreters interpreters
	proved       proved
	earlier      *records
	foreign      foreign
	images       images
	pictures     string // folder of the pictures of pages
	judged       pages.Known
	selfOnce     sync.Once
	selfDigest   string
	selfErr      error
}

// self is the digest of this program.
func (r *runner) self() (string, error) {
	r.selfOnce.Do(func() { r.selfDigest, r.selfErr = ownDigest() })
	return r.selfDigest, r.selfErr
}

// runAll runs the combinations, so many at a time, and gives their outcomes in
// the order in which they were asked for.
func (r *runner) runAll(ctx context.Context, chosen []combination, jobs int) []outcome {
	defer r.screen.start(len(chosen))()
	outcomes := make([]outcome, len(chosen))
	slots := make(chan struct{}, jobs)
	var group sync.WaitGroup
	for i, one := range chosen {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			shown := r.screen.begin(one.Name)
			outcomes[i] = outcome{one, r.runOne(ctx, one, shown)}
			r.screen.end(shown)
			if ctx.Err() == nil {
				r.screen.print("%s\n", summary(outcomes[i]))
			}
		})
	}
	group.Wait()
	return outcomes
}

// summary is one line about a combination that has ended.
func summary(one outcome) string {
	seconds := 0.0
	for _, done := range one.results {
		if done.State == same {
			return fmt.Sprintf("%-18s same files as %s", one.combination.Name, done.Why)
		}
		seconds += done.Seconds
	}
	ok, bad, missing := count([]outcome{one})
	text := fmt.Sprintf("%-18s %2d passed, %d failed", one.combination.Name, ok, bad)
	if missing > 0 {
		text += fmt.Sprintf(", %d cannot run here", missing)
	}
	return fmt.Sprintf("%s, %.1f s", text, seconds)
}

// serversLog is what PostgreSQL and Redis of a combination write to.
const serversLog = "servers.log"

// runOne runs the checks of one combination. One whose needs were not met is
// left out.
func (r *runner) runOne(ctx context.Context, c combination, shown *progress) []result {
	s, err := r.subject(c)
	if err != nil {
		return []result{ended(checkGenerate, err, 0)}
	}
	defer s.end()
	wanted := r.wanted(c)
	results := []result{}
	key := ""
	for _, one := range steps {
		if ctx.Err() != nil {
			return results
		}
		if !slices.Contains(wanted, one.name) || !met(results, one.needs) {
			continue
		}
		r.screen.at(shown, one.name)
		results = append(results, s.check(ctx, one))
		if one.name != checkGenerate || results[0].State != passed {
			continue
		}
		digest, err := digestOf(s.project.folder)
		if err == nil {
			key, err = r.key(digest, s.project.python.Version, wanted)
		}
		if err != nil {
			return append(results, ended(checkSetup, err, 0))
		}
		if other := r.proved.claim(digest, c.Name); other != "" {
			return append(results, result{Check: checkSetup, State: same, Why: other})
		}
		if before, ok := r.earlier.find(key); ok {
			return before
		}
	}
	if _, bad, _ := count([]outcome{{results: results}}); bad == 0 && ctx.Err() == nil {
		if err := r.earlier.add(key, results); err != nil {
			r.screen.print("proof: cannot remember that %s passed: %v\n", c.Name, err)
		}
	}
	return results
}

// wanted gives the checks of a combination, in order.
func (r *runner) wanted(c combination) []string {
	names := []string{}
	for _, one := range steps {
		if r.plan[one.name] && (one.light || !r.quick || !c.Light) {
			names = append(names, one.name)
		}
	}
	return names
}

// met reports whether everything that a check needs has passed or does not
// concern the project.
func met(results []result, needs []string) bool {
	for _, need := range needs {
		if !slices.ContainsFunc(results, func(r result) bool {
			return r.Check == need && (r.State == passed || r.State == skipped)
		}) {
			return false
		}
	}
	return true
}

// subject makes the folders of a combination.
func (r *runner) subject(c combination) (*subject, error) {
	s := &subject{
		runner: r, combination: c,
		folder: filepath.Join(r.work, "servers", c.Name),
		logs:   filepath.Join(r.work, "logs", c.Name),
	}
	project := filepath.Join(r.work, "projects", c.Name)
	for _, one := range []string{s.folder, s.logs, project} { // of an earlier run, too
		if err := os.RemoveAll(one); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(one, 0o755); err != nil {
			return nil, err
		}
	}
	log, err := os.Create(filepath.Join(s.logs, serversLog))
	s.log = log
	return s, err
}

// module writes a Python module into a folder of its own, outside of the project,
// and gives the variable by which the project's interpreter can import it.
func (s *subject) module(name, source string) (setting string, err error) {
	folder := filepath.Join(s.folder, name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	return "PYTHONPATH=" + folder, os.WriteFile(filepath.Join(folder, name+".py"), []byte(source), 0o644)
}

// check runs one step with a log of its own and says how it went.
func (s *subject) check(ctx context.Context, one step) result {
	path := filepath.Join(s.logs, logName(one.name))
	log, err := os.Create(path)
	if err != nil {
		return ended(one.name, err, 0)
	}
	began := time.Now()
	s.figure, s.parts = "", nil
	err = one.run(ctx, s, log)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	done := ended(one.name, err, time.Since(began))
	log.Close()
	done.Figure, done.Parts, done.Log = s.figure, s.parts, path
	if done.State == failed && ctx.Err() == nil {
		s.runner.screen.print("%s", s.complaint(one, done))
	}
	return done
}

// complaint is what a failed check prints: what, why, and the end of its log.
func (s *subject) complaint(one step, done result) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%-18s %-15s FAIL %6.1f s\n", s.combination.Name, one.name, done.Seconds)
	fmt.Fprintf(&text, "    %s\n", strings.ReplaceAll(done.Why, "\n", "\n    "))
	sources := []string{logName(one.name)}
	if slices.Contains(one.needs, checkBoot) { // what the server says is in its log
		sources = append(sources, logName(checkBoot))
	}
	if slices.Contains([]string{checkServices, checkMigrate, checkOutage, checkRecovery}, one.name) {
		sources = append(sources, serversLog)
	}
	for _, name := range sources {
		source := filepath.Join(s.logs, name)
		if end := proc.Tail(source, 60, 400); end != "" {
			fmt.Fprintf(&text, "  --- end of %s\n  | %s\n", source, strings.ReplaceAll(end, "\n", "\n  | "))
		}
	}
	return text.String()
}

// conclude prints and writes the table, and gives the exit code.
func (r *runner) conclude(s settings, outcomes []outcome, took time.Duration) (int, error) {
	out := r.screen.out
	fmt.Fprintf(out, "\n%s\n", markdown(outcomes))
	for _, line := range missing(outcomes) {
		fmt.Fprintf(out, "cannot run here: %s\n", line)
	}
	for _, one := range outcomes {
		for _, done := range one.results {
			if done.State == failed {
				fmt.Fprintf(out, "%s: %s failed; again: %s --check %s\n", one.combination.Name, done.Check, one.combination.again(), done.Check)
			}
		}
	}
	ok, bad, _ := count(outcomes)
	if bad > 0 {
		fmt.Fprintf(out, "logs and projects: %s\n", r.work)
	}
	if s.report != "" {
		if err := r.writeReport(s, outcomes, took); err != nil {
			return exitFailure, err
		}
	}
	r.cleanUp(bad > 0)
	fmt.Fprintf(out, "%.0f seconds\n%d passed, %d failed\n", took.Seconds(), ok, bad)
	if bad > 0 {
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

// write writes to a log; a log that cannot be written does not stop a check.
func write(log io.Writer, format string, args ...any) {
	fmt.Fprintf(log, format+"\n", args...)
}
