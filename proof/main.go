// Command proof generates projects and really runs them: it installs their
// locked requirements, runs their own checks without any service and against
// PostgreSQL and Redis, has tools that nobody here wrote judge them, boots the
// production server, breaks what it depends on, and stops it. A project that
// was only rendered proves nothing.
//
//	go run ./proof                                  every combination: default, smallest, fullest, pairwise cover
//	go run ./proof --quick                          every value once instead of every pair, without services and servers
//	go run ./proof --only 'default-*'               some of them
//	go run ./proof --check boot,outage              some checks, and what they need
//	go run ./proof --answers shape=api,jobs=none    any other combination
//	go run ./proof --resume FOLDER                  go on where a run was interrupted or found something
//
// Exit code: 0 all passed, 1 could not run, 2 usage, 5 a check failed,
// 130 and 143 interrupted. `go run` itself turns them into 1; a built program
// keeps them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"scaffold/proof/interpreter"
)

// Exit codes.
const (
	exitDone     = 0
	exitFailure  = 1
	exitUsage    = 2
	exitFindings = 5
)

// settings are what the command line says.
type settings struct {
	only    string
	answers string
	checks  string
	jobs    int
	load    time.Duration
	report  string
	work    string
	resume  string
	keep    bool
	list    bool
	quick   bool
}

func main() {
	var s settings
	flag.StringVar(&s.only, "only", "", "run these named combinations alone: names or patterns, separated by commas")
	flag.StringVar(&s.answers, "answers", "", "run one combination of your own: KEY=VALUE,... as flags of `scaffold new`")
	flag.StringVar(&s.checks, "check", "", "run these checks and what they need, separated by commas: "+strings.Join(checkNames(), ", "))
	flag.DurationVar(&s.load, "load", 0, "how long the list is read by many clients in the check load; 0 is 30s, and 3s in combinations of the cover and in a quick run")
	flag.IntVar(&s.jobs, "jobs", 2, "how many combinations run at a time")
	flag.StringVar(&s.report, "report", "", "write the tables to this file, and the same as JSON beside it; pages and their pictures go there too")
	flag.StringVar(&s.work, "work", "", "work in this new or empty folder, and keep it")
	flag.StringVar(&s.resume, "resume", "", "go on in the work folder of an earlier run: what passed there and is the same is not run again")
	flag.BoolVar(&s.keep, "keep", false, "keep the work folder when everything passed, too")
	flag.BoolVar(&s.list, "list", false, "list the combinations")
	flag.BoolVar(&s.quick, "quick", false, "of the pairwise cover run as few combinations as show every value, and of these setup and the checks without services alone")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "proof: unexpected argument %q\n", flag.Arg(0))
		os.Exit(exitUsage)
	}
	os.Exit(start(s))
}

// start runs the proof until it is done or a signal ends it.
func start(s settings) int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	received := make(chan os.Signal, 1)
	go func() {
		received <- <-signals
		fmt.Fprintln(os.Stderr, "proof: stopping everything it started")
		cancel()
	}()
	code, err := prove(ctx, s, os.Stdout)
	select {
	case sig := <-received:
		if sig == syscall.SIGTERM {
			return 143
		}
		return 130
	default:
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "proof:", err)
	}
	return code
}

// prove runs the chosen combinations and reports on them.
func prove(ctx context.Context, s settings, out io.Writer) (int, error) {
	plan, err := planned(s.checks)
	if err != nil {
		return exitUsage, err
	}
	var python interpreter.Python
	var found programs
	if !s.list {
		if runtime.GOOS == "windows" {
			return exitFailure, errors.New("the generated projects are run with make and POSIX signals: use WSL on Windows")
		}
		python, err = interpreter.Find(ctx)
		if errors.Is(err, interpreter.ErrNone) && os.Getenv("CI") != "true" {
			fmt.Fprintf(out, "skipped: %v\n", err)
			return exitDone, nil
		}
		if err != nil {
			return exitFailure, err
		}
		if found, err = findPrograms(); err != nil {
			return exitFailure, err
		}
	}
	r, err := newRunner(ctx, s, out)
	if err != nil {
		return exitFailure, err
	}
	r.python, r.programs, r.plan, r.loadLength = python, found, plan, s.load
	r.pictures = filepath.Join(r.work, "pages")
	if s.report != "" {
		r.pictures = filepath.Join(filepath.Dir(s.report), "pages")
	}
	code, err := r.prove(ctx, s)
	switch {
	case ctx.Err() != nil && !s.list:
		fmt.Fprintf(os.Stderr, "proof: go on with: go run ./proof --resume %s\n", r.work)
	case err != nil || s.list:
		r.cleanUp(false)
	}
	return code, err
}

// prove asks the binary what there is, and lists it or runs what was chosen.
func (r *runner) prove(ctx context.Context, s settings) (int, error) {
	out := r.screen.out
	all, err := r.catalogue(ctx)
	if err != nil {
		return exitFailure, err
	}
	chosen, err := choose(all, s.only, s.answers)
	if err != nil {
		return exitUsage, err
	}
	if s.quick && s.only == "" && s.answers == "" {
		chosen = everyValue(all)
	}
	if s.list {
		for _, one := range chosen {
			fmt.Fprintf(out, "%-18s %s\n", one.Name, strings.Join(one.flags(), " "))
		}
		return exitDone, nil
	}
	if r.earlier, err = openRecords(r.work); err != nil {
		return exitFailure, err
	}
	defer r.earlier.close()
	fmt.Fprintf(out, "proof: %d combinations, Python %s, work folder %s\n", len(chosen), r.python.Version, r.work)
	began := time.Now()
	results := r.runAll(ctx, chosen, max(1, s.jobs))
	if ctx.Err() != nil {
		return exitFailure, ctx.Err()
	}
	return r.conclude(s, results, time.Since(began))
}

// newRunner makes the work folder and builds the binary under test.
func newRunner(ctx context.Context, s settings, out io.Writer) (*runner, error) {
	work, err := workFolder(s.work, s.resume)
	if err != nil {
		return nil, err
	}
	r := &runner{
		work: work, keep: s.keep || s.work != "" || s.resume != "", quick: s.quick,
		screen: newScreen(out), environments: environments{byKey: map[string]*environment{}},
		binary: filepath.Join(work, "scaffold"),
	}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", r.binary, "scaffold/cmd/scaffold")
	if output, err := build.CombinedOutput(); err != nil {
		r.cleanUp(false)
		return nil, fmt.Errorf("go build: %w\n%s", err, output)
	}
	return r, nil
}

// workFolder makes the folder that everything happens in, or takes up that of
// an earlier run. Other users may pass through it but not list it: PostgreSQL
// does not run as root.
func workFolder(wanted, resumed string) (string, error) {
	switch {
	case resumed != "" && wanted != "":
		return "", errors.New("--work names a new folder and --resume an old one: give one of them")
	case resumed != "":
		folder, err := filepath.Abs(resumed)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(filepath.Join(folder, recordsName)); err != nil {
			return "", fmt.Errorf("--resume %s: not the work folder of an earlier run: %w", resumed, err)
		}
		return folder, nil
	case wanted == "":
		folder, err := os.MkdirTemp("", "proof-")
		if err != nil {
			return "", err
		}
		return folder, os.Chmod(folder, 0o711)
	}
	folder, err := filepath.Abs(wanted)
	if err != nil {
		return "", err
	}
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return "", fmt.Errorf("%s: not empty", folder)
	}
	return folder, os.MkdirAll(folder, 0o755)
}
