package main

import (
	"os"
	"os/exec"
)

// account is a user that a server runs as; Windows has no need of one.
type account struct{ name string }

// isolate does nothing: Windows ends children by handle.
func isolate(*exec.Cmd, *account) {}

// terminate ends the command; Windows has no polite way.
func terminate(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// interrupt ends the command.
func interrupt(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// killGroup ends the command.
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// stoppedBySignal is never true: Windows has no signals.
func stoppedBySignal(*os.ProcessState) bool { return false }

// unprivileged needs no other account.
func unprivileged() (*account, error) { return nil, nil }

// handOver has nobody to give the folder to.
func handOver(string, *account) error { return nil }
