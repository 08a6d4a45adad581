package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"time"
)

// row is one line of the report.
type row struct {
	what   string
	figure string
	budget string // "" where there is none
	holds  bool
	note   string // what is to be known about it, below the table
}

// atMost is a row whose figure has to stay below a limit.
func atMost(what, figure string, value, limit float64, budget string) row {
	return row{what: what, figure: figure, budget: budget, holds: value <= limit}
}

// report writes a Markdown table with machine, date and command.
func report(ctx context.Context, out io.Writer, only string, rows []row) error {
	commit, err := exec.CommandContext(ctx, "git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		commit = []byte("unknown")
	}
	command := "go run ./bench"
	if only != "" {
		command += " --only " + only
	}
	if _, err := fmt.Fprintf(out, "# How fast\n\n`%s` on %s: %s/%s, %d processors, %s, commit %s.\n\n"+
		"Medians; a ratio is the median of the ratios of rounds in which both ran one after the other, below a folder in memory. "+
		"\"The floor\" is `cp -r` of the same tree with `git init`, `git add` and `git commit`.\n\n"+
		"| what | measured | budget | holds |\n| --- | --- | --- | --- |\n",
		command, time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), bytes.TrimSpace(commit)); err != nil {
		return err
	}
	for _, one := range rows {
		holds := "no"
		switch {
		case one.budget == "":
			holds = ""
		case one.holds:
			holds = "yes"
		}
		if _, err := fmt.Fprintf(out, "| %s | %s | %s | %s |\n", one.what, one.figure, one.budget, holds); err != nil {
			return err
		}
	}
	for _, one := range rows {
		if one.note == "" {
			continue
		}
		if _, err := fmt.Fprintf(out, "\n%s: %s\n", one.what, one.note); err != nil {
			return err
		}
	}
	return nil
}
