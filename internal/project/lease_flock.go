//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package project

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// claim marks a staging directory as being worked in until the result is closed
// or the process ends, however it ends. nil: the file system knows no locks.
func claim(dir string) io.Closer {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX); err != nil {
		d.Close()
		return nil
	}
	return d
}

// abandoned reports whether a staging directory is there and no process works in
// it.
func abandoned(dir string) bool {
	d, err := os.Open(dir)
	if errors.Is(err, os.ErrNotExist) {
		return false
	}
	if err != nil {
		return true // somebody else's, or unreadable: it is to be named
	}
	defer d.Close()
	return !errors.Is(syscall.Flock(int(d.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
