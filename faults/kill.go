//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// strike is a signal and its moment: after a delay from the start, or from the
// first moment at which the staging directory is seen.
type strike struct {
	signal  syscall.Signal
	writing bool
	delay   time.Duration
}

// strikes gives the moments of a scenario. What happens before anything is
// written cannot harm: half of them begin to count when writing has begun.
func (b *bench) strikes(random *rand.Rand, n int) []strike {
	all := make([]strike, n)
	for i := range all {
		signal := []syscall.Signal{syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM}[i%3]
		most := b.usual * 11 / 10
		if writing := i/3%2 == 0; writing {
			most = b.usual * 7 / 10
		}
		all[i] = strike{signal, i/3%2 == 0, time.Duration(random.Int64N(int64(most)))}
	}
	return all
}

func (s strike) String() string {
	from := "the start"
	if s.writing {
		from = "the first file"
	}
	return fmt.Sprintf("%v %v after %s", s.signal, s.delay, from)
}

// struck runs the program, sends the signal and gives the end. watched is where
// the staging directory appears.
func (b *bench) struck(s strike, watched, target string, more ...string) (outcome, error) {
	cmd := b.command(target, more...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Start(); err != nil {
		return outcome{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	give := time.Now().Add(10 * time.Second)
	for s.writing && len(stages(watched)) == 0 && !there(filepath.Join(target, ".git")) && time.Now().Before(give) && len(ended) == 0 {
		time.Sleep(100 * time.Microsecond)
	}
	time.Sleep(s.delay)
	_ = cmd.Process.Signal(s.signal) // it may have ended by itself
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		_ = cmd.Process.Kill()
		<-ended
		return outcome{}, fmt.Errorf("it did not end within 20 s")
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), complaint.String()}, nil
}

// codes are the exit codes that signals lead to; SIGKILL has none.
var codes = map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143}

// tidy reports whether the program itself ended the run and tidied up; fault is
// set when its exit code or its words are wrong. A signal that comes before the
// program listens ends it, and nothing has begun then.
func tidy(s strike, o outcome) (ended string, fault string) {
	switch {
	case o.Code == 0:
		return "done", ""
	case o.Code == -1 && s.signal == syscall.SIGKILL:
		return "killed", ""
	case o.Code == -1:
		return "before it listened", ""
	}
	return "tidied up", o.fault(codes[s.signal], "nothing was left behind")
}

func killNew(b *bench, r *result) {
	for i, s := range b.strikes(b.random("kill"), b.runs) {
		parent := b.place()
		above, target := parent, filepath.Join(parent, "shop")
		if i%5 == 4 { // parents that are missing are made, and removed again
			above, target = filepath.Join(parent, "deep"), filepath.Join(parent, "deep", "shop")
		}
		o, err := b.struck(s, above, target)
		if err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		ended, fault := tidy(s, o)
		faults := []string{fault, mine(parent)}
		r.saw(ended)
		switch {
		case there(target):
			faults = append(faults, b.complete(target), noStages(above))
		case ended == "done":
			faults = append(faults, "exit 0 without a project")
		case ended == "killed":
			faults = append(faults, b.again(above, target))
		default:
			faults = append(faults, holds(parent, bystander))
		}
		r.check(s.String(), faults...)
		_ = os.RemoveAll(parent)
	}
}

func noStages(dir string) string {
	if left := stages(dir); len(left) > 0 {
		return fmt.Sprintf("beside the project lies %v", left)
	}
	return ""
}

// again runs the program once more after a kill: it must succeed and name what
// was left.
func (b *bench) again(above, target string) string {
	left := stages(above)
	o := b.new(target)
	if o.Code != 0 {
		return "the next run fails: " + o.Stderr
	}
	for _, stage := range left {
		if !strings.Contains(o.Stderr, stage) {
			return "the next run does not name " + stage
		}
	}
	return b.complete(target)
}

func killInside(b *bench, r *result) {
	for _, s := range b.strikes(b.random("kill-inside"), max(b.runs/5, 3)) {
		parent := b.place()
		target := filepath.Join(parent, "shop")
		if err := os.Mkdir(target, 0o755); err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		o, err := b.struck(s, target, target)
		if err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		ended, fault := tidy(s, o)
		faults := []string{fault, holds(parent, bystander, "shop"), b.parts(target)}
		r.saw(ended)
		switch ended {
		case "done":
			faults = append(faults, b.complete(target))
		case "killed":
			faults = append(faults, b.goOn(target))
		default:
			faults = append(faults, holds(target))
		}
		r.check(s.String(), faults...)
		_ = os.RemoveAll(parent)
	}
}

// goOn runs the program once more in a directory in which it was killed: it
// succeeds, or it is refused and names what was left and how to go on.
func (b *bench) goOn(target string) string {
	if b.complete(target) == "" { // killed when all was done
		return ""
	}
	left := stages(target)
	o := b.new(target)
	if o.Code == 7 && len(left) > 0 && strings.Contains(o.Stderr, "was killed left "+filepath.Base(left[0])) {
		o = b.new(target, "--into")
	}
	return b.named(o, left, target)
}

// named checks a run that succeeded after a kill, and takes what it named away.
func (b *bench) named(o outcome, left []string, target string, beside ...string) string {
	if o.Code != 0 {
		return "the next run fails: " + o.Stderr
	}
	for _, stage := range left {
		if !strings.Contains(o.Stderr, stage) {
			return "the next run does not name " + stage
		}
		if err := os.RemoveAll(stage); err != nil {
			return err.Error()
		}
	}
	if len(beside) > 0 {
		got, err := files(target)
		if err != nil {
			return err.Error()
		}
		for _, name := range beside {
			delete(got, name)
		}
		return differ(got, b.want)
	}
	return b.complete(target)
}

func killInto(b *bench, r *result) {
	for _, s := range b.strikes(b.random("kill-into"), max(b.runs/5, 3)) {
		parent := b.place()
		target := filepath.Join(parent, "shop")
		if err := os.Mkdir(target, 0o755); err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		if err := os.WriteFile(filepath.Join(target, bystander), []byte("mine\n"), 0o600); err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		o, err := b.struck(s, target, target, "--into")
		if err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		ended, fault := tidy(s, o)
		faults := []string{fault, mine(target), b.parts(target, bystander)}
		r.saw(ended)
		switch ended {
		case "done", "killed":
			left := stages(target)
			if ended == "killed" {
				o = b.new(target, "--into")
			}
			faults = append(faults, b.named(o, left, target, bystander))
		default:
			faults = append(faults, holds(target, bystander))
		}
		r.check(s.String(), append(faults, mine(target))...)
		_ = os.RemoveAll(parent)
	}
}
