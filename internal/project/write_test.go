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

func sample() pack.Tree {
	return pack.Tree{
		{Path: ".gitignore", Data: []byte(".env\n"), Class: pack.ClassMerge},
		{Path: "README.md", Data: []byte("# shop\n"), Class: pack.ClassMerge},
		{Path: "apps/shop/models.py", Data: []byte("class Shop: ...\n"), Class: pack.ClassMerge},
		{Path: "apps/__init__.py", Data: []byte{}, Class: pack.ClassMerge},
		{Path: "manage.py", Data: []byte("#!\n"), Executable: true, Class: pack.ClassManaged},
	}
}

var secrets = EnvFile{Secrets: []string{"SECRET_KEY"}}

func plan(t *testing.T, dir string, committed ...string) Plan {
	t.Helper()
	target, err := Inspect(dir)
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPlan(sample(), target, PlanOptions{Env: &secrets, Committed: func(path string) bool { return slices.Contains(committed, path) }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// snapshot gives everything below a directory: names, modes, contents, targets.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		fmt.Fprintf(&b, "%s %v", filepath.ToSlash(name), info.Mode())
		switch {
		case info.Mode().IsRegular():
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if name != EnvName && filepath.Base(name) != EnvName {
				fmt.Fprintf(&b, " %q", data)
			}
		case info.Mode()&fs.ModeSymlink != 0:
			to, _ := os.Readlink(path)
			b.WriteString(" -> " + to)
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// complete checks that the project is there, and nothing else but the extras.
func complete(t *testing.T, dir string, extras ...string) {
	t.Helper()
	want := append([]string{EnvName}, extras...)
	for _, f := range sample() {
		want = append(want, f.Path)
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || string(data) != string(f.Data) {
			t.Errorf("%s: %q, %v", f.Path, data, err)
		}
	}
	var got []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			got = append(got, filepath.ToSlash(name))
		}
		return err
	})
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("files:\n%v\nwant\n%v", got, want)
	}
	info, err := os.Stat(filepath.Join(dir, EnvName))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf(".env: %v, %v", info, err)
	}
}

// place is a kind of target: what there is before, and what stays.
type place struct {
	name      string
	before    map[string]string // below the parent of everything
	target    string
	committed []string
	stays     []string // files that are there afterwards beside the project
}

func places() []place {
	return []place{
		{name: "new", before: map[string]string{"other/x": "x"}, target: "shop"},
		{name: "new with parents", target: "a/b/shop"},
		{name: "empty", before: map[string]string{"shop/": ""}, target: "shop"},
		{name: "junk", before: map[string]string{"shop/.DS_Store": "j"}, target: "shop", stays: []string{".DS_Store"}},
		{name: "fresh clone", before: map[string]string{"shop/.git/HEAD": "h"}, target: "shop", stays: []string{".git/HEAD"}},
		{
			name:   "repository first",
			before: map[string]string{"shop/.git/HEAD": "h", "shop/README.md": "old\n", "shop/.gitignore": ".env\n", "shop/LICENSE": "mit"},
			target: "shop", committed: []string{"README.md", ".gitignore"}, stays: []string{".git/HEAD", "LICENSE"},
		},
		{name: "dot", before: map[string]string{"shop/": ""}, target: "shop/."},
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, p := range places() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			put(t, base, p.before)
			target := filepath.Join(base, filepath.FromSlash(p.target))
			seen := 0
			result, err := Write(context.Background(), plan(t, target, p.committed...), WriteOptions{
				Commit: func(_ context.Context, dir, _ string) error {
					seen++
					for _, f := range sample() {
						if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(f.Path))); err != nil {
							t.Error(err)
						}
					}
					return nil
				},
			})
			if err != nil || len(result.Leftovers) != 0 || seen != 1 {
				t.Fatalf("%+v, %v, commits %d", result, err, seen)
			}
			complete(t, target, p.stays...)
			if left, _ := filepath.Glob(filepath.Join(base, ".*scaffold*")); len(left) > 0 {
				t.Errorf("left beside it: %v", left)
			}
			first, _ := os.ReadFile(filepath.Join(target, EnvName))
			if !strings.Contains(string(first), "\nSECRET_KEY=") || strings.Contains(string(first), standIn()) {
				t.Errorf(".env: %s", first)
			}
		})
	}
}

