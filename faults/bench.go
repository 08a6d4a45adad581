//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench has the program, a place to work in, and a project as it must be.
type bench struct {
	settings
	dir     string            // everything happens below
	program string            // the program under test
	want    map[string]string // files of a complete project: path -> mode and bytes
	usual   time.Duration     // how long one run takes
	number  int
}

// arguments of every run, after the path.
var arguments = []string{"--shape", "marketplace", "--yes"}

// newBench builds the program and makes the project that others are compared
// with.
func newBench(s settings) (*bench, error) {
	syscall.Umask(0o022)
	dir, err := os.MkdirTemp("", "faults-")
	if err != nil {
		return nil, err
	}
	b := &bench{settings: s, dir: dir, program: filepath.Join(dir, "scaffold")}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(filepath.Join(dir, "home"), 0o777)); err != nil {
		return nil, err
	}
	build := exec.Command("go", "build", "-o", b.program, "./cmd/scaffold")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the program: %w\n%s", err, out)
	}
	var times []time.Duration
	for range 5 {
		target := filepath.Join(b.place(), "shop")
		start := time.Now()
		if o := b.new(target); o.Code != 0 {
			return nil, fmt.Errorf("a run that nothing disturbs: exit %d: %s", o.Code, o.Stderr)
		}
		times = append(times, time.Since(start))
		if b.want, err = files(target); err != nil {
			return nil, err
		}
	}
	slices.Sort(times)
	b.usual = times[len(times)/2]
	return b, nil
}

func (b *bench) close() { _ = os.RemoveAll(b.dir) }

// random gives the source of the moments of one scenario.
func (b *bench) random(name string) *rand.Rand {
	sum := uint64(14695981039346656037)
	for _, c := range []byte(name) {
		sum = (sum ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(b.seed, sum))
}

// place gives a fresh directory with a file of the user in it.
func (b *bench) place() string {
	b.number++
	dir := filepath.Join(b.dir, fmt.Sprintf("run-%d", b.number))
	if err := os.Mkdir(dir, 0o755); err != nil {
		panic(err) // the machine is broken, and the run with it
	}
	if err := os.WriteFile(filepath.Join(dir, bystander), []byte("mine\n"), 0o644); err != nil {
		panic(err)
	}
	return dir
}

// bystander is a file of the user beside the target.
const bystander = "notes.txt"

// command gives a run of the program; nothing of the machine's settings reaches
// it.
func (b *bench) command(target string, more ...string) *exec.Cmd {
	cmd := exec.Command(b.program, append(append([]string{"new", target}, arguments...), more...)...)
	cmd.Dir = filepath.Dir(b.program)
	cmd.Env = b.environment()
	return cmd
}

func (b *bench) environment() []string {
	return []string{
		"HOME=" + filepath.Join(filepath.Dir(b.program), "home"), "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
	}
}

// new runs the program to its end.
func (b *bench) new(target string, more ...string) outcome { return finish(b.command(target, more...)) }

// finish runs a command and says how it ended.
func finish(cmd *exec.Cmd) outcome {
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return outcome{-2, "", err.Error()}
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), complaint.String()}
}

// files reads a project: path -> permissions and bytes. The repository is left
// out, and of .env the secrets.
func files(root string) (map[string]string, error) {
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if entry.IsDir() {
			if name == ".git" || strings.HasPrefix(name, ".shop.scaffold-") {
				return fs.SkipDir
			}
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if name == ".env" {
			data = fmt.Append(nil, len(data))
		}
		all[name] = fmt.Sprintf("%v %q", info.Mode(), data) // quoted: it travels as JSON, which is no place for bytes
		return err
	})
	return all, err
}

// complete says what a project lacks, "" when nothing.
func (b *bench) complete(target string) string {
	got, err := files(target)
	if err != nil {
		return "the project cannot be read: " + err.Error()
	}
	if fault := differ(got, b.want); fault != "" {
		return "half a project: " + fault
	}
	return b.sound(target)
}

// differ names the first file that two projects do not share.
func differ(got, want map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if have, ok := got[name]; !ok {
			return name + " is missing"
		} else if have != want[name] {
			return name + " differs"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			return name + " is too much"
		}
	}
	return ""
}

// parts says what is wrong with the files that are there: each must be one of
// the project's, with all its bytes, or one of those named.
func (b *bench) parts(target string, beside ...string) string {
	got, err := files(target)
	if err != nil {
		return err.Error()
	}
	for name, have := range got {
		if !slices.Contains(beside, name) && b.want[name] != have {
			return name + " is half, or nobody's"
		}
	}
	return ""
}

// sound asks git whether the repository is whole and has everything.
func (b *bench) sound(target string) string {
	if _, err := exec.LookPath("git"); err != nil {
		return ""
	}
	for _, args := range [][]string{{"fsck", "--strict", "--no-progress"}, {"status", "--porcelain"}} {
		cmd := exec.Command("git", append([]string{"-c", "safe.directory=*", "-C", target}, args...)...)
		cmd.Env = append(b.environment(), "GIT_OPTIONAL_LOCKS=0") // it may have no room for one
		if out, err := cmd.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
			return fmt.Sprintf("git %s: %v %s", args[0], err, out)
		}
	}
	return ""
}

// holds says what is wrong with the entries of a directory.
func holds(dir string, want ...string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err.Error()
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Sprintf("%s holds %v instead of %v", filepath.Base(dir), got, want)
	}
	return ""
}

// stages lists the staging directories in a directory.
func stages(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, ".shop.scaffold-*"))
	return found
}

// mine says whether the file of the user is as it was.
func mine(dir string) string {
	if data, err := os.ReadFile(filepath.Join(dir, bystander)); err != nil || string(data) != "mine\n" {
		return fmt.Sprintf("the user's file is %q, %v", data, err)
	}
	return ""
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func sortedKeys(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

// umask runs f under another umask. Processes started inside have it.
func umask(mask int, f func()) {
	before := syscall.Umask(mask)
	defer syscall.Umask(before)
	f()
}
