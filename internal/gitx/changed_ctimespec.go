//go:build darwin || netbsd || freebsd

package gitx

import (
	"syscall"
	"time"
)

// changed is when the state of a file changed last.
func changed(stat *syscall.Stat_t) time.Time { return time.Unix(stat.Ctimespec.Unix()) }
