package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// screen shows how far a run is. Lines that stay are printed as they come; on a
// terminal a block below them says what is running, for how long, and what is
// left.
type screen struct {
	out   io.Writer
	width func() int // nil: not a terminal

	mu      sync.Mutex
	running []*progress
	drawn   int // lines of the block on the screen
	total   int
	ended   int
	began   time.Time
}

// progress is a combination that is running.
type progress struct {
	name, check string
	began       time.Time
}

func newScreen(out io.Writer) *screen {
	s := &screen{out: out}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		s.width = func() int {
			if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
				return width
			}
			return 80
		}
	}
	return s
}

// print writes lines that stay.
func (s *screen) print(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	fmt.Fprintf(s.out, format, args...)
	s.draw()
}

// start begins the count of a run, and redraws the block each second until the
// function that it gives is called.
func (s *screen) start(total int) (stop func()) {
	s.mu.Lock()
	s.total, s.ended, s.began = total, 0, time.Now()
	s.mu.Unlock()
	done := make(chan struct{})
	var group sync.WaitGroup
	if s.width != nil {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(time.Second):
					s.print("")
				}
			}
		})
	}
	return func() {
		close(done)
		group.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.erase()
	}
}

// begin puts a combination on the screen; its first step is still to be named.
func (s *screen) begin(name string) *progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &progress{name: name, began: time.Now()}
	s.running = append(s.running, p)
	return p
}

// at says which check a combination has come to.
func (s *screen) at(p *progress, check string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.check, p.began = check, time.Now()
}

// end takes a combination off the screen.
func (s *screen) end(p *progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	s.ended++
	s.running = slices.DeleteFunc(s.running, func(one *progress) bool { return one == p })
	s.draw()
}

// erase removes the block.
func (s *screen) erase() {
	if s.width == nil || s.drawn == 0 {
		return
	}
	fmt.Fprintf(s.out, "\x1b[%dA\x1b[J", s.drawn)
	s.drawn = 0
}

// draw writes the block.
func (s *screen) draw() {
	if s.width == nil {
		return
	}
	for _, line := range s.block(time.Now()) {
		line = line[:min(len(line), max(0, s.width()-1))]
		fmt.Fprintln(s.out, line)
		s.drawn++
	}
}

// block is what is running, a line each, and what is left.
func (s *screen) block(now time.Time) []string {
	if len(s.running) == 0 {
		return nil
	}
	lines := []string{}
	for _, one := range s.running {
		lines = append(lines, fmt.Sprintf("%-18s %-15s %4.0f s", one.name, one.check, now.Sub(one.began).Seconds()))
	}
	took := now.Sub(s.began)
	text := fmt.Sprintf("%d of %d combinations, %s", s.ended, s.total, minutes(took))
	if s.ended > 0 {
		left := time.Duration(float64(took) / float64(s.ended) * float64(s.total-s.ended))
		text += fmt.Sprintf("; about %s left", minutes(left))
	}
	return append(lines, text)
}

// minutes is a duration for people.
func minutes(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
