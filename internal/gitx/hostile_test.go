//go:build unix

package gitx

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"scaffold/internal/pack"
)

// TestHostileRepositoryRunsNothing records a project in a repository that its
// owner has filled with commands: hooks, filters for every file, a monitor, a
// pager, an editor, an external diff. In a format that only git can write, git
// itself is run; nothing of the repository's is.
func TestHostileRepositoryRunsNothing(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"sha1", "sha256"} {
		e := person(env(t))
		dir := repository(t, e, "--object-format="+format)
		canary := filepath.Join(t.TempDir(), "canary")
		command := "touch " + canary + "; cat"
		hook := "#!/bin/sh\ntouch " + canary + "\n"
		var hooks pack.Tree
		for _, name := range []string{"pre-commit", "commit-msg", "post-commit", "prepare-commit-msg", "post-index-change", "reference-transaction"} {
			hooks = append(hooks, pack.File{Path: "hooks/" + name, Data: []byte(hook), Executable: true})
		}
		lay(t, filepath.Join(dir, ".git"), hooks)
		for _, key := range []string{
			"filter.trap.clean", "filter.trap.process", "filter.a=b.clean", "core.fsmonitor", "core.pager", "core.editor",
			"diff.external", "diff.trap.textconv", "core.sshCommand", "gpg.program",
		} {
			git(t, e, dir, "config", key, command)
		}
		git(t, e, dir, "config", "filter.trap.required", "true")
		git(t, e, dir, "config", "commit.gpgSign", "true")
		git(t, e, dir, "config", "core.hooksPath", filepath.Join(dir, ".git", "hooks"))
		files := append(sample(), pack.File{Path: ".gitattributes", Data: []byte("*.py filter=trap diff=trap\nREADME.md filter=a=b\n")})
		lay(t, dir, files)
		r := request(dir, e)
		r.Tree = files
		if got := record(t, r); !got.Staged {
			t.Errorf("%s: not staged: %+v", format, got)
		}
		repo, err := Inspect(dir)
		if err != nil || !repo.Own {
			t.Fatalf("%s: %+v, %v", format, repo, err)
		}
		repo.Committed("README.md")
		if _, err := os.Lstat(canary); err == nil {
			t.Errorf("%s: a command of the repository was run", format)
		}
	}
}

// TestFiltersOfTheUserStay: large files are stored through a filter that the
// user has set up, and whose absence would commit them.
func TestFiltersOfTheUserStay(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	dir := repository(t, e, "--object-format=sha256")
	git(t, e, dir, "config", "--global", "filter.large.clean", "echo pointer")
	files := pack.Tree{{Path: ".gitattributes", Data: []byte("*.bin filter=large\n")}, {Path: "logo.bin", Data: []byte("bytes")}}
	lay(t, dir, files)
	r := request(dir, e)
	r.Tree = files
	record(t, r)
	if got := git(t, e, dir, "show", ":logo.bin"); got != "pointer" {
		t.Errorf("committed as %q", got)
	}
}

// TestHostileRepositoryFiles puts pipes, devices and huge files in the places of
// a repository's files: nothing hangs, nothing fills the memory.
func TestHostileRepositoryFiles(t *testing.T) {
	t.Parallel()
	pipe := func(path string) error { return syscall.Mkfifo(path, 0o600) }
	endless := func(path string) error { return os.Symlink("/dev/zero", path) }
	huge := func(path string) error {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return err
		}
		return os.Truncate(path, maxIndex+1)
	}
	for _, name := range []string{".git", ".git/HEAD", ".git/config", ".git/commondir", ".git/packed-refs", ".git/index"} {
		for kind, put := range map[string]func(string) error{"pipe": pipe, "endless": endless, "huge": huge} {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				e := person(env(t))
				dir := repository(t, e)
				lay(t, dir, sample())
				path := filepath.Join(dir, filepath.FromSlash(name))
				if err := errors.Join(os.RemoveAll(path), put(path)); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
				defer cancel()
				done := make(chan error, 1)
				go func() {
					repo, _ := Inspect(dir)
					repo.Committed("README.md")
					_, err := Record(ctx, request(dir, e))
					done <- err
				}()
				select {
				case err := <-done:
					if errors.Is(err, context.DeadlineExceeded) {
						t.Error("it waited")
					}
				case <-time.After(30 * time.Second):
					t.Error("it hangs")
				}
			})
		}
	}
}

// TestRecordScratch builds a repository elsewhere and moves it to its place; when
// that fails nothing is left in either.
func TestRecordScratch(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	for _, fails := range []bool{false, true} {
		dir, scratch := t.TempDir(), t.TempDir()
		lay(t, dir, sample())
		r := request(dir, e)
		r.Scratch = scratch
		ctx, cancel := context.WithCancel(context.Background())
		if fails {
			r.Branch = "a..b"
		}
		got, err := Record(ctx, r)
		cancel()
		if (err != nil) != fails {
			t.Fatalf("fails %t: %v", fails, err)
		}
		if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
			t.Errorf("fails %t: left in scratch: %v, %v", fails, left, err)
		}
		_, err = os.Lstat(filepath.Join(dir, ".git"))
		if (err == nil) == fails {
			t.Errorf("fails %t: .git: %v", fails, err)
		}
		if !fails {
			healthy(t, e, dir)
			if !got.Initialized || strings.Trim(got.Commit, "0123456789abcdef") != "" || got.Commit == "" {
				t.Errorf("%+v", got)
			}
		}
	}
}

// TestGitOfAnotherFolder: a program called git in the folder that somebody stands
// in, which may be anybody's, is not run because PATH has a relative entry.
func TestGitOfAnotherFolder(t *testing.T) {
	dir := t.TempDir()
	lay(t, dir, pack.Tree{{Path: "git", Data: []byte("#!/bin/sh\n"), Executable: true}, {Path: "bin/git", Data: []byte("#!/bin/sh\n"), Executable: true}})
	t.Chdir(dir)
	for _, path := range []string{".", "", "bin", "./bin:.", "../" + filepath.Base(dir)} {
		if found, ok := (environment{"PATH=" + path}).binary(); ok {
			t.Errorf("PATH=%s: %s", path, found)
		}
	}
	if _, ok := (environment{"PATH=" + filepath.Join(dir, "bin")}).binary(); !ok {
		t.Error("an absolute entry is not found")
	}
}
