// Command bench measures what scaffold claims about speed, side by side in one run
// on one machine: ratios say something elsewhere, seconds do not.
//
//	go run ./bench list-fastapi    the generated list endpoint beside one of the bare framework
//	go run ./bench list-django
//
// It needs what the proof needs: Python, PostgreSQL, make and the Python registry.
// Exit code: 0 done, 1 could not run, 2 usage.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// benchmark measures something and writes a Markdown table of it.
type benchmark func(ctx context.Context, work string, out io.Writer) error

var benchmarks = map[string]benchmark{
	fastapiList.name: fastapiList.measure,
	djangoList.name:  djangoList.measure,
}

func main() {
	if len(os.Args) != 2 || benchmarks[os.Args[1]] == nil {
		names := []string{}
		for name := range benchmarks {
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Fprintf(os.Stderr, "bench: name one benchmark: go run ./bench %s\n", strings.Join(names, "|"))
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := measure(ctx, benchmarks[os.Args[1]]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure runs one benchmark below a folder of its own, which stays when it fails.
func measure(ctx context.Context, run benchmark) error {
	work, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	if err := os.Chmod(work, 0o755); err != nil { // for a PostgreSQL that does not run as root
		return err
	}
	if err := run(ctx, work, os.Stdout); err != nil {
		return fmt.Errorf("%w (see %s)", err, work)
	}
	return os.RemoveAll(work)
}
