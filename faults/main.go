//go:build unix

// Command faults kills, starves and obstructs `scaffold new`, and looks at what is
// left: a project is there whole or not at all, nothing lies beside it, nothing
// of the user's is lost, and the exit code and the message say what happened.
//
//	go run ./faults                          all scenarios, 1,000 runs that are killed
//	go run ./faults --only kill --seed 7     some of them, with the moments of another run
//	go run ./faults --report docs/faults.md  writes the table
//
// It needs no network. What the machine does not permit is skipped with a
// sentence, and never counts as passed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// settings are the flags.
type settings struct {
	runs   int
	seed   uint64
	only   string
	report string
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == withinFlag {
		within(os.Stdin)
		return
	}
	var s settings
	flag.IntVar(&s.runs, "runs", 1000, "how many runs are killed or interrupted in a new directory")
	flag.Uint64Var(&s.seed, "seed", 1, "of the random moments; the same seed gives the same ones")
	flag.StringVar(&s.only, "only", "", "scenarios whose name begins so")
	flag.StringVar(&s.report, "report", "", "write the table as Markdown to `FILE`")
	flag.Parse()
	os.Exit(run(s))
}

// run runs the scenarios and gives the exit code.
func run(s settings) int {
	began := time.Now()
	b, err := newBench(s)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 1
	}
	defer b.close()
	var results []*result
	for _, one := range scenarios() {
		if !strings.HasPrefix(one.name, s.only) {
			continue
		}
		r := &result{scenario: one}
		start := time.Now()
		one.run(b, r)
		r.took = time.Since(start)
		results = append(results, r)
		fmt.Printf("%-6s %-22s %5d checked %6.1f s  %s\n", r.state(), one.name, r.passed+len(r.failures), r.took.Seconds(), r.note())
		for _, failure := range r.failures[:min(len(r.failures), 10)] {
			fmt.Println("       " + strings.ReplaceAll(failure, "\n", "\n       "))
		}
	}
	passed, failed := 0, 0
	for _, r := range results {
		passed, failed = passed+r.passed, failed+len(r.failures)
	}
	if s.report != "" {
		if err := os.WriteFile(s.report, []byte(b.markdown(results, passed, failed, time.Since(began))), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "faults:", err)
			return 1
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 || passed == 0 {
		return 5
	}
	return 0
}

// scenario is one kind of misfortune.
type scenario struct {
	name string
	does string // what happens
	must string // what must hold afterwards
	run  func(b *bench, r *result)
}

// result is what came of a scenario.
type result struct {
	scenario scenario
	passed   int
	failures []string
	skipped  string         // why it could not run here
	seen     map[string]int // how the runs ended
	took     time.Duration
}

// check counts one run: passed without faults, else failed with all of them.
func (r *result) check(what string, faults ...string) {
	var all []string
	for _, fault := range faults {
		if fault != "" {
			all = append(all, fault)
		}
	}
	if len(all) == 0 {
		r.passed++
		return
	}
	r.failures = append(r.failures, what+": "+strings.Join(all, "; "))
}

// saw counts how a run ended.
func (r *result) saw(end string) {
	if r.seen == nil {
		r.seen = map[string]int{}
	}
	r.seen[end]++
}

func (r *result) state() string {
	switch {
	case len(r.failures) > 0:
		return "FAILED"
	case r.skipped != "":
		return "skip"
	}
	return "ok"
}

// note says how the runs ended, or why there were none.
func (r *result) note() string {
	var parts []string
	for _, end := range sortedKeys(r.seen) {
		parts = append(parts, fmt.Sprintf("%s: %d", end, r.seen[end]))
	}
	if r.skipped != "" {
		parts = append(parts, "skipped: "+r.skipped)
	}
	return strings.Join(parts, ", ")
}

// scenarios lists all of them in the order of the report.
func scenarios() []scenario {
	return []scenario{
		{"kill", "SIGKILL, SIGINT or SIGTERM at a random moment of `new` in a new directory; half of them while files are written",
			"absent or complete; after SIGINT and SIGTERM nothing beside it and exit 130 or 143; what SIGKILL left is named by the next run, which succeeds", killNew},
		{"kill-inside", "the same in an empty directory that is there",
			"SIGINT, SIGTERM: empty or complete; SIGKILL: no file is half, the next run succeeds or names what was left, and `--into` completes it", killInside},
		{"kill-into", "the same with `--into` beside files of the user",
			"their bytes are as before; no file is half; the next run completes the project", killInto},
		{"parallel-new", "100 runs at once for one name that is not there", "one succeeds, 99 exit 7, the project is complete, nothing beside it, nobody calls another's work a leftover", parallelNew},
		{"parallel-parents", "100 runs at once below parents that are not there", "the same", parallelParents},
		{"parallel-inside", "100 runs at once in one empty directory", "the same", parallelInside},
		{"full-disk", "a file system with too little room, in many sizes", "exit 1 and a message that names the path and the cause, everything as before", fullDisk},
		{"full-inodes", "a file system with too few inodes, in many numbers", "the same", fullInodes},
		{"full-inside", "too little room in an empty directory that is a mount point, and `--into` beside a file", "the same", fullInside},
		{"mount-point", "the target is an empty mount point", "complete, and git finds it clean", mountPoint},
		{"read-only-mount", "the target lies on a file system mounted read-only", "exit 1 and a message that says so, everything as before", readOnlyMount},
		{"unprivileged", "a user without rights: parent, target or parent's parent read-only or unreadable", "exit 1 and a message that names the path, everything as before", unprivileged},
		{"umask", "umask 000, 022 and 077", "files and folders as the umask says, `.env` 0600 always", umasks},
		{"staging", "a run that is killed under umask 000", "nobody else can look into what is left", stagingMode},
	}
}

// outcome is how one run of the program ended.
type outcome struct {
	Code   int // -1 when a signal ended it
	Stdout string
	Stderr string
}

// fault compares an outcome with what was promised; text has to be in what was
// said on standard error.
func (o outcome) fault(code int, text ...string) string {
	if o.Code != code {
		return fmt.Sprintf("exit %d instead of %d: %s", o.Code, code, o.Stderr)
	}
	for _, one := range text {
		if !strings.Contains(o.Stderr, one) {
			return fmt.Sprintf("the message lacks %q: %s", one, o.Stderr)
		}
	}
	return ""
}

func encode(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(data)
}
