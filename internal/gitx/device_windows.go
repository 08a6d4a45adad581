package gitx

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// sameDevice reports whether two directories are on one volume.
func sameDevice(a, b string) bool { return filepath.VolumeName(a) == filepath.VolumeName(b) }

// fillStat puts into an entry what git compares to see that a file is unchanged.
func fillStat(entry *index.Entry, info fs.FileInfo) {
	entry.ModifiedAt = info.ModTime()
	entry.Size = uint32(info.Size())
	if stat, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		entry.CreatedAt = time.Unix(0, stat.CreationTime.Nanoseconds())
	}
}
