//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// build gives the program for tests that need a process of its own.
func build(t *testing.T) string {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// TestSignalsLeaveNothingOrEverything interrupts `new` at many moments: the
// target is absent or complete, nothing lies beside it, and the exit code tells.
func TestSignalsLeaveNothingOrEverything(t *testing.T) {
	t.Parallel()
	program, home := build(t), t.TempDir()
	interrupted := 0
	for i := range 40 {
		for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGKILL: -1} {
			parent := t.TempDir()
			target := filepath.Join(parent, "deep", "shop")
			cmd := exec.Command(program, "new", target, "--shape", "marketplace")
			cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1", "EMAIL=a@example.com"}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(i) * 1500 * time.Microsecond)
			_ = cmd.Process.Signal(sig)
			err := cmd.Wait()
			complete := exists(filepath.Join(target, ".scaffold", "project.yaml")) && exists(filepath.Join(target, ".git", "HEAD"))
			status := cmd.ProcessState.Sys().(syscall.WaitStatus)
			switch {
			case err == nil:
				if !complete {
					t.Fatalf("%v after %d: exit 0 without a project", sig, i)
				}
			case sig == syscall.SIGKILL || status.Signaled():
				if exists(target) && !complete {
					t.Fatalf("%v after %d: half a project", sig, i)
				}
			default:
				interrupted++
				if got := cmd.ProcessState.ExitCode(); got != code {
					t.Fatalf("%v after %d: exit code %d, want %d", sig, i, got, code)
				}
				if left := entries(t, parent); len(left) > 0 {
					t.Fatalf("%v after %d: left behind: %v", sig, i, left)
				}
			}
		}
	}
	if interrupted < 5 {
		t.Errorf("only %d runs were interrupted on their way", interrupted)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

// TestInterruptWhileReadingStandardInput makes sure that waiting for a config
// file that never comes can be ended. A process that has only begun does not listen
// yet, and on a busy machine that takes its time.
func TestInterruptWhileReadingStandardInput(t *testing.T) {
	t.Parallel()
	program := build(t)
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		code, stderr := interruptReading(t, program, wait)
		if code == -1 && wait < 5*time.Second {
			continue
		}
		if code != 130 || !strings.Contains(stderr, "interrupted") {
			t.Errorf("exit code %d\n%s", code, stderr)
		}
		return
	}
}

// interruptReading interrupts a run that waits for its config file, and gives its
// exit code, -1 when the signal itself ended it, and what it said.
func interruptReading(t *testing.T, program string, wait time.Duration) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), wait+10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "new", "--config", "-")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer writer.Close()
	cmd.Stdin = reader
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// TestSurroundingsDoNotMatter generates one project under different umasks,
// time zones, languages, homes and working directories, through flags and
// through a file, and compares every byte and executable bit.
func TestSurroundingsDoNotMatter(t *testing.T) {
	t.Parallel()
	program := build(t)
	config := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(config, []byte("name: shop\nshape: saas\nteam: small\ndescription: A shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	readOnly := t.TempDir()
	if err := os.Chmod(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	flags := "new shop --shape saas --team small --description 'A shop'"
	runs := []string{
		"umask 022; " + program + " " + flags,
		"umask 077; TZ=Asia/Tokyo LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8 HOME=" + readOnly + " " + program + " " + flags,
		"umask 002; unset HOME; PATH= " + program + " new --config " + config,
		"SCAFFOLD_SHAPE=saas SCAFFOLD_TEAM=small SCAFFOLD_NAME=shop SCAFFOLD_DESCRIPTION='A shop' " + program + " new",
	}
	var first map[string]string
	for _, run := range runs {
		dir := t.TempDir()
		cmd := exec.Command("/bin/sh", "-c", run)
		cmd.Dir = dir
		cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1"}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", run, err, out)
		}
		got := contents(t, filepath.Join(dir, "shop"))
		if first == nil {
			first = got
		}
		for path, text := range got {
			if first[path] != text || len(first) != len(got) {
				t.Errorf("%s: %s differs (%d and %d files)", run, path, len(first), len(got))
			}
		}
	}
}

// contents gives the bytes of every file below a directory but .env and .git,
// with its executable bit.
func contents(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".git":
			return filepath.SkipDir
		case entry.IsDir() || entry.Name() == ".env":
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		name := strings.TrimPrefix(path, root)
		if info.Mode()&0o100 != 0 {
			name += " (executable)"
		}
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestSignalsTwice sends every signal twice, as a wrapper does that passes on
// what the terminal has sent already: tidying up goes on all the same.
func TestSignalsTwice(t *testing.T) {
	t.Parallel()
	program, home := build(t), t.TempDir()
	for i := range 30 {
		parent := t.TempDir()
		cmd := exec.Command(program, "new", filepath.Join(parent, "shop"), "--shape", "marketplace", "--yes")
		cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GIT_CONFIG_NOSYSTEM=1", "EMAIL=a@example.com"}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i) * time.Millisecond)
		for range 3 {
			_ = cmd.Process.Signal(os.Interrupt)
		}
		err := cmd.Wait()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if left := entries(t, parent); err != nil && !status.Signaled() && len(left) > 0 {
			t.Fatalf("after %d ms: left behind: %v", i, left)
		}
	}
}
