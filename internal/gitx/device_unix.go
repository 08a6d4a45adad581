//go:build unix

package gitx

import (
	"io/fs"
	"os"
	"syscall"

	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// sameDevice reports whether two directories are on one file system: git looks
// for a repository no further.
func sameDevice(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	if err != nil {
		return false
	}
	x, ok := first.Sys().(*syscall.Stat_t)
	y, too := second.Sys().(*syscall.Stat_t)
	return !ok || !too || x.Dev == y.Dev
}

// fillStat puts into an entry what git compares to see that a file is unchanged.
func fillStat(entry *index.Entry, info fs.FileInfo) {
	entry.ModifiedAt = info.ModTime()
	entry.Size = uint32(info.Size())
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		entry.CreatedAt = changed(stat)
		entry.Dev, entry.Inode = uint32(stat.Dev), uint32(stat.Ino)
		entry.UID, entry.GID = stat.Uid, stat.Gid
	}
}
