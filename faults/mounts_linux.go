package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// mount gives the room its file system, or makes the one it has read-only. The
// namespace is cut off from the machine's first.
func (m room) mount(sealed bool) error {
	options := fmt.Sprintf("size=%d", m.Bytes)
	if m.Inodes > 0 {
		options += fmt.Sprintf(",nr_inodes=%d", m.Inodes)
	}
	if sealed {
		return syscall.Mount("faults", m.Dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, options)
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("a mount namespace of its own: %w", err)
	}
	if err := syscall.Mount("faults", m.Dir, "tmpfs", 0, options); err != nil {
		return fmt.Errorf("a file system of its own: %w", err)
	}
	return nil
}

// visit runs the program in a room; why says that the machine does not permit
// one.
func (b *bench) visit(m room) (got seen, why string) {
	self, err := os.Executable()
	if err != nil {
		return seen{}, err.Error()
	}
	m.Program, m.Want = b.program, b.want
	m.Dir = b.place()
	defer os.RemoveAll(m.Dir)
	cmd := exec.Command(self, withinFlag)
	cmd.Stdin = strings.NewReader(encode(m))
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return seen{}, "no mounts of one's own here (" + strings.TrimSpace(complaint.String()+" "+err.Error()) + ")"
	}
	if err := json.Unmarshal(out, &got); err != nil {
		return seen{}, err.Error()
	}
	return got, ""
}
