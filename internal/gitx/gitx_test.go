package gitx

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scaffold/internal/pack"
)

// sample is a small project with what matters to git: nesting, names whose order
// differs between a tree and an index, an executable, an empty file, bytes.
func sample() pack.Tree {
	return pack.Tree{
		{Path: ".gitignore", Data: []byte("*.pyc\n")},
		{Path: "README.md", Data: []byte("# shop\n")},
		{Path: "apps.py", Data: []byte("a\n")},
		{Path: "apps/__init__.py", Data: nil},
		{Path: "apps/shop/models.py", Data: []byte("class Shop: ...\n")},
		{Path: "apps0", Data: []byte("0\n")},
		{Path: "manage.py", Data: []byte("#!/usr/bin/env python\n"), Executable: true},
		{Path: "static/logo.bin", Data: []byte{0, 1, 2, 255, '\n', '\r'}},
		{Path: "with space/ümlaut.txt", Data: []byte("ü\n")},
	}
}

// env is an environment of nobody: an empty home, no configuration.
func env(t *testing.T, more ...string) []string {
	t.Helper()
	home := t.TempDir()
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "xdg"),
		"GIT_CONFIG_NOSYSTEM=1", "TZ=UTC", "LC_ALL=C",
	}, more...)
}

// person adds an identity to an environment.
func person(list []string) []string {
	return append(list, "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.org",
		"GIT_COMMITTER_NAME=Grace", "GIT_COMMITTER_EMAIL=grace@example.org")
}

func lay(t *testing.T, dir string, tree pack.Tree) {
	t.Helper()
	for _, f := range tree {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o644)
		if f.Executable {
			mode = 0o755
		}
		if err := os.WriteFile(path, f.Data, mode); err != nil {
			t.Fatal(err)
		}
	}
}

// git runs the installed git, which is the oracle of these tests.
func git(t *testing.T, env []string, dir string, args ...string) string {
	t.Helper()
	path, ok := process(env).binary()
	if !ok {
		t.Skip("git is not installed: no oracle")
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimRight(string(out), "\n")
}

func request(dir string, env []string) Request {
	return Request{Dir: dir, Tree: sample(), Message: "Begin with Django\n\nVerdict: clear.\n", When: time.Unix(1700000000, 0).UTC(), Env: env}
}

func record(t *testing.T, r Request) Result {
	t.Helper()
	result, err := Record(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// healthy asks git about the repository: sound, clean, and no file looks touched.
func healthy(t *testing.T, env []string, dir string) {
	t.Helper()
	if out := git(t, env, dir, "diff-files", "--name-only"); out != "" {
		t.Errorf("diff-files (before any refresh): %s", out)
	}
	if out := git(t, env, dir, "fsck", "--strict", "--no-progress"); out != "" {
		t.Errorf("fsck: %s", out)
	}
	if out := git(t, env, dir, "status", "--porcelain"); out != "" {
		t.Errorf("status: %s", out)
	}
}

func TestRecordNewRepository(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	dir := t.TempDir()
	lay(t, dir, sample())
	r := request(dir, e)
	r.Tree = append(r.Tree, pack.File{Path: "local.txt", Class: pack.ClassLocal, Data: []byte("secret")})
	got := record(t, r)
	if !got.Initialized || got.Branch != "main" || !got.Staged || got.NoIdentity || len(got.Commit) != 40 || len(got.Notes) != 0 {
		t.Fatalf("result: %+v", got)
	}
	healthy(t, e, dir)
	format := git(t, e, dir, "log", "--format=%H|%an|%ae|%cn|%ce|%at|%s|%b")
	want := got.Commit + "|Ada|ada@example.org|Grace|grace@example.org|1700000000|Begin with Django|Verdict: clear."
	if format != want {
		t.Errorf("log:\n%s\nwant\n%s", format, want)
	}
	if out := git(t, e, dir, "reflog", "--format=%gs"); out != "commit (initial): Begin with Django" {
		t.Errorf("reflog: %s", out)
	}
	// The tree is the one that git itself would make of these files.
	tree := git(t, e, dir, "rev-parse", "HEAD^{tree}")
	other := t.TempDir()
	lay(t, other, sample())
	git(t, e, other, "init", "-q")
	git(t, e, other, "add", "-A")
	if git(t, e, other, "write-tree") != tree {
		t.Error("the tree differs from git's")
	}
	if out := git(t, e, dir, "ls-files", "-s", "manage.py"); !strings.HasPrefix(out, "100755 ") {
		t.Errorf("manage.py: %s", out)
	}
	packs, _ := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*"))
	if len(packs) != 2 {
		t.Errorf("one pack and its index expected: %v", packs)
	}
	// What git does next works on it: gc, a second commit.
	lay(t, dir, pack.Tree{{Path: "new.txt", Data: []byte("n")}})
	git(t, e, dir, "add", "-A")
	git(t, e, dir, "commit", "-qm", "two")
	git(t, e, dir, "gc", "-q")
	healthy(t, e, dir)
}

func TestRecordBranch(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, config, asked, want string }{
		{"none", "", "", "main"},
		{"of the configuration", "[init]\n\tdefaultBranch = trunk\n", "", "trunk"},
		{"asked for", "[init]\n\tdefaultBranch = trunk\n", "team/first", "team/first"},
		{"of an include", "[include]\n\tpath = more\n", "", "included"},
		{"not a name", "[init]\n\tdefaultBranch = a..b\n", "", "main"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := person(env(t))
			home := process(e).home()
			lay(t, home, pack.Tree{{Path: ".gitconfig", Data: []byte(test.config)}, {Path: "more", Data: []byte("[init]\ndefaultBranch=included\n")}})
			dir := t.TempDir()
			lay(t, dir, sample())
			r := request(dir, e)
			r.Branch = test.asked
			if _, ok := process(e).binary(); !ok && strings.Contains(test.config, "include") {
				t.Skip("git is not installed")
			}
			got := record(t, r)
			if got.Branch != test.want {
				t.Errorf("branch %q, want %q", got.Branch, test.want)
			}
			if out := git(t, e, dir, "branch", "--show-current"); out != test.want {
				t.Errorf("git says %q", out)
			}
			healthy(t, e, dir)
		})
	}
	_, err := Record(context.Background(), Request{Dir: t.TempDir(), Branch: "a b", Env: env(t)})
	if err == nil || !strings.Contains(err.Error(), "no spaces") {
		t.Errorf("branch with a space: %v", err)
	}
}

func TestCheckBranch(t *testing.T) {
	t.Parallel()
	names := []string{"main", "a/b", "release-1.0", "ü", "@a", "", "HEAD", "@", "-a", "a b", "a..b", "a/", "/a", "a//b",
		".a", "a/.b", "a.lock", "a.lock/b", "a.", "a~", "a^", "a:b", "a?", "a*", "a[", `a\b`, "a@{b", "a\x01", "a\x7f"}
	dir, e := t.TempDir(), env(t)
	for _, name := range names {
		path, ok := process(e).binary()
		if !ok {
			t.Skip("git is not installed: no oracle")
		}
		cmd := exec.Command(path, "check-ref-format", "refs/heads/"+name)
		cmd.Dir, cmd.Env = dir, e
		valid := cmd.Run() == nil && name != "HEAD" && name != "@" && !strings.HasPrefix(name, "-")
		if err := CheckBranch(name); (err == nil) != valid {
			t.Errorf("%q: %v, git says valid=%t", name, err, valid)
		}
	}
}

func TestRecordNotes(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "PATH="} {
		e := person(env(t))
		if path != "" {
			e = append(e, path)
		}
		lay(t, process(e).home(), pack.Tree{{Path: ".gitconfig", Data: []byte("[commit]\n\tgpgSign\n[core]\n\thooksPath = /x\n[init]\n\ttemplateDir = /y\n")}})
		dir := t.TempDir()
		lay(t, dir, sample())
		got := record(t, request(dir, e))
		notes := strings.Join(got.Notes, "\n")
		for _, want := range []string{"commit.gpgsign", "core.hooksPath", "init.templateDir"} {
			if path == "" && !strings.Contains(notes, want) || got.Commit == "" {
				t.Errorf("%s: no note on %s: %+v", path, want, got)
			}
		}
	}
}

