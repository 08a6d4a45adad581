//go:build unix

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// markdown gives the table of a run.
func (b *bench) markdown(results []*result, passed, failed int, took time.Duration) string {
	var t strings.Builder
	fmt.Fprintf(&t, "# What happens to `scaffold new` when something happens to it\n\n")
	fmt.Fprintf(&t, "Written by `go run ./faults --runs %d --seed %d --report docs/faults.md` (`make faults`) on %s; CONTRIBUTING.md says more. ",
		b.runs, b.seed, time.Now().UTC().Format(time.DateOnly))
	fmt.Fprintf(&t, "Machine: %s/%s, %d processors, %s, %s; an undisturbed run takes %d ms; %d s in all.\n\n",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), who(), b.usual.Milliseconds(), int(took.Seconds()))
	fmt.Fprintf(&t, "The moments of the signals are random, and the same seed gives the same ones. Complete means: every file has the bytes and permissions of a run that nothing disturbed, and git finds the repository sound and clean.\n\n")
	fmt.Fprintf(&t, "| what happens | what must hold | checked | failed | how the runs ended | seconds |\n| --- | --- | ---: | ---: | --- | ---: |\n")
	for _, r := range results {
		fmt.Fprintf(&t, "| %s (`%s`) | %s | %d | %d | %s | %.1f |\n",
			r.scenario.does, r.scenario.name, r.scenario.must, r.passed+len(r.failures), len(r.failures), cell(r.note()), r.took.Seconds())
	}
	fmt.Fprintf(&t, "\n**%d passed, %d failed.**\n", passed, failed)
	for _, r := range results {
		for _, failure := range r.failures {
			fmt.Fprintf(&t, "\n- `%s`: %s\n", r.scenario.name, strings.ReplaceAll(failure, "\n", " "))
		}
	}
	return t.String()
}

// who says with whose rights it ran; what concerns rights runs as nobody anyway.
func who() string {
	if os.Geteuid() == 0 {
		return "run by root, the scenario `unprivileged` as a user without rights"
	}
	return "run by a user without rights"
}

func cell(text string) string {
	if text == "" {
		return "–"
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "|", "\\|"), "\n", " ")
}
