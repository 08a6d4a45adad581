package gitx

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scaffold/internal/pack"
)

// repository makes a repository with git in a new directory.
func repository(t *testing.T, e []string, init ...string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	git(t, e, dir, append([]string{"init", "-q", "-b", "trunk"}, init...)...)
	return dir
}

// TestRecordFreshForeign commits where only git can write.
func TestRecordFreshForeign(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{true, false} {
		e := env(t)
		if known {
			e = person(e)
		}
		dir := repository(t, e, "--object-format=sha256")
		lay(t, dir, sample())
		lay(t, filepath.Join(dir, ".git"), pack.Tree{{Path: "hooks/post-commit", Data: []byte("#!/bin/sh\ntouch ran\n"), Executable: true}})
		got := record(t, request(dir, e))
		if !got.Staged || got.NoIdentity == known || (len(got.Commit) == 64) != known {
			t.Fatalf("result: %+v", got)
		}
		if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
			t.Error("a hook ran")
		}
		if !known {
			continue
		}
		healthy(t, e, dir)
		if out := git(t, e, dir, "log", "--format=%an|%ce|%at|%s"); out != "Ada|grace@example.org|1700000000|Begin with Django" {
			t.Errorf("log: %s", out)
		}
	}
}

func TestRecordFreshClone(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	dir := repository(t, e)
	git(t, e, dir, "remote", "add", "origin", "https://example.org/shop.git")
	git(t, e, dir, "config", "core.autocrlf", "false")
	lay(t, dir, pack.Tree{{Path: "LICENSE", Data: []byte("mine\n")}})
	git(t, e, dir, "add", "LICENSE")
	lay(t, dir, sample())
	r := request(dir, e)
	r.Branch = "ignored"
	got := record(t, r)
	if got.Initialized || got.Branch != "trunk" || got.Commit == "" {
		t.Fatalf("result: %+v", got)
	}
	if out := git(t, e, dir, "status", "--porcelain"); out != "A  LICENSE" {
		t.Errorf("status: %q; what was staged before stays staged and is not committed", out)
	}
	if out := git(t, e, dir, "remote", "get-url", "origin"); out != "https://example.org/shop.git" {
		t.Errorf("remote: %s", out)
	}
	git(t, e, dir, "commit", "-qm", "licence")
	healthy(t, e, dir)
}

func TestRecordUnbornWithHooks(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	dir := repository(t, e)
	lay(t, dir, sample())
	lay(t, filepath.Join(dir, ".git"), pack.Tree{{Path: "hooks/pre-commit", Data: []byte("#!/bin/sh\nexit 1\n"), Executable: true}})
	got := record(t, request(dir, e))
	if got.Commit == "" || !strings.Contains(strings.Join(got.Notes, ""), "hooks; they did not run") {
		t.Errorf("result: %+v", got)
	}
}

