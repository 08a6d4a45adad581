package project

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

// finding is a path and what there is at it.
type finding struct {
	path    string
	state   State
	inWay   []string // relative to base for not-directory
	missing []string
	git     bool
}

func findings() []finding {
	return []finding{
		{"new", StateAbsent, nil, nil, false},
		{"a/b/new", StateAbsent, nil, []string{"a", "a/b"}, false},
		{"toempty/new", StateAbsent, nil, nil, false},
		{"empty", StateEmpty, nil, nil, false},
		{"empty/", StateEmpty, nil, nil, false},
		{"empty/../empty", StateEmpty, nil, nil, false},
		{"toempty", StateEmpty, nil, nil, false},
		{"junk", StateEmpty, nil, nil, false},
		{"clone", StateRepository, nil, nil, true},
		{"linked", StateRepository, nil, nil, true},
		{"first", StateOccupied, []string{"README.md"}, nil, true}, // a link: replacing it is not ours
		{"readme", StateRepository, nil, nil, false},
		{"full", StateOccupied, []string{"a/", "b"}, nil, false},
		{"licences", StateOccupied, []string{"LICENSES/"}, nil, false},
		{"file", StateNotDirectory, []string{"file"}, nil, false},
		{"tofile", StateNotDirectory, []string{"tofile"}, nil, false},
		{"nowhere", StateNotDirectory, []string{"nowhere"}, nil, false},
		{"circle", StateNotDirectory, []string{"circle"}, nil, false},
		{"file/new", StateNotDirectory, []string{"file"}, nil, false},
		{"file/a/new", StateNotDirectory, []string{"file"}, nil, false},
		{"nowhere/new", StateNotDirectory, []string{"nowhere"}, nil, false},
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	put(t, base, map[string]string{
		"empty/": "", "junk/Thumbs.db": "", "junk/lost+found/": "", "clone/.git/HEAD": "", "linked/.git": "gitdir: x",
		"first/.git/x": "", "first/README": "r", "first/LICENSE.txt": "", "first/.gitattributes": "",
		"readme/readme.rst": "", "file": "", "full/b": "", "full/a/x": "", "full/README.md": "", "licences/LICENSES/MIT": "",
	})
	for link, to := range map[string]string{"toempty": "empty", "tofile": "file", "nowhere": "missing", "circle": "circle", "first/README.md": "README"} {
		if err := os.Symlink(to, filepath.Join(base, filepath.FromSlash(link))); err != nil {
			t.Skip(err)
		}
	}
	for _, test := range findings() {
		got, err := Inspect(filepath.Join(base, "x", "..") + "/" + test.path)
		if err != nil {
			t.Errorf("%s: %v", test.path, err)
			continue
		}
		inWay, missing := slices.Clone(test.inWay), []string(nil)
		if test.state == StateNotDirectory {
			inWay[0] = filepath.Join(base, filepath.FromSlash(inWay[0]))
		}
		for _, m := range test.missing {
			missing = append(missing, filepath.Join(base, filepath.FromSlash(m)))
		}
		if got.State != test.state || !slices.Equal(got.InWay, inWay) || !slices.Equal(got.Missing, missing) || got.HasGit != test.git || !filepath.IsAbs(got.Dir) {
			t.Errorf("%s: %+v", test.path, got)
		}
	}
	if _, err := Inspect(filepath.Join(base, strings.Repeat("x", 300))); err == nil {
		t.Error("a name that is too long: no error")
	}
}

// meeting is a tree that meets a target.
type meeting struct {
	name      string
	tree      pack.Tree
	target    Target
	committed func(string) bool
	want      string // of the problems, in part
	replaced  []string
	kept      []string
	changes   int
}

func meetings() []meeting {
	committed := func(names ...string) func(string) bool {
		return func(path string) bool { return slices.Contains(names, path) }
	}
	first := func(present ...Present) Target {
		return Target{Dir: "/x/shop", Real: "/x/shop", State: StateRepository, HasGit: true, Present: present}
	}
	licensed := append(sample(), pack.File{Path: "LICENSE", Data: []byte("ours")})
	many := Target{Dir: "/x/shop", State: StateOccupied, InWay: strings.Split("a b c d e f g h i j", " ")}
	return []meeting{
		{name: "absent", target: Target{Dir: "/x/shop", State: StateAbsent}, changes: 5},
		{name: "occupied", target: many, want: "/x/shop: a, b, c, d, e, f, g, h and 2 more are in the way"},
		{name: "one thing", target: Target{Dir: "/x/shop", State: StateOccupied, InWay: []string{"a"}}, want: "/x/shop: a is in the way"},
		{name: "file", target: Target{Dir: "/x/shop", State: StateNotDirectory, InWay: []string{"/x/shop"}}, want: "/x/shop: is not a directory"},
		{name: "file above", target: Target{Dir: "/x/shop", State: StateNotDirectory, InWay: []string{"/x"}}, want: "/x/shop: /x is not a directory"},
		{
			name: "committed", target: first(Present{"README.md", []byte("old")}, Present{".gitignore", []byte("old")}),
			committed: committed("README.md", ".gitignore"), replaced: []string{".gitignore", "README.md"}, changes: 5,
		},
		{name: "not committed", target: first(Present{"README.md", []byte("old")}, Present{".gitignore", []byte("old")}), committed: committed(".gitignore"), want: "README.md is not committed"},
		{name: "nobody to ask", target: first(Present{"README.md", []byte("old")}), want: "README.md is not committed"},
		{name: "too large to read", target: first(Present{"README.md", nil}), committed: committed("README.md"), want: "README.md is not committed"},
		{name: "the same", target: first(Present{"README.md", []byte("# shop\n")}), changes: 4},
		{name: "other case", target: first(Present{"readme.MD", []byte("# shop\n")}), committed: committed("readme.MD"), want: "differs from the project's README.md in case only"},
		{name: "other readme", target: first(Present{"README.rst", []byte("x")}), changes: 5},
		{name: "licence", tree: licensed, target: first(Present{"LICENSE", nil}), kept: []string{"LICENSE"}, changes: 5},
		{name: "licence of the pack", tree: licensed, target: first(), changes: 6},
		{name: "path", tree: pack.Tree{{Path: "../x"}, {Path: "aux"}}, target: first(), want: "\"aux\": has the name of a Windows device"},
		{name: "env", tree: pack.Tree{{Path: ".env"}}, target: first(), want: "cannot come from a pack"},
	}
}

func TestNewPlan(t *testing.T) {
	t.Parallel()
	for _, test := range meetings() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tree := test.tree
			if tree == nil {
				tree = sample()
			}
			p, err := NewPlan(tree, test.target, PlanOptions{Env: &secrets, Committed: test.committed})
			if test.want != "" {
				problems, ok := errors.AsType[yamlx.Problems](err)
				if !ok || !strings.Contains(problems.Error(), test.want) {
					t.Errorf("problems: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(p.Replaced(), test.replaced) && len(test.replaced)+len(p.Replaced()) > 0 || !slices.Equal(p.Kept(), test.kept) || len(p.Changes()) != test.changes {
				t.Errorf("replaced %v, kept %v, %d changes", p.Replaced(), p.Kept(), len(p.Changes()))
			}
			files := p.Files()
			if len(files) != len(p.Tree())+1 || files[0].Path != EnvName || files[0].Class != pack.ClassLocal || len(files[0].Data) != len(secrets.content(fresh)) {
				t.Errorf("files: %v", files[0])
			}
			if !slices.IsSortedFunc(files, func(a, b pack.File) int { return strings.Compare(a.Path, b.Path) }) {
				t.Error("files are not sorted")
			}
			for _, c := range p.Changes() {
				if (c.Old != nil) != slices.Contains(test.replaced, c.Path) {
					t.Errorf("%s: old %q", c.Path, c.Old)
				}
			}
		})
	}
}

