//go:build unix

package container

import (
	"io/fs"
	"syscall"
)

// mayWrite reports whether a user who belongs to the group of the same number
// may write.
func mayWrite(info fs.FileInfo, user int) bool {
	mode := info.Mode().Perm()
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return mode&0o002 != 0
	}
	return mode&0o002 != 0 || int(stat.Uid) == user && mode&0o200 != 0 || int(stat.Gid) == user && mode&0o020 != 0
}
