//go:build unix

package project

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestWriteUmask is not parallel: the umask belongs to the process.
func TestWriteUmask(t *testing.T) {
	tests := []struct {
		umask           int
		dir, file, exec fs.FileMode
	}{
		{0o000, 0o777, 0o644, 0o755},
		{0o002, 0o775, 0o644, 0o755},
		{0o022, 0o755, 0o644, 0o755},
		{0o027, 0o750, 0o640, 0o750},
		{0o077, 0o700, 0o600, 0o700},
	}
	for _, test := range tests {
		for _, existing := range []bool{false, true} {
			base := t.TempDir()
			target := filepath.Join(base, "shop")
			if existing {
				put(t, base, map[string]string{"shop/": ""})
			}
			p := plan(t, target)
			old := syscall.Umask(test.umask)
			_, err := Write(context.Background(), p, WriteOptions{})
			syscall.Umask(old)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]fs.FileMode{"": test.dir, "apps": test.dir, "apps/shop": test.dir, "README.md": test.file, "manage.py": test.exec, EnvName: 0o600}
			if existing {
				want[""] = 0o755
			}
			for name, mode := range want {
				info, err := os.Stat(filepath.Join(target, name))
				if err != nil || info.Mode().Perm() != mode {
					t.Errorf("umask %03o, existing %t, %q: %v, want %v, %v", test.umask, existing, name, info.Mode().Perm(), mode, err)
				}
			}
		}
	}
}