func TestRecordSlowGit(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	lay(t, bin, pack.Tree{{Path: "git", Data: []byte("#!/bin/sh\nexec sleep 60\n"), Executable: true}})
	dir := t.TempDir()
	lay(t, dir, sample())
	e := append(env(t), "PATH="+bin+":/bin:/usr/bin")
	start := time.Now()
	if got := record(t, request(dir, e)); !got.NoIdentity {
		t.Errorf("result: %+v", got)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestRecordCancelled(t *testing.T) {
	t.Parallel()
	cause := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	dir := t.TempDir()
	lay(t, dir, sample())
	if _, err := Record(ctx, request(dir, env(t))); !errors.Is(err, cause) {
		t.Errorf("error: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		t.Error(".git was left")
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	before := pack.Tree{
		{Path: "change.txt", Data: []byte("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n")},
		{Path: "end.txt", Data: []byte("no newline")},
		{Path: "same.txt", Data: []byte("same\n")},
		{Path: "with space/ü.txt", Data: []byte("a\n")},
	}
	changes := []Change{
		{Path: "change.txt", Old: before[0].Data, New: []byte("one\n2\nthree\nfour\nfive\nsix\nseven\n8\nnine\n")},
		{Path: "end.txt", Old: before[1].Data, New: []byte("now with\n")},
		{Path: "same.txt", Old: before[2].Data, New: before[2].Data},
		{Path: "with space/ü.txt", Old: before[3].Data, New: []byte("b")},
		{Path: "new/deep.sh", New: []byte("#!/bin/sh\n"), Executable: true},
		{Path: "new/no-newline", New: []byte("x")},
		{Path: "new/empty", New: []byte{}},
		{Path: "new/two words.txt", New: []byte("x\n")},
	}
	var out bytes.Buffer
	if err := Diff(&out, changes); err != nil {
		t.Fatal(err)
	}
	dir, e := t.TempDir(), env(t)
	lay(t, dir, before)
	git(t, e, dir, "init", "-q")
	if err := os.WriteFile(filepath.Join(dir, "p.diff"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	git(t, e, dir, "apply", "--whitespace=nowarn", "p.diff")
	for _, c := range changes {
		path := filepath.Join(dir, filepath.FromSlash(c.Path))
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, c.New) {
			t.Errorf("%s: %q, %v\n%s", c.Path, got, err, &out)
			continue
		}
		if info, _ := os.Stat(path); (info.Mode()&0o100 != 0) != c.Executable {
			t.Errorf("%s: mode %v", c.Path, info.Mode())
		}
	}
	out.Reset()
	if err := Diff(&out, []Change{{Path: "b.bin", New: []byte{0, 1}}}); err != nil || !strings.Contains(out.String(), "Binary files /dev/null and b/b.bin differ") {
		t.Errorf("binary: %v\n%s", err, &out)
	}
}
