package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBlock(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newScreen(&out)
	s.began, s.total = time.Now(), 4
	first := s.begin("default-django")
	s.at(first, checkSetup)
	s.end(s.begin("django-01"))
	got := s.block(s.began.Add(90 * time.Second))
	want := []string{"default-django     setup             90 s", "1 of 4 combinations, 2m; about 5m left"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	s.print("a line\n")
	if out.String() != "a line\n" {
		t.Errorf("not a terminal, and yet %q", out.String())
	}
}

// What is drawn on a terminal is taken away before a line that stays.
func TestDraw(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newScreen(&out)
	s.width = func() int { return 20 }
	stop := s.start(2)
	s.begin("default-django")
	s.print("one\n")
	s.print("two\n")
	stop()
	text := out.String()
	if strings.Count(text, "\x1b[2A\x1b[J") != 2 || !strings.HasSuffix(text, "\x1b[2A\x1b[J") {
		t.Errorf("%q", text)
	}
	for line := range strings.Lines(text) {
		if plain := strings.TrimPrefix(line, "\x1b[2A\x1b[J"); len(plain) > 20 {
			t.Errorf("wider than the terminal: %q", plain)
		}
	}
}
