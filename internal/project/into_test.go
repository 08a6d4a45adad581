package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// into plans beside what is there.
func into(dir string, committed ...string) (Plan, error) {
	target, err := Inspect(dir)
	if err != nil {
		return Plan{}, err
	}
	if target, err = target.Look(sample()); err != nil {
		return Plan{}, err
	}
	return NewPlan(sample(), target, PlanOptions{
		Env: &secrets, Into: true, Committed: func(path string) bool { return slices.Contains(committed, path) },
	})
}

// times gives what a snapshot does not: when everything was changed last.
func times(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// neighbours is a directory that the project can be put into.
type neighbours struct {
	name      string
	before    map[string]string // below the target
	committed []string
	stays     []string
	same      []string
	replaced  []string
	env       string // "" when there is none before
}

func neighbourhoods() []neighbours {
	return []neighbours{
		{name: "beside", before: map[string]string{"notes.txt": "n"}, stays: []string{"notes.txt"}},
		{name: "in a directory of the project", before: map[string]string{"apps/other/x.py": "x"}, stays: []string{"apps/other/x.py"}},
		{
			name: "partly there", before: map[string]string{"notes.txt": "n", "apps/__init__.py": "", "README.md": "# shop\n", "manage.py": "#!\n"},
			stays: []string{"notes.txt"}, same: []string{"README.md", "apps/__init__.py", "manage.py"},
		},
		{
			name: "committed", before: map[string]string{"x/y": "z", ".git/HEAD": "h", "README.md": "old\n", "LICENSE": "mit"},
			committed: []string{"README.md"}, stays: []string{"x/y", ".git/HEAD", "LICENSE"}, replaced: []string{"README.md"},
		},
		{name: "its own .env", before: map[string]string{".env": "MINE=1\n"}, env: "MINE=1\n"},
	}
}

func TestInto(t *testing.T) {
	t.Parallel()
	for _, n := range neighbourhoods() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, n.before)
			p, err := into(dir, n.committed...)
			if err != nil {
				t.Fatal(err)
			}
			kept := []string(nil)
			if n.env != "" {
				kept = []string{EnvName}
			}
			if !slices.Equal(p.Same(), n.same) || !slices.Equal(p.Replaced(), n.replaced) && len(n.replaced) > 0 || !slices.Equal(p.Kept(), kept) ||
				len(p.Changes()) != len(sample())-len(n.same) || len(p.Tree()) != len(sample()) {
				t.Errorf("same %v, replaced %v, kept %v, %d changes", p.Same(), p.Replaced(), p.Kept(), len(p.Changes()))
			}
			result, err := Write(context.Background(), p, WriteOptions{})
			if err != nil || len(result.Leftovers) > 0 {
				t.Fatalf("%+v, %v", result, err)
			}
			if n.env != "" {
				data, err := os.ReadFile(filepath.Join(dir, EnvName))
				if err != nil || string(data) != n.env {
					t.Errorf(".env: %q, %v", data, err)
				}
				_ = os.Chmod(filepath.Join(dir, EnvName), 0o600) // what complete expects of ours
			}
			complete(t, dir, n.stays...)
		})
	}
}

// TestIntoFaults stops at every step in every way and looks for a difference.
func TestIntoFaults(t *testing.T) {
	t.Parallel()
	for _, n := range neighbourhoods() {
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			for i := 0; ; i++ {
				if i > 100 {
					t.Fatal("it never ends well")
				}
				done := false
				for _, way := range []string{"error", "cancel", "panic"} {
					dir := t.TempDir()
					put(t, dir, n.before)
					before := snapshot(t, dir)
					p, err := into(dir, n.committed...)
					if err != nil {
						t.Fatal(err)
					}
					if err := interrupted(p, i, way); err == nil {
						done = true
						break
					} else if !errors.Is(err, errFault) {
						t.Errorf("%s at %d: %v", way, i, err)
					}
					if after := snapshot(t, dir); after != before {
						t.Errorf("%s at %d:\n%s\nwas\n%s", way, i, after, before)
					}
				}
				if done {
					if i < len(sample())-len(n.same)+2 {
						t.Errorf("%d steps only", i)
					}
					return
				}
			}
		})
	}
}

