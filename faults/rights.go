//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// nobody is the user without rights; a run that is not root's is one already.
const nobody = 65534

// asNobody runs the program as a user who is nobody special.
func (b *bench) asNobody(target string, more ...string) outcome {
	cmd := b.command(target, more...)
	drop(cmd)
	return finish(cmd)
}

func drop(cmd *exec.Cmd) {
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// give hands a path to the user without rights.
func give(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	return os.Lchown(path, nobody, nobody)
}

// right is a place where a user lacks one.
type right struct {
	name string
	mode fs.FileMode // of the directory that matters
	in   string      // which it is, below the place
	dirs []string    // made first
	file string      // a file that root alone can read, or ""
	path string      // the target
	more []string
	code int
	says string
}

func rightsCases() []right {
	const denied = "permission denied"
	return []right{
		{name: "the parent is read-only", mode: 0o555, in: "p", dirs: []string{"p"}, path: "p/shop", code: 1, says: denied},
		{name: "parents to be made in a read-only one", mode: 0o555, in: "p", dirs: []string{"p"}, path: "p/deep/er/shop", code: 1, says: denied},
		{name: "the parent cannot be entered", mode: 0o000, in: "p", dirs: []string{"p"}, path: "p/shop", code: 1, says: denied},
		{name: "the target is empty and read-only", mode: 0o555, in: "shop", dirs: []string{"shop"}, path: "shop", code: 1, says: denied},
		{name: "the target cannot be listed", mode: 0o300, in: "shop", dirs: []string{"shop"}, path: "shop", code: 1, says: denied},
		{name: "the target cannot be entered", mode: 0o000, in: "shop", dirs: []string{"shop"}, path: "shop", code: 1, says: denied},
		{name: "--into, a folder is read-only", mode: 0o555, in: "shop/docs", dirs: []string{"shop", "shop/docs"}, path: "shop", more: []string{"--into"}, code: 1, says: denied},
		{name: "--into, a folder cannot be listed", mode: 0o300, in: "shop/docs", dirs: []string{"shop", "shop/docs"}, path: "shop", more: []string{"--into"}, code: 1, says: denied},
		{name: "--into, a file cannot be read", mode: 0o755, in: "shop", dirs: []string{"shop"}, file: "shop/Makefile", path: "shop", more: []string{"--into"}, code: 1, says: denied},
		{name: "the parent can be written and not listed", mode: 0o300, in: "p", dirs: []string{"p"}, path: "p/shop", code: 0},
	}
}

func unprivileged(b *bench, r *result) {
	for _, one := range rightsCases() {
		parent := b.place()
		if err := one.prepare(parent); err != nil {
			r.check(one.name, err.Error())
			continue
		}
		before := everything(parent)
		o := b.asNobody(filepath.Join(parent, one.path), one.more...)
		r.saw(fmt.Sprintf("exit %d", o.Code))
		faults := []string{o.fault(one.code, one.says), mine(parent)}
		if one.code != 0 {
			faults = append(faults, o.fault(one.code, parent))
			if after := everything(parent); after != before {
				faults = append(faults, fmt.Sprintf("it was %s and is %s", before, after))
			}
		}
		_ = os.Chmod(filepath.Join(parent, one.in), 0o755)
		if one.code == 0 {
			faults = append(faults, b.complete(filepath.Join(parent, one.path)))
		}
		r.check(one.name, faults...)
		_ = os.RemoveAll(parent)
	}
}

// prepare makes the directories of a case, the user's but for the right that is
// missing.
func (one right) prepare(parent string) error {
	errs := []error{give(parent)}
	for _, dir := range one.dirs {
		path := filepath.Join(parent, dir)
		errs = append(errs, os.Mkdir(path, 0o755), give(path))
	}
	if one.file != "" {
		path := filepath.Join(parent, one.file)
		errs = append(errs, os.WriteFile(path, []byte("secret\n"), 0o600), give(path), os.Chmod(path, 0o000))
	}
	return errors.Join(append(errs, os.Chmod(filepath.Join(parent, one.in), one.mode))...)
}

// everything lists what is below a directory, with permissions; what cannot be
// read is left out, before as after.
func everything(dir string) string {
	var all []string
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			name, _ := filepath.Rel(dir, path)
			all = append(all, fmt.Sprintf("%v %s %d", info.Mode(), name, info.ModTime().UnixNano()*modified(entry)))
		}
		return nil
	})
	return strings.Join(all, "\n")
}

// modified is 0 for directories: their time changes when something is made in
// them and removed again.
func modified(entry fs.DirEntry) int64 {
	if entry.IsDir() {
		return 0
	}
	return 1
}

func umasks(b *bench, r *result) {
	for _, mask := range []fs.FileMode{0o000, 0o022, 0o077} {
		for _, inside := range []bool{false, true} {
			parent := b.place()
			target := filepath.Join(parent, "shop")
			if inside {
				if err := os.Mkdir(target, 0o755); err != nil {
					r.check("umask", err.Error())
					continue
				}
			}
			var o outcome
			umask(int(mask), func() { o = b.new(target) })
			r.check(fmt.Sprintf("umask %03o, target there: %t", mask, inside),
				o.fault(0), b.modes(target, mask, inside), b.sound(target), holds(parent, bystander, "shop"))
			_ = os.RemoveAll(parent)
		}
	}
}

// modes compares the permissions of a project with what a umask leaves of them.
func (b *bench) modes(target string, mask fs.FileMode, inside bool) string {
	fault := ""
	_ = filepath.WalkDir(target, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			fault = err.Error()
			return err
		}
		name, _ := filepath.Rel(target, path)
		info, err := entry.Info()
		if err != nil || name == "." && inside {
			return err
		}
		if name == ".git" {
			return fs.SkipDir
		}
		want := fs.FileMode(0o644)
		switch {
		case name == ".env":
			want = 0o600
		case entry.IsDir():
			want = 0o777
		case strings.HasPrefix(b.want[name], "-rwx"):
			want = 0o755
		}
		if got := info.Mode().Perm(); got != want&^mask {
			fault = fmt.Sprintf("%s has the mode %04o instead of %04o", name, got, want&^mask)
		}
		return nil
	})
	return fault
}

func stagingMode(b *bench, r *result) {
	random := b.random("staging")
	for range 30 {
		parent := b.place()
		target := filepath.Join(parent, "shop")
		s := strike{syscall.SIGKILL, true, time.Duration(random.Int64N(int64(b.usual / 2)))}
		var err error
		umask(0, func() { _, err = b.struck(s, parent, target) })
		if err != nil {
			r.check(s.String(), err.Error())
			continue
		}
		for _, stage := range stages(parent) {
			info, err := os.Lstat(stage)
			if err != nil || info.Mode().Perm() != 0o700 {
				r.check(s.String(), fmt.Sprintf("%s has the mode %v, %v", filepath.Base(stage), info.Mode(), err))
				continue
			}
			r.check(s.String())
		}
		_ = os.RemoveAll(parent)
	}
	if r.passed+len(r.failures) == 0 {
		r.check("30 runs", "none was killed while it wrote")
	}
}
