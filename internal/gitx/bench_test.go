package gitx_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"scaffold/internal/gitx"
	"scaffold/internal/pack"
	"scaffold/internal/project"
)

// synthetic makes a tree like that of a generated project: n files of text, size
// bytes together.
func synthetic(n, size int) pack.Tree {
	words := []string{"class", "def", "return", "import", "self", "request", "models", "value", "=", "(", ")", ":", "\n    ", "\n", "None", "serializer", "queryset"}
	r := rand.New(rand.NewPCG(1, 2))
	tree := make(pack.Tree, n)
	for i := range tree {
		data := make([]byte, 0, size/n+16)
		for len(data) < size/n {
			data = append(data, words[r.IntN(len(words))]...)
			data = append(data, byte('a'+r.IntN(26)), ' ')
		}
		tree[i] = pack.File{Path: fmt.Sprintf("apps/app%02d/module%d/file%04d.py", i%12, i%3, i), Data: data, Executable: i%40 == 0, Class: pack.ClassMerge}
	}
	tree.Sort()
	return tree
}

// BenchmarkFloor compares the writing and committing of a project with `cp -r`
// and the installed git, in turns; on tmpfs when TMPDIR says so. It reports the
// ratio of the means as x-floor, which the project keeps at or below 1.
func BenchmarkFloor(b *testing.B) {
	for _, size := range []struct{ files, bytes int }{{119, 493 << 10}, {10000, 15 << 20}} {
		b.Run(fmt.Sprint(size.files), func(b *testing.B) { floor(b, synthetic(size.files, size.bytes)) })
	}
}

func floor(b *testing.B, tree pack.Tree) {
	if _, err := exec.LookPath("git"); err != nil {
		b.Skip("git is not installed")
	}
	base := b.TempDir()
	env := append(os.Environ(), "HOME="+base, "XDG_CONFIG_HOME="+base, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+filepath.Join(base, "gitconfig"))
	if err := os.WriteFile(filepath.Join(base, "gitconfig"), []byte("[user]\nname=A\nemail=a@b.c\n[gc]\nauto=0\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	source := filepath.Join(base, "source")
	write(b, source, tree, env, false)
	var ours, theirs time.Duration
	i := 0
	for b.Loop() {
		i++
		start := time.Now()
		target := filepath.Join(base, fmt.Sprintf("ours%d", i))
		write(b, target, tree, env, true)
		ours += time.Since(start)
		other := filepath.Join(base, fmt.Sprintf("theirs%d", i))
		start = time.Now()
		run(b, env, base, "cp", "-r", source, other)
		run(b, env, other, "git", "init", "-q")
		run(b, env, other, "git", "add", "-A")
		run(b, env, other, "git", "commit", "-qm", "one")
		theirs += time.Since(start)
		_ = os.RemoveAll(target)
		_ = os.RemoveAll(other)
	}
	b.ReportMetric(float64(ours.Microseconds())/1000/float64(i), "ours-ms")
	b.ReportMetric(float64(theirs.Microseconds())/1000/float64(i), "git-ms")
	b.ReportMetric(float64(ours)/float64(theirs), "x-floor")
}

func write(b *testing.B, dir string, tree pack.Tree, env []string, commit bool) {
	target, err := project.Inspect(dir)
	if err != nil {
		b.Fatal(err)
	}
	plan, err := project.NewPlan(tree, target, project.PlanOptions{})
	if err != nil {
		b.Fatal(err)
	}
	options := project.WriteOptions{}
	if commit {
		options.Commit = func(ctx context.Context, staged, _ string) error {
			result, err := gitx.Record(ctx, gitx.Request{Dir: staged, Tree: plan.Tree(), Message: "one", When: time.Now(), Env: env})
			if err == nil && result.Commit == "" {
				b.Fatal("nothing was committed")
			}
			return err
		}
	}
	if _, err := project.Write(context.Background(), plan, options); err != nil {
		b.Fatal(err)
	}
}

func run(b *testing.B, env []string, dir string, name string, args ...string) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
}