// committed makes a repository with a commit in which two files are removed from
// the work tree, and a conflict of a file with a directory is in the index.
func committed(t *testing.T, e []string, init ...string) string {
	t.Helper()
	dir := repository(t, e, init...)
	lay(t, dir, pack.Tree{{Path: "README.md", Data: []byte("old\n")}, {Path: "apps", Data: []byte("file\n")}, {Path: "README.md.d/x", Data: []byte("x\n")}, {Path: "manage.py/x", Data: []byte("x\n")}})
	git(t, e, dir, "add", "-A")
	git(t, e, dir, "commit", "-qm", "one")
	for _, name := range []string{"README.md", "apps", "manage.py"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// staging is a kind of repository with commits, and what is made of it.
type staging struct {
	name            string
	init            []string
	after           []string // git arguments run once committed
	noGit, unstaged bool
}

func stagings() []staging {
	return []staging{
		{name: "plain"},
		{name: "no git installed", noGit: true},
		{name: "index version 4", after: []string{"update-index", "--index-version", "4"}},
		{name: "split index", after: []string{"update-index", "--split-index"}},
		{name: "split index, no git", after: []string{"update-index", "--split-index"}, noGit: true, unstaged: true},
		{name: "assume unchanged", after: []string{"update-index", "--assume-unchanged", "README.md.d/x"}},
		{name: "skip worktree", after: []string{"update-index", "--skip-worktree", "README.md.d/x"}},
		{name: "packed", after: []string{"gc", "-q"}},
		{name: "detached", after: []string{"checkout", "-q", "--detach"}},
		{name: "sha256", init: []string{"--object-format=sha256"}},
		{name: "sha256, no git", init: []string{"--object-format=sha256"}, noGit: true, unstaged: true},
		{name: "worktreeConfig", after: []string{"config", "extensions.worktreeConfig", "true"}},
		{name: "no executable bits", after: []string{"config", "core.fileMode", "false"}},
		{name: "sha256, no executable bits", init: []string{"--object-format=sha256"}, after: []string{"config", "core.fileMode", "false"}},
	}
}

func TestRecordStagesBesideCommits(t *testing.T) {
	t.Parallel()
	for _, test := range stagings() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := person(env(t))
			dir := committed(t, e, test.init...)
			if test.after != nil {
				git(t, e, dir, test.after...)
			}
			head, flags := git(t, e, dir, "rev-parse", "HEAD"), git(t, e, dir, "ls-files", "-v", "-t", "README.md.d/x")
			lay(t, dir, sample())
			asked := e
			if test.noGit {
				asked = append(asked, "PATH=")
			}
			got := record(t, request(dir, asked))
			if got.Commit != "" || got.Initialized || got.NoIdentity || got.Staged == test.unstaged {
				t.Fatalf("result: %+v", got)
			}
			if test.unstaged {
				if len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "not staged") {
					t.Errorf("notes: %v", got.Notes)
				}
				return
			}
			if out := git(t, e, dir, "rev-parse", "HEAD"); out != head {
				t.Error("HEAD moved")
			}
			if out := git(t, e, dir, "ls-files", "-v", "-t", "README.md.d/x"); out != flags {
				t.Errorf("flags of another entry: %q, was %q", out, flags)
			}
			if out := git(t, e, dir, "diff", "--name-only"); out != "" {
				t.Errorf("not staged: %s", out)
			}
			if out := git(t, e, dir, "ls-files", "--others", "--exclude-standard"); out != "" {
				t.Errorf("untracked: %s", out)
			}
			if out := git(t, e, dir, "ls-files", "-s", "manage.py"); !strings.HasPrefix(out, "100755 ") {
				t.Errorf("manage.py: %s", out)
			}
			git(t, e, dir, "commit", "-qm", "two")
			if out := git(t, e, dir, "fsck", "--strict", "--no-progress", "--no-dangling"); out != "" {
				t.Errorf("fsck: %s", out)
			}
		})
	}
}

func TestRecordLinkedWorktree(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	main := committed(t, e)
	dir := filepath.Join(t.TempDir(), "linked")
	git(t, e, main, "worktree", "add", "-q", "--no-checkout", "-b", "side", dir)
	repo, err := Inspect(dir)
	if err != nil || !repo.Own || !repo.Linked || repo.Unborn || repo.Branch != "side" {
		t.Fatalf("%+v, %v", repo, err)
	}
	lay(t, dir, sample())
	if got := record(t, request(dir, e)); !got.Staged || got.Branch != "side" {
		t.Fatalf("result: %+v", got)
	}
	if out := git(t, e, dir, "diff", "--name-only", "--", "README.md", "apps/shop/models.py", "manage.py"); out != "" {
		t.Errorf("not staged: %s", out)
	}
}

