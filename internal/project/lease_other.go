//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package project

import (
	"io"
	"os"
)

// claim does nothing: a directory cannot be locked here.
func claim(string) io.Closer { return nil }

// abandoned reports whether a staging directory is there; whether a process
// works in it cannot be told here.
func abandoned(dir string) bool {
	_, err := os.Lstat(dir)
	return err == nil
}
