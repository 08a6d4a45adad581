package tree

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestCopy(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no modes")
	}
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	for name, mode := range map[string]fs.FileMode{"app/main.py": 0o644, "scripts/run": 0o755, ".git/HEAD": 0o644, "app/.env": 0o600} {
		path := filepath.Join(from, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("main.py", filepath.Join(from, "app", "link")); err != nil {
		t.Fatal(err)
	}
	if err := Copy(from, to, func(name string) bool { return name == ".git" || name == "app/.env" }, 0o700); err != nil {
		t.Fatal(err)
	}
	got := map[string]fs.FileMode{}
	err := filepath.WalkDir(to, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		name, _ := filepath.Rel(to, path)
		got[name] = info.Mode().Perm()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{".": 0o700, "app": 0o700, "app/main.py": 0o600, "scripts": 0o700, "scripts/run": 0o700}
	for name, mode := range want {
		if got[name] != mode {
			t.Errorf("%s has mode %s, want %s", name, got[name], mode)
		}
	}
	if len(got) != len(want) {
		t.Errorf("copied %v", got)
	}
	if Copy(filepath.Join(from, "none"), to, func(string) bool { return false }, 0o755) == nil {
		t.Error("copied a folder that is not there")
	}
}