func TestCheckPaths(t *testing.T) {
	t.Parallel()
	good := []string{"a", "a/b", ".gitignore", ".github/workflows/ci.yml", ".gitattributes", "com10", "console.py", "auxiliary", "a b", "ü", "日本", "nul_", "x.con", "con_", "git", "gitx~1"}
	for _, name := range good {
		if problems := CheckPaths(pack.Tree{{Path: name}}); len(problems) > 0 {
			t.Errorf("%q: %v", name, problems)
		}
	}
	bad := []string{
		"", "/a", "a//b", "a/", "./a", "a/./b", "..", "../a", "a/../../b", `a\b`, `..\a`, `C:\x`, "C:x", "a:b", "a<", "a>", `a"`, "a|", "a?", "a*",
		"con", "CON", "a/nul.txt", "Com1", "lpt9.tar.gz", "COM¹", "conin$", "con .txt", "a.", "a ", " a", "a./b", "a\x00", "a\nb", "a\x1b[31m", "a\u200cb", ".g\u200cit/x",
		".git", ".git/config", "sub/.GIT/hooks/x", "git~1/x", "GIT~2", ".gitmodules", ".GitModules", "\xff", "e\u0301", strings.Repeat("a/", 100) + "b", strings.Repeat("x", 256),
	}
	for _, name := range bad {
		problems := CheckPaths(pack.Tree{{Path: name}})
		if len(problems) != 1 || problems[0].Where != yamlx.WherePack || problems[0].Given != name {
			t.Errorf("%q: %v", name, problems)
		}
	}
	pairs := []struct{ a, b, want string }{
		{"a", "a", "twice"}, {"README.md", "readme.md", "case only"}, {"Docs/a", "docs/b", "case only"},
		{"a", "a/b", "directory"}, {"a/b", "a", "directory"}, {"A/b", "a", "directory"}, {"a", "A/b", "directory"}, {"straße", "STRASSE", ""},
	}
	for _, pair := range pairs {
		problems := CheckPaths(pack.Tree{{Path: pair.a}, {Path: pair.b}})
		if pair.want == "" && len(problems) > 0 || pair.want != "" && (len(problems) != 1 || !strings.Contains(problems.Error(), pair.want)) {
			t.Errorf("%q, %q: %v", pair.a, pair.b, problems)
		}
	}
}

// FuzzCheckPaths: whatever path passes stays in the directory, is written there
// under this very name, and is not git's.
func FuzzCheckPaths(f *testing.F) {
	for _, seed := range []string{"a/b", "../x", "/x", `a\..\b`, "con", ".git/x", "ü/é", "a/.env", "x y", "a\x00b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if len(CheckPaths(pack.Tree{{Path: name}})) > 0 {
			return
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) || filepath.ToSlash(filepath.Clean(filepath.FromSlash(name))) != name {
			t.Fatalf("%q is not a clean path inside", name)
		}
		for part := range strings.SplitSeq(name, "/") {
			if strings.EqualFold(part, ".git") || strings.ContainsAny(part, "\\:*?\"<>|\x00\r\n\t\x1b") || strings.TrimRight(part, ". ") != part {
				t.Fatalf("%q has the element %q", name, part)
			}
		}
		dir := t.TempDir()
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		at := folders{root: root}
		defer at.leave(0)
		folder, base, err := at.of(name)
		if err == nil {
			err = create(folder, base, []byte("x"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil || string(data) != "x" {
			t.Fatalf("%q: %v", name, err)
		}
	})
}
