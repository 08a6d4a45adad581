package proc

import (
	"os"
	"os/exec"
)

// Account is a user that a server runs as; Windows has no need of one.
type Account struct{ name string }

// isolate does nothing: Windows ends children by handle.
func isolate(*exec.Cmd, *Account) {}

// terminate ends the command; Windows has no polite way.
func terminate(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// interrupt ends the command.
func interrupt(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// killGroup ends the command.
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// stoppedBySignal is never true: Windows has no signals.
func stoppedBySignal(*os.ProcessState) bool { return false }

// Unprivileged needs no other account.
func Unprivileged() (*Account, error) { return nil, nil }

// HandOver has nobody to give the folder to.
func HandOver(string, *Account) error { return nil }
