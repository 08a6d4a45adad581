package prompt

import (
	"bytes"
	"context"
	"os"
)

// stdio is the terminal as survey sees it during one question.
type stdio struct {
	reader *reader
	writer *writer
}

func newStdio(ctx context.Context, k *keys, in, out *os.File) *stdio {
	w := &writer{file: out}
	r := &reader{ctx: ctx, keys: k, file: in, writer: w}
	return &stdio{r, w}
}

// reader gives survey one byte at a time, so that the buffer it makes for each
// question holds nothing of the next one.
type reader struct {
	ctx    context.Context
	keys   *keys
	file   *os.File
	writer *writer
	before func(key byte) // sees a key before survey does
	queue  []byte         // keys that come before those of the keyboard
}

// Fd is the terminal, whose mode survey changes.
func (r *reader) Fd() uintptr { return r.file.Fd() }

func (r *reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if r.writer.queries > 0 {
		r.writer.queries--
		return copy(p, cursorReport), nil
	}
	if len(r.queue) > 0 { // and nothing of it is seen before the last
		p[0], r.queue = r.queue[0], r.queue[1:]
		return 1, nil
	}
	if err := r.writer.flush(); err != nil {
		return 0, err
	}
	key, err := r.keys.key(r.ctx)
	if err != nil {
		return 0, err
	}
	if r.before != nil {
		r.before(key)
	}
	p[0] = key
	return 1, nil
}

// A terminal that does not answer the query for the cursor's position would
// hang survey, so it never gets the query. None of our questions depends on the
// position; the report is there for the day when survey asks all the same.
const (
	cursorQuery  = "\x1b[6n"
	cursorReport = "\x1b[1;1R"
	showCursor   = "\x1b[?25h"
)

// writer collects what survey draws until a key is wanted: a screen is written
// at once and does not flicker.
type writer struct {
	file    *os.File
	pending []byte
	queries int
}

// Fd is the terminal, whose width survey asks for.
func (w *writer) Fd() uintptr { return w.file.Fd() }

func (w *writer) Write(p []byte) (int, error) {
	if n := bytes.Count(p, []byte(cursorQuery)); n > 0 {
		w.queries += n
		w.pending = append(w.pending, bytes.ReplaceAll(p, []byte(cursorQuery), nil)...)
		return len(p), nil
	}
	w.pending = append(w.pending, p...)
	return len(p), nil
}

func (w *writer) flush() error {
	_, err := w.file.Write(w.pending)
	w.pending = w.pending[:0]
	return err
}

func (w *writer) end() error {
	w.pending = append(w.pending, showCursor...)
	return w.flush()
}
