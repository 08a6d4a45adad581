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

// TestAliveIsNoLeftover looks at a place where another run is at work: what that
// run has there is not what a killed one left.
func TestAliveIsNoLeftover(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dir := filepath.Join(base, "shop")
	seen := -1
	_, err := Write(context.Background(), plan(t, dir), WriteOptions{Commit: func(context.Context, string, string) error {
		other, err := Inspect(dir)
		seen = len(other.Leftovers)
		return err
	}})
	if err != nil || seen != 0 {
		t.Errorf("%d directories of a run at work are called leftovers: %v", seen, err)
	}
	stage := filepath.Join(base, ".gone.scaffold-7")
	if err := os.Mkdir(stage, 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, base, map[string]string{".gone.scaffold-8": "a file", ".gone.scaffold-notes/x": "the user's"})
	lease := claim(stage)
	if gone, err := Inspect(filepath.Join(base, "gone")); err != nil || len(gone.Leftovers) != 0 {
		t.Errorf("a locked directory is called a leftover: %v, %v", gone.Leftovers, err)
	}
	if lease != nil {
		lease.Close()
	}
	if gone, err := Inspect(filepath.Join(base, "gone")); err != nil || len(gone.Leftovers) != 1 || gone.Leftovers[0] != stage {
		t.Errorf("leftovers %v, %v", gone.Leftovers, err)
	}
}

// TestKilledInside kills a process while it moves a project into a directory
// that is there: the next run is refused, names what was left and how to go on,
// and going on that way completes the project.
func TestKilledInside(t *testing.T) {
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
	target := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledInside$")
	child.Env = append(os.Environ(), killedAt+"="+target+"|move:manage.py")
	if out, err := child.CombinedOutput(); err == nil {
		t.Fatalf("it lived\n%s", out)
	}
	found, err := Inspect(target)
	if err != nil {
		t.Fatal(err)
	}
	_, err = NewPlan(sample(), found, PlanOptions{})
	if err == nil || len(found.Leftovers) != 1 || !strings.Contains(err.Error(), "was killed left "+filepath.Base(found.Leftovers[0])) || !strings.Contains(err.Error(), "--into") {
		t.Fatalf("the refusal does not name what was left (%v):\n%v", found.Leftovers, err)
	}
	p, err := into(target)
	if err != nil {
		t.Fatal(err)
	}
	result, err := Write(context.Background(), p, WriteOptions{})
	if err != nil || len(result.Leftovers) != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if err := os.RemoveAll(result.Leftovers[0]); err != nil {
		t.Fatal(err)
	}
	complete(t, target)
}
