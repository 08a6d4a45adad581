package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scaffold/proof/proc"
)

// bench is what all benchmarks share: a folder in memory where the system has
// one, the tool as it is released, and an environment without anybody's settings.
type bench struct {
	work string
	tool string
	env  []string
	log  *os.File
}

func newBench() (*bench, error) {
	memory := "/dev/shm"
	if info, err := os.Stat(memory); err != nil || !info.IsDir() {
		memory = ""
	}
	work, err := os.MkdirTemp(memory, "bench-")
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(work, 0o755); err != nil { // for a PostgreSQL that does not run as root
		return nil, err
	}
	home := filepath.Join(work, "home")
	if err := os.Mkdir(home, 0o755); err != nil {
		return nil, err
	}
	// Git tidies a large repository up in the background, which would go on in the next round.
	settings := "[user]\n\tname = Bench\n\temail = bench@example.org\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(settings), 0o644); err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(work, "log"))
	if err != nil {
		return nil, err
	}
	b := &bench{work: work, tool: filepath.Join(work, "scaffold"), log: log}
	b.env = proc.CleanEnvironment(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "GIT_CONFIG_NOSYSTEM=1")
	build := proc.Task{
		Args:  []string{"go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.tool, "./cmd/scaffold"},
		Env:   append(os.Environ(), "CGO_ENABLED=0"),
		Log:   log,
		Limit: 5 * time.Minute,
	}
	return b, build.Run(context.Background())
}

// cost is what one run of a command took.
type cost struct {
	seconds float64
	peak    float64 // resident memory in MiB; 0 where the system does not say
}

// time runs a command in a folder, and says what it took; a failure shows what was
// printed.
func (b *bench) time(ctx context.Context, folder string, env []string, args ...string) (cost, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.Env = folder, slices.Concat(b.env, env)
	var printed strings.Builder
	cmd.Stdout, cmd.Stderr = &printed, &printed
	started := time.Now()
	err := cmd.Run()
	took := cost{seconds: time.Since(started).Seconds()}
	if err != nil {
		return took, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, printed.String())
	}
	took.peak = peakMemory(cmd.ProcessState)
	return took, nil
}

// contest is a way to do a job; prepare makes room for it and is not measured.
type contest struct {
	prepare func() error
	folder  string
	env     []string
	command []string
	costs   []cost
}

// inRounds runs contestants in turns, who is first changing, so that nobody always
// meets a warmer machine. The first round warms up and does not count.
func (b *bench) inRounds(ctx context.Context, rounds int, contestants ...*contest) error {
	for round := range rounds + 1 {
		slices.Reverse(contestants)
		for _, one := range contestants {
			if one.prepare != nil {
				if err := one.prepare(); err != nil {
					return err
				}
			}
			took, err := b.time(ctx, one.folder, one.env, one.command...)
			if err != nil {
				return err
			}
			if round > 0 {
				one.costs = append(one.costs, took)
			}
		}
	}
	return nil
}

// seconds is the median of what a contestant took.
func (c *contest) seconds() float64 {
	var list []float64
	for _, one := range c.costs {
		list = append(list, one.seconds)
	}
	return median(list)
}

// peak is the most memory that a contestant ever took, in MiB.
func (c *contest) peak() float64 {
	most := 0.0
	for _, one := range c.costs {
		most = max(most, one.peak)
	}
	return most
}

// against is the median of the ratios of the rounds.
func (c *contest) against(base *contest) float64 {
	var ratios []float64
	for i, one := range c.costs {
		ratios = append(ratios, one.seconds/base.costs[i].seconds)
	}
	return median(ratios)
}

// median of at least one number.
func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// removed makes sure that a folder is not there.
func removed(folder string) func() error {
	return func() error { return os.RemoveAll(folder) }
}

// size of a tree: files and bytes.
func size(folder string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files, bytes = files+1, bytes+info.Size()
		return nil
	})
	return files, bytes, err
}