// TestIntoRefuses lists what is in the way, and touches nothing.
func TestIntoRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before map[string]string
		links  map[string]string
		want   []string // of each problem, in order
	}{
		{
			name: "differing", before: map[string]string{"manage.py": "mine", "apps/shop/models.py": "mine", "x": ""},
			want: []string{"apps/shop/models.py differs from the project's", "manage.py differs from the project's"},
		},
		{name: "not committed", before: map[string]string{"README.md": "mine", "x": ""}, want: []string{"README.md is not committed"}},
		{name: "a directory", before: map[string]string{"manage.py/x": ""}, want: []string{"manage.py is a directory"}},
		{name: "a file for two", before: map[string]string{"apps": ""}, want: []string{"apps is a file, and the project has a directory there"}},
		{name: "a file further down", before: map[string]string{"apps/shop": ""}, want: []string{"apps/shop is a file"}},
		{name: "another case", before: map[string]string{"Manage.py": "#!\n"}, want: []string{"Manage.py differs from the project's manage.py in case only"}},
		{name: "a directory of another case", before: map[string]string{"Apps/x": ""}, want: []string{"Apps differs from the project's apps in case only"}},
		{name: "case further down", before: map[string]string{"apps/Shop/x": ""}, want: []string{"apps/Shop differs from the project's apps/shop in case only"}},
		{name: "a link out", before: map[string]string{"x": ""}, links: map[string]string{"apps": ".."}, want: []string{"apps is a symbolic link"}},
		{name: "a link inside", before: map[string]string{"lib/x": ""}, links: map[string]string{"apps": "lib"}, want: []string{"apps is a symbolic link"}},
		{name: "a linked file", before: map[string]string{"x": "#!\n"}, links: map[string]string{"manage.py": "x"}, want: []string{"manage.py is a symbolic link"}},
		{name: "a link to nowhere", before: map[string]string{"x": ""}, links: map[string]string{"manage.py": "gone"}, want: []string{"manage.py is a symbolic link"}},
		{name: "an environment", before: map[string]string{".env/bin/python": ""}, want: []string{".env is a directory"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, test.before)
			for name, to := range test.links {
				if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
					t.Skip(err)
				}
			}
			before := snapshot(t, dir) + times(t, dir)
			p, err := into(dir)
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok || len(problems) != len(test.want) {
				t.Fatalf("problems: %v", err)
			}
			for i, want := range test.want {
				if problems[i].Where != yamlx.WhereTarget || !strings.Contains(problems[i].Message, want) || problems[i].Hint == "" {
					t.Errorf("%+v, want %s", problems[i], want)
				}
			}
			if _, err := Write(context.Background(), p, WriteOptions{}); err == nil {
				t.Error("it was written")
			}
			if after := snapshot(t, dir) + times(t, dir); after != before {
				t.Errorf("after:\n%s\nwas\n%s", after, before)
			}
			for _, c := range p.Changes() {
				if mine, there := test.before[c.Path]; there && string(c.Old) != mine {
					t.Errorf("%s: old %q", c.Path, c.Old)
				}
			}
		})
	}
}

// TestIntoSurprises changes the target while the project is written.
func TestIntoSurprises(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, step, file, link, want string }{
		{"a file", "move:manage.py", "manage.py", "", "manage.py appeared"},
		{"a file further down", "move:apps/shop/models.py", "apps/shop/models.py", "", "models.py appeared"},
		{"a file for a directory", "folder:apps", "apps", "", "apps appeared"},
		{"a link for a directory", "folder:apps/shop", "", "apps/shop", "apps/shop appeared"},
		{"settings", "move:.env", ".env", "", ".env appeared"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			dir := filepath.Join(base, "in")
			put(t, base, map[string]string{"in/notes.txt": "n", "out/": ""})
			p, err := into(dir)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Write(context.Background(), p, WriteOptions{fault: func(step string) error {
				if step != test.step {
					return nil
				}
				if test.link != "" {
					return os.Symlink(filepath.Join(base, "out"), filepath.Join(dir, test.link))
				}
				put(t, dir, map[string]string{test.file: "mine"})
				return nil
			}})
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok || !strings.Contains(problems.Error(), test.want) {
				t.Fatalf("error: %v", err)
			}
			if entries, _ := os.ReadDir(filepath.Join(base, "out")); len(entries) > 0 {
				t.Errorf("written through the link: %v", entries)
			}
			var left []string
			_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					name, _ := filepath.Rel(dir, path)
					left = append(left, filepath.ToSlash(name))
				}
				return err
			})
			want := []string{"notes.txt", test.file + test.link}
			slices.Sort(want)
			slices.Sort(left)
			if !slices.Equal(left, want) {
				t.Errorf("left: %v, want %v", left, want)
			}
		})
	}
}

