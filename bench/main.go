// Command bench measures what scaffold claims about speed, side by side in one run
// on one machine: ratios say something elsewhere, seconds do not.
//
//	go run ./bench                      everything, as a Markdown report on standard output
//	go run ./bench --only new,peers     some of it
//	go run ./bench --report FILE        the report into a file as well
//
// What runs generated projects or peers needs what the proof needs: Python,
// PostgreSQL, make and the Python registry.
// Exit code: 0 done, 1 could not run, 2 usage. A budget that does not hold is
// said in the report and is no error: machines differ.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// benchmark measures something in a folder of its own.
type benchmark struct {
	name string
	run  func(ctx context.Context, b *bench) ([]row, error)
}

// benchmarks in the order of the report.
var benchmarks = []benchmark{
	{"new", measureNew},
	{"peers", measurePeers},
	{"many", measureMany},
	{"start", measureStart},
	{"green", measureGreen},
	{fastapiList.name, fastapiList.measure},
	{djangoList.name, djangoList.measure},
}

func main() {
	if packs := os.Getenv(packsVariable); packs != "" {
		os.Exit(runWithPacks(packs, os.Args[1:]))
	}
	only := flag.String("only", "", "names of benchmarks, separated by commas: "+names())
	file := flag.String("report", "", "write the report into this `file` as well")
	flag.Parse()
	chosen, err := choose(*only)
	if err != nil || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "bench:", errors.Join(err, unexpected(flag.Args())))
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := measure(ctx, chosen, *only, *file); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names() string {
	var list []string
	for _, one := range benchmarks {
		list = append(list, one.name)
	}
	return strings.Join(list, ", ")
}

// choose returns the benchmarks with these names; all without any.
func choose(only string) ([]benchmark, error) {
	if only == "" {
		return benchmarks, nil
	}
	var chosen []benchmark
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(benchmarks, func(one benchmark) bool { return one.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no benchmark %q; there are %s", name, names())
		}
		chosen = append(chosen, benchmarks[i])
	}
	return chosen, nil
}

func unexpected(arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	return fmt.Errorf("unexpected %q; name benchmarks with --only", arguments)
}

// measure runs benchmarks one after the other below one folder, which stays when
// one of them fails, and writes the report.
func measure(ctx context.Context, chosen []benchmark, only, file string) error {
	b, err := newBench()
	if err != nil {
		return err
	}
	defer b.log.Close()
	var rows []row
	for _, one := range chosen {
		fmt.Fprintf(os.Stderr, "bench: %s\n", one.name)
		found, err := one.run(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w (see %s)", one.name, err, b.work)
		}
		rows = append(rows, found...)
	}
	out := io.Writer(os.Stdout)
	if file != "" {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer f.Close()
		out = io.MultiWriter(out, f)
	}
	if err := report(ctx, out, only, rows); err != nil {
		return err
	}
	return os.RemoveAll(b.work)
}