// TestRecordFailures looks for any difference that a failure leaves in a repository.
func TestRecordFailures(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(dir string) error
		want    string
	}{
		{"index is locked", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ".git", "index.lock"), nil, 0o600)
		}, "index.lock"},
		{"branch is locked", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ".git", "refs", "heads", "trunk.lock"), nil, 0o600)
		}, "trunk.lock"},
		{"a file is missing", func(dir string) error { return os.Remove(filepath.Join(dir, "manage.py")) }, "manage.py"},
		{"a log is a directory", func(dir string) error {
			return os.MkdirAll(filepath.Join(dir, ".git", "logs", "HEAD", "x"), 0o700)
		}, "HEAD"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := person(env(t))
			dir := repository(t, e)
			lay(t, dir, sample())
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			before := listing(t, dir)
			_, err := Record(context.Background(), request(dir, e))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: %v", err)
			}
			if after := listing(t, dir); after != before {
				t.Errorf("after:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
	dir := t.TempDir()
	lay(t, dir, pack.Tree{{Path: ".git/nonsense"}})
	if _, err := Record(context.Background(), request(dir, env(t))); !errors.Is(err, errNoRepository) {
		t.Errorf("a .git that is no repository: %v", err)
	}
}

// listing gives names and contents of everything in a directory.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		b.WriteString(path)
		if !d.IsDir() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b.WriteString(" " + hashObject(3, data).String())
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInspect(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	born, unborn := committed(t, e), repository(t, e)
	lay(t, born, pack.Tree{{Path: "sub/x", Data: []byte("x")}})
	lay(t, base, pack.Tree{{Path: "broken/.git/HEAD", Data: []byte("x")}, {Path: "badfile/.git", Data: []byte("gitdir: /nowhere\n")}, {Path: "file", Data: nil}})
	if err := os.Symlink(born, filepath.Join(base, "link")); err != nil {
		t.Skip(err)
	}
	sha := repository(t, e, "--object-format=sha256")
	packed := committed(t, e)
	git(t, e, packed, "pack-refs", "--all")
	tests := []struct {
		dir  string
		want Repo
	}{
		{base, Repo{}},
		{filepath.Join(base, "a", "b"), Repo{}},
		{filepath.Join(base, "broken"), Repo{}},
		{filepath.Join(base, "badfile"), Repo{}},
		{filepath.Join(base, "file", "x"), Repo{}},
		{born, Repo{Root: born, Own: true, Branch: "trunk"}},
		{filepath.Join(born, "sub"), Repo{Root: born, Branch: "trunk"}},
		{filepath.Join(born, "no", "such"), Repo{Root: born, Branch: "trunk"}},
		{filepath.Join(base, "link"), Repo{Root: born, Own: true, Branch: "trunk"}},
		{filepath.Join(base, "link", "new"), Repo{Root: born, Branch: "trunk"}},
		{unborn, Repo{Root: unborn, Own: true, Unborn: true, Branch: "trunk"}},
		{sha, Repo{Root: sha, Own: true, Unborn: true, Branch: "trunk"}},
		{packed, Repo{Root: packed, Own: true, Branch: "trunk"}},
	}
	for _, test := range tests {
		got, err := Inspect(test.dir)
		if err != nil {
			t.Errorf("%s: %v", test.dir, err)
		}
		got.dir, got.gitDir, got.common = "", "", ""
		if got != test.want {
			t.Errorf("%s: %+v, want %+v", test.dir, got, test.want)
		}
	}
}

func TestCommitted(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	for _, init := range [][]string{nil, {"--object-format=sha256"}} {
		dir := repository(t, e, init...)
		lay(t, dir, pack.Tree{
			{Path: "same", Data: []byte("a\nb\n")}, {Path: "crlf", Data: []byte("a\nb\n")}, {Path: "changed", Data: []byte("a\n")},
			{Path: "staged", Data: []byte("a\n")}, {Path: "unstaged", Data: []byte("a\n")}, {Path: "sub/same", Data: []byte("s\n")},
			{Path: "gone", Data: []byte("s\n")},
		})
		git(t, e, dir, "add", "-A")
		git(t, e, dir, "commit", "-qm", "one")
		lay(t, dir, pack.Tree{{Path: "staged", Data: []byte("index\n")}})
		git(t, e, dir, "add", "-A")
		git(t, e, dir, "rm", "-q", "--cached", "unstaged")
		lay(t, dir, pack.Tree{{Path: "staged", Data: []byte("a\n")}, {Path: "changed", Data: []byte("b\n")}, {Path: "untracked", Data: []byte("u\n")}})
		if err := os.Remove(filepath.Join(dir, "gone")); err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{"same": true, "changed": false, "staged": false, "unstaged": false, "untracked": false, "gone": false, "absent": false}
		if init == nil {
			lay(t, dir, pack.Tree{{Path: "crlf", Data: []byte("a\r\nb\r\n")}})
			want["crlf"] = true
		}
		repo, err := Inspect(dir)
		if err != nil {
			t.Fatal(err)
		}
		for path, committed := range want {
			if got := repo.Committed(path); got != committed {
				t.Errorf("%v %s: %t, want %t", init, path, got, committed)
			}
		}
		sub, err := Inspect(filepath.Join(dir, "sub"))
		if err != nil || !sub.Committed("same") || sub.Committed("changed") {
			t.Errorf("%v: below the root: %+v, %v", init, sub, err)
		}
	}
	if (Repo{}).Committed("x") {
		t.Error("no repository, and something is committed")
	}
}
