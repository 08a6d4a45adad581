//go:build unix

package project

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"scaffold/internal/pack"
)

// canary makes a folder outside of the target, and a function that says what was
// done to it.
func canary(t *testing.T) (dir string, touched func() string) {
	t.Helper()
	dir = t.TempDir()
	put(t, dir, map[string]string{"canary": "alive"})
	return dir, func() string {
		entries, err := os.ReadDir(dir)
		data, _ := os.ReadFile(filepath.Join(dir, "canary"))
		if err != nil || len(entries) != 1 || string(data) != "alive" {
			return string(data) + " beside " + strings.Join(names(entries), ", ")
		}
		return ""
	}
}

func names(entries []os.DirEntry) []string {
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

// TestLinksInTargets: a link that stands where the project has a folder or a file
// is refused: to a folder outside, to a link to one, to nowhere, to itself.
// Nothing is written through it.
func TestLinksInTargets(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"apps", "apps/shop", "manage.py", "README.md"} {
		for _, kind := range []string{"folder", "file", "chain", "nowhere", "circle"} {
			outside, touched := canary(t)
			target := t.TempDir()
			put(t, target, map[string]string{"notes.txt": "n", "apps/x": "x"})
			path := filepath.Join(target, filepath.FromSlash(name))
			to := map[string]string{
				"folder": outside, "file": filepath.Join(outside, "canary"), "chain": filepath.Join(target, "middle"),
				"nowhere": filepath.Join(outside, "new"), "circle": path,
			}[kind]
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, path); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, filepath.Join(target, "middle")); err != nil {
				t.Fatal(err)
			}
			if _, err := into(target); err == nil || !strings.Contains(err.Error(), "is a symbolic link") {
				t.Errorf("%s, %s: %v", name, kind, err)
			}
			if what := touched(); what != "" {
				t.Errorf("%s, %s: outside there is %s", name, kind, what)
			}
		}
	}
}

// TestLinksThatAppear swaps a folder or a file of the target for a link while the
// project is written: the run fails, and nothing outside is changed.
func TestLinksThatAppear(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"folder:apps/shop", "move:manage.py", "move:apps/shop/models.py", "commit"} {
		outside, touched := canary(t)
		target := t.TempDir()
		put(t, target, map[string]string{"notes.txt": "n", "apps/theirs": "x"})
		p, err := into(target)
		if err != nil {
			t.Fatal(err)
		}
		swapped := false
		_, err = Write(context.Background(), p, WriteOptions{fault: func(step string) error {
			if step != at {
				return nil
			}
			swapped = true
			if err := os.Rename(filepath.Join(target, "apps"), filepath.Join(target, "was")); err != nil {
				return err
			}
			return os.Symlink(outside, filepath.Join(target, "apps"))
		}})
		// Later than that everything in the folder has been written already.
		if (at == "folder:apps/shop" || at == "move:apps/shop/models.py") && err == nil {
			t.Errorf("%s: no error", at)
		}
		if what := touched(); what != "" {
			t.Errorf("%s: outside there is %s", at, what)
		}
		if !swapped {
			t.Errorf("%s: no such step", at)
		}
	}
}

// TestSpecialFilesInTargets: pipes and devices where the project has a file, or
// where a README may stay, are named and never opened, which could wait forever.
func TestSpecialFilesInTargets(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"manage.py", "apps", "README.md", ".gitignore", "LICENSE"} {
		target := t.TempDir()
		put(t, target, map[string]string{"notes.txt": "n"})
		if err := syscall.Mkfifo(filepath.Join(target, name), 0o600); err != nil {
			t.Skip(err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := into(target)
			if err == nil {
				var found Target
				if found, err = Inspect(target); err == nil {
					_, err = NewPlan(sample(), found, PlanOptions{})
				}
			}
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil {
				t.Errorf("%s: taken", name)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: it waits", name)
		}
	}
}

// TestHostileTrees: what a pack could make a project write where it does harm is
// refused by name: above the project, git's own files, names that Windows or
// macOS take for others.
func TestHostileTrees(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"../x", "/abs", "a/../../x", `..\x`, `C:\x`, "C:x", "a\x00b", "a.", "a ", " a", "CON", "con.txt", "a/NUL.py", "com¹", "conin$", "a/./b", "a//b", "",
		".git/hooks/post-checkout", ".git/config", ".GIT/config", ".Git", "git~1/config", "GIT~2", ".gitmodules", ".GITMODULES", "sub/.git/config",
		"e\u0301", "\u202efdp.exe", "a\u200bb", "a\x1b[2Jb", "a:stream", "a?b", "a*", strings.Repeat("x", 256), strings.Repeat("d/", 120) + "x", "\xff",
	} {
		if len(CheckPaths(pack.Tree{{Path: name}})) == 0 {
			t.Errorf("%q is taken", name)
		}
	}
	for _, pair := range [][2]string{{"README", "readme"}, {"a/b", "A/c"}, {"a", "a/b"}, {"x", "x"}, {"ſ", "s"}} {
		if len(CheckPaths(pack.Tree{{Path: pair[0]}, {Path: pair[1]}})) == 0 {
			t.Errorf("%q beside %q are taken", pair[0], pair[1])
		}
	}
}