// TestIntoTheirs leaves what others did to our files, when it is undone.
func TestIntoTheirs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, map[string]string{"notes.txt": "n"})
	p, err := into(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Write(context.Background(), p, WriteOptions{Commit: func(context.Context, string, string) error {
		put(t, dir, map[string]string{"manage.py": "mine by now", "apps/theirs.py": "x"})
		return errFault
	}})
	if !errors.Is(err, errFault) {
		t.Fatal(err)
	}
	var left []string
	for _, name := range []string{".env", ".gitignore", "README.md", "apps/__init__.py", "apps/shop", "apps/theirs.py", "manage.py", "notes.txt"} {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			left = append(left, name)
		}
	}
	if want := []string{"apps/theirs.py", "manage.py", "notes.txt"}; !slices.Equal(left, want) {
		t.Errorf("left: %v", left)
	}
}

// TestIntoElsewhere does what the plan does without --into.
func TestIntoElsewhere(t *testing.T) {
	t.Parallel()
	for _, pl := range places() {
		base := t.TempDir()
		put(t, base, pl.before)
		dir := filepath.Join(base, filepath.FromSlash(pl.target))
		p, err := into(dir, pl.committed...)
		if err != nil {
			t.Fatalf("%s: %v", pl.name, err)
		}
		if _, err := Write(context.Background(), p, WriteOptions{}); err != nil {
			t.Fatalf("%s: %v", pl.name, err)
		}
		complete(t, dir, pl.stays...)
	}
}

func TestIntoBlindly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, map[string]string{"x": ""})
	target, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewPlan(sample(), target, PlanOptions{Into: true}); !errors.Is(err, errNotLooked) {
		t.Errorf("without a look: %v", err)
	}
	if target, err = target.Look(sample()); err != nil {
		t.Fatal(err)
	}
	more := append(sample(), pack.File{Path: "more.py"})
	if _, err := NewPlan(more, target, PlanOptions{Into: true}); err == nil {
		t.Error("a look at another tree is enough")
	}
	if target.Refusal(true) != nil || !strings.Contains(target.Refusal(false).Error(), "add --into") {
		t.Errorf("refusal: %v, %v", target.Refusal(true), target.Refusal(false))
	}
}

func TestIntoReadOnly(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	put(t, dir, map[string]string{"apps/x": ""})
	apps := filepath.Join(dir, "apps")
	if err := os.Chmod(apps, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(apps, 0o755) })
	before := snapshot(t, dir)
	p, err := into(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Write(context.Background(), p, WriteOptions{})
	if e, ok := errors.AsType[*Error](err); !ok || !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(e.Path, apps) {
		t.Errorf("error: %v", err)
	}
	if after := snapshot(t, dir); after != before {
		t.Errorf("after:\n%s\nwas\n%s", after, before)
	}
}

func TestCopyTo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, map[string]string{"a": "content", "taken": "mine"})
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	w := &writer{}
	if _, err := w.copyTo(root, "a", "b"); err != nil {
		t.Fatal(err)
	}
	a, _ := os.Stat(filepath.Join(dir, "a"))
	b, err := os.Stat(filepath.Join(dir, "b"))
	data, _ := os.ReadFile(filepath.Join(dir, "b"))
	if err != nil || a.Mode() != b.Mode() || string(data) != "content" {
		t.Errorf("%v, %v, %q", b, err, data)
	}
	if _, err := w.copyTo(root, "a", "taken"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name that is taken: %v", err)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "taken")); string(data) != "mine" {
		t.Errorf("it was overwritten: %q", data)
	}
}
