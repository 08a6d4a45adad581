package proc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// FreePort asks the system for a loopback port that nobody uses.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// Fatal is an error after which trying again is of no use.
type Fatal struct{ Err error }

// Error gives the text of the error itself.
func (f Fatal) Error() string { return f.Err.Error() }

// Eventually tries until it works, cannot work any more, or time is up; then
// the last error is the answer.
func Eventually(ctx context.Context, limit time.Duration, try func() error) error {
	deadline := time.Now().Add(limit)
	for {
		err := try()
		if err == nil {
			return nil
		}
		if stop, ok := errors.AsType[Fatal](err); ok {
			return stop.Err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %s: %w", limit, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
