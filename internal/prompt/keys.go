package prompt

import (
	"context"
	"io"
	"time"
)

// Control characters that end a question, and those that the survey library
// takes for the keys which a terminal sends as a sequence.
const (
	ctrlC    = 0x03
	ctrlD    = 0x04
	escape   = 0x1b
	keyHome  = 0x01
	keyLeft  = 0x02
	keyRight = 0x06
	keyDown  = 0x0e
	keyUp    = 0x10
	keyEnd   = 0x11
	keyErase = 0x12 // the key marked Del
)

// escapeWait is how long the rest of a key's sequence may take to arrive. After
// it, Esc was pressed alone.
const escapeWait = 50 * time.Millisecond

// keys reads a terminal byte by byte, and only when a byte is wanted: what is
// typed ahead waits in the terminal, for the next question or for the shell. A
// read that was abandoned because the context ended serves the next caller.
type keys struct {
	source  io.Reader
	results chan result
	reading bool
}

type result struct {
	b   byte
	err error
}

func newKeys(source io.Reader) *keys {
	return &keys{source: source, results: make(chan result, 1)}
}

// next gives the next byte. ok is false when the timer fires first; a nil timer
// never does.
func (k *keys) next(ctx context.Context, timer <-chan time.Time) (b byte, ok bool, err error) {
	if ctx.Err() != nil {
		return 0, false, context.Cause(ctx)
	}
	if !k.reading {
		k.reading = true
		go func() {
			var one [1]byte
			_, err := io.ReadFull(k.source, one[:])
			k.results <- result{one[0], err}
		}()
	}
	select {
	case <-ctx.Done():
		return 0, false, context.Cause(ctx)
	case <-timer:
		return 0, false, nil
	case r := <-k.results:
		k.reading = false
		if r.err != nil {
			return 0, false, ErrDeclined // the terminal is gone, or Ctrl-D ended a line
		}
		return r.b, true, nil
	}
}

// key gives the next key as one byte. Sequences of keys that mean nothing in a
// question are dropped, and so is Esc alone.
func (k *keys) key(ctx context.Context) (byte, error) {
	for {
		b, _, err := k.next(ctx, nil)
		for err == nil && b == escape {
			b, err = k.sequence(ctx)
		}
		switch {
		case err != nil:
			return 0, err
		case b == ctrlC:
			return 0, ErrInterrupted
		case b == ctrlD:
			return 0, ErrDeclined
		case b != 0:
			return b, nil
		}
	}
}

// sequence reads what follows Esc: the byte of a known key, 0 for a key to drop,
// or the ordinary byte that came after a lone Esc.
func (k *keys) sequence(ctx context.Context) (byte, error) {
	timer := time.NewTimer(escapeWait)
	defer timer.Stop()
	b, ok, err := k.next(ctx, timer.C)
	if err != nil || !ok {
		return 0, err
	}
	if b != '[' && b != 'O' {
		return b, nil
	}
	var parameters []byte
	for {
		b, ok, err = k.next(ctx, timer.C)
		if err != nil || !ok {
			return 0, err
		}
		if b == escape || b < ' ' {
			return b, nil // a sequence that was cut off
		}
		if b >= '@' {
			return named(b, string(parameters)), nil
		}
		parameters = append(parameters, b)
	}
}

// named is the key of a sequence by its last byte and what stands before it.
func named(last byte, parameters string) byte {
	switch last {
	case 'A':
		return keyUp
	case 'B':
		return keyDown
	case 'C':
		return keyRight
	case 'D':
		return keyLeft
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	case '~':
		switch parameters {
		case "1", "7":
			return keyHome
		case "4", "8":
			return keyEnd
		case "3":
			return keyErase
		}
	}
	return 0
}
