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
