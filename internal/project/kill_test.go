//go:build unix

package project

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// killedAt is the step at which a child process of TestWriteKilled kills itself.
const killedAt = "SCAFFOLD_TEST_KILLED_AT"

// TestWriteKilled kills a process at every step of writing a new directory:
// whatever else is left, the target is absent, or it is complete.
func TestWriteKilled(t *testing.T) {
	t.Parallel()
	if at, ok := os.LookupEnv(killedAt); ok {
		target, step, _ := strings.Cut(at, "|")
		_, _ = Write(context.Background(), plan(t, target), WriteOptions{fault: func(name string) error {
			if name == step {
				self, err := os.FindProcess(os.Getpid())
				if err != nil || self.Kill() != nil {
					t.Error("cannot kill myself")
				}
				select {}
			}
			return nil
		}})
		return
	}
	for _, step := range append(steps(t, places()[0]), "never") {
		target := filepath.Join(t.TempDir(), "shop")
		child := exec.Command(os.Args[0], "-test.run=^TestWriteKilled$")
		child.Env = append(os.Environ(), killedAt+"="+target+"|"+step)
		out, err := child.CombinedOutput()
		if (err == nil) != (step == "never") {
			t.Fatalf("%s: %v\n%s", step, err, out)
		}
		if step == "never" {
			complete(t, target)
		} else if _, err := os.Lstat(target); err == nil {
			t.Errorf("killed at %s: the target is there", step)
		}
		// What the killed run left is named, and stops nobody.
		if step != "never" && step != "stage" {
			result, err := Write(context.Background(), plan(t, target), WriteOptions{})
			if err != nil || len(result.Leftovers) != 1 {
				t.Errorf("after a kill at %s: %+v, %v", step, result, err)
			}
			complete(t, target)
		}
	}
}

// TestIntoKilled kills a process at every step of writing beside other files:
// no file is cut short, nothing of the others is lost, and the next run goes on.
func TestIntoKilled(t *testing.T) {
	t.Parallel()
	if at, ok := os.LookupEnv(killedAt); ok {
		target, step, _ := strings.Cut(at, "|")
		p, err := into(target)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = Write(context.Background(), p, WriteOptions{fault: func(name string) error {
			if name == step {
				self, err := os.FindProcess(os.Getpid())
				if err != nil || self.Kill() != nil {
					t.Error("cannot kill myself")
				}
				select {}
			}
			return nil
		}})
		return
	}
	for _, step := range []string{"stage", "file:manage.py", "folder:apps/shop", "move:README.md", "move:manage.py", "move:.env", "commit"} {
		target := t.TempDir()
		put(t, target, map[string]string{"notes.txt": "n"})
		child := exec.Command(os.Args[0], "-test.run=^TestIntoKilled$")
		child.Env = append(os.Environ(), killedAt+"="+target+"|"+step)
		if out, err := child.CombinedOutput(); err == nil {
			t.Fatalf("%s: it lived\n%s", step, out)
		}
		for _, f := range sample() {
			data, err := os.ReadFile(filepath.Join(target, filepath.FromSlash(f.Path)))
			if err == nil && string(data) != string(f.Data) {
				t.Errorf("killed at %s: %s is %q", step, f.Path, data)
			}
		}
		p, err := into(target)
		if err != nil {
			t.Fatalf("after a kill at %s: %v", step, err)
		}
		result, err := Write(context.Background(), p, WriteOptions{})
		want := 1
		if step == "stage" {
			want = 0
		}
		if err != nil || len(result.Leftovers) != want {
			t.Fatalf("after a kill at %s: %+v, %v", step, result, err)
		}
		for _, left := range result.Leftovers {
			if err := os.RemoveAll(left); err != nil {
				t.Error(err)
			}
		}
		complete(t, target, "notes.txt")
	}
}