// steps lists the steps of writing to a place.
func steps(t *testing.T, p place) []string {
	t.Helper()
	base := t.TempDir()
	put(t, base, p.before)
	var names []string
	_, err := Write(context.Background(), plan(t, filepath.Join(base, filepath.FromSlash(p.target)), p.committed...), WriteOptions{
		fault: func(step string) error { names = append(names, step); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

var errFault = errors.New("disk full")

// TestWriteFaults fails, ends the context and panics at every step, and looks for
// any difference to before.
func TestWriteFaults(t *testing.T) {
	t.Parallel()
	for _, p := range places() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			names := steps(t, p)
			if len(names) < len(sample())+2 {
				t.Fatalf("steps: %v", names)
			}
			for i, name := range names {
				for _, way := range []string{"error", "cancel", "panic", "commit"} {
					if way == "commit" && name != "commit" {
						continue
					}
					base := t.TempDir()
					put(t, base, p.before)
					before := snapshot(t, base)
					pl := plan(t, filepath.Join(base, filepath.FromSlash(p.target)), p.committed...)
					err := interrupted(pl, i, way)
					if !errors.Is(err, errFault) {
						t.Errorf("%s at %s: error %v", way, name, err)
					}
					if after := snapshot(t, base); after != before {
						t.Errorf("%s at %s:\n%s\nwas\n%s", way, name, after, before)
					}
				}
			}
		})
	}
}

// interrupted writes a plan and stops at a step in one of several ways.
func interrupted(p Plan, at int, way string) (err error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	n := -1
	options := WriteOptions{fault: func(string) error {
		if n++; n != at {
			return nil
		}
		switch way {
		case "error":
			return errFault
		case "panic":
			panic(errFault)
		case "cancel":
			cancel(errFault)
		}
		return nil
	}}
	if way == "commit" {
		options.Commit = func(context.Context, string, string) error { return errFault }
	}
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	_, err = Write(ctx, p, options)
	return err
}

// TestWriteSurprises changes the target while the project is written.
func TestWriteSurprises(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		place  int // of places
		step   string
		change map[string]string
		want   string
	}{
		{"a file at the target", 0, "rename", map[string]string{"shop": "mine"}, "appeared"},
		{"a directory at the target", 0, "rename", map[string]string{"shop/x": "mine"}, "appeared"},
		{"a file inside", 2, "move:manage.py", map[string]string{"shop/manage.py": "mine"}, "manage.py appeared"},
		{"a directory inside", 2, "move:apps", map[string]string{"shop/apps/mine.py": "mine"}, "apps appeared"},
		{"a changed readme", 5, "move:README.md", map[string]string{"shop/README.md": "changed"}, "was changed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := places()[test.place]
			base := t.TempDir()
			put(t, base, p.before)
			before := ""
			_, err := Write(context.Background(), plan(t, filepath.Join(base, p.target), p.committed...), WriteOptions{
				fault: func(step string) error {
					if step == test.step {
						put(t, base, test.change)
					}
					return nil
				},
			})
			problems, ok := errors.AsType[yamlx.Problems](err)
			if !ok || !strings.Contains(problems.Error(), test.want) || problems[0].Where != yamlx.WhereTarget {
				t.Fatalf("error: %v", err)
			}
			after := snapshot(t, base)
			clean := t.TempDir()
			put(t, clean, p.before)
			put(t, clean, test.change)
			if before = snapshot(t, clean); after != before {
				t.Errorf("after:\n%s\nwant\n%s", after, before)
			}
		})
	}
}

// TestWriteCreatedParent keeps a parent that somebody else uses by now.
func TestWriteCreatedParent(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	_, err := Write(context.Background(), plan(t, filepath.Join(base, "a", "b", "shop")), WriteOptions{
		Commit: func(context.Context, string, string) error {
			put(t, base, map[string]string{"a/theirs": "x"})
			return errFault
		},
	})
	if err == nil || err.Error() != errFault.Error() {
		t.Errorf("error: %v", err)
	}
	got, want := snapshot(t, base), "theirs"
	if !strings.Contains(got, want) || strings.Contains(got, "a/b") {
		t.Errorf("after:\n%s", got)
	}
}

func TestWriteReadOnlyParent(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("root may write everywhere")
	}
	base := t.TempDir()
	if err := os.Chmod(base, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(base, 0o755) })
	for _, name := range []string{"shop", "a/shop"} {
		_, err := Write(context.Background(), plan(t, filepath.Join(base, filepath.FromSlash(name))), WriteOptions{})
		if e, ok := errors.AsType[*Error](err); !ok || !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(e.Path, base) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteSymlinks(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	put(t, base, map[string]string{"real/": "", "elsewhere/": ""})
	if err := os.Symlink("real", filepath.Join(base, "shop")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Join(base, "elsewhere"), filepath.Join(base, "parent")); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"shop", "parent/svc"} {
		if _, err := Write(context.Background(), plan(t, filepath.Join(base, filepath.FromSlash(target))), WriteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	complete(t, filepath.Join(base, "real"))
	complete(t, filepath.Join(base, "elsewhere", "svc"))
}

func TestWriteLeftovers(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	put(t, base, map[string]string{".shop.scaffold-1/half.py": "x", ".shopping.scaffold-1/": "", "in/.in.scaffold-9/old/README.md": "x"})
	result, err := Write(context.Background(), plan(t, filepath.Join(base, "shop")), WriteOptions{})
	if want := filepath.Join(base, ".shop.scaffold-1"); err != nil || !slices.Equal(result.Leftovers, []string{want}) {
		t.Errorf("%+v, %v", result, err)
	}
	result, err = Write(context.Background(), plan(t, filepath.Join(base, "in")), WriteOptions{})
	if err != nil || len(result.Leftovers) != 1 || !strings.HasSuffix(result.Leftovers[0], ".in.scaffold-9") {
		t.Errorf("%+v, %v", result, err)
	}
	complete(t, filepath.Join(base, "in"), ".in.scaffold-9/old/README.md")
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	put(t, base, map[string]string{"shop/x": ""})
	target, err := Inspect(filepath.Join(base, "shop"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), Plan{target: target}, WriteOptions{}); err == nil {
		t.Error("a plan that nobody checked was written")
	}
}
