package interpreter

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
)

// fake writes an executable that answers like a Python of this version.
func fake(t *testing.T, path, version string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\necho " + path + "\necho " + version + "\n"
	if version == "" {
		script = "#!/bin/sh\necho 'version not installed' >&2\nexit 127\n"
	}
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the fake interpreters are shell scripts")
	}
	tests := []struct {
		name  string
		path  map[string]string // name on PATH -> version, "" = refuses
		pyenv []string
		want  string // below the test's folder
	}{
		{"on PATH", map[string]string{"python3": "3.12.4"}, nil, "bin/python3"},
		{"a launcher that refuses is passed over", map[string]string{"python3.13": "", "python3": "3.14.1"}, nil, "bin/python3"},
		{"too old on PATH, newest installation wins", map[string]string{"python3": "3.11.7"}, []string{"3.9.1", "3.12.9", "3.12.10"}, "home/.pyenv/versions/3.12.10/bin/python3"},
		{"nothing", map[string]string{"python3": "3.11.7"}, []string{"2.7.18"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			for name, version := range test.path {
				fake(t, filepath.Join(folder, "bin", name), version)
			}
			for _, version := range test.pyenv {
				fake(t, filepath.Join(folder, "home/.pyenv/versions", version, "bin/python3"), version)
			}
			t.Setenv("PATH", filepath.Join(folder, "bin"))
			t.Setenv("HOME", filepath.Join(folder, "home"))
			t.Setenv("PYTHON", "")

			got, err := Find(t.Context())
			if test.want == "" {
				if !errors.Is(err, ErrNone) {
					t.Fatalf("got %+v, %v; want %v", got, err, ErrNone)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(folder, test.want); got.Path != want {
				t.Errorf("got %s, want %s", got.Path, want)
			}
		})
	}
}

func TestFindPrefersTheNamedInterpreter(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the fake interpreters are shell scripts")
	}
	folder := t.TempDir()
	named := filepath.Join(folder, "named")
	fake(t, named, "3.12.0")
	fake(t, filepath.Join(folder, "bin/python3.13"), "3.13.0")
	t.Setenv("PATH", filepath.Join(folder, "bin"))
	t.Setenv("HOME", folder)
	t.Setenv("PYTHON", named)
	got, err := Find(t.Context())
	if err != nil || got != (Python{Path: named, Version: "3.12.0"}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFindMinor(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the fake interpreters are shell scripts")
	}
	folder := t.TempDir()
	fake(t, filepath.Join(folder, "bin/python3.13"), "3.13.0")
	fake(t, filepath.Join(folder, "bin/python3"), "3.1.4")
	fake(t, filepath.Join(folder, ".pyenv/versions/3.14.2/bin/python3"), "3.14.2")
	t.Setenv("PATH", filepath.Join(folder, "bin"))
	t.Setenv("HOME", folder)
	t.Setenv("PYTHON", "")
	got, err := FindMinor(t.Context(), "3.14")
	if err != nil || got.Version != "3.14.2" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := FindMinor(t.Context(), "3.1"); err != nil || got.Version != "3.1.4" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := FindMinor(t.Context(), "3.12"); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{"3.13.0": {3, 13, 0}, "3.14.0rc1": {3, 14}, "pypy3": {}, "": {}} {
		if got := numbers(text); !slices.Equal(got, want) {
			t.Errorf("numbers(%q) = %v, want %v", text, got, want)
		}
	}
}
