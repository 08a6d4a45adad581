//go:build unix

package ptytest

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestProgram(t *testing.T) {
	t.Parallel()
	term := Start(t, exec.Command("sh", "-c", `stty size; printf 'Name? '; read name; printf '\033[1mHi %s\033[m\n' "$name"; exit 7`), 40, 12)
	term.WaitFor("Name?")
	term.Type("Ann\r")
	if code := term.Wait(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
	term.Equal("12 40\nName? Ann\nHi Ann")
	if !strings.Contains(term.Transcript(), "\x1b[1mHi Ann\x1b[m") {
		t.Errorf("transcript %q", term.Transcript())
	}
}

func TestInterruptKey(t *testing.T) {
	t.Parallel()
	term := Start(t, exec.Command("sh", "-c", `trap 'exit 9' INT; echo ready; while :; do sleep 1; done`), 80, 24)
	term.WaitFor("ready")
	term.Type("\x03")
	if code := term.Wait(); code != 9 {
		t.Errorf("exit code %d, want 9", code)
	}
}

func TestSignal(t *testing.T) {
	t.Parallel()
	term := Start(t, exec.Command("sh", "-c", `echo ready; exec sleep 60`), 80, 24)
	term.WaitFor("ready")
	term.Signal(syscall.SIGTERM)
	if code := term.Wait(); code != -1 {
		t.Errorf("exit code %d, want -1", code)
	}
}

// TestQuery asks for the cursor's position: the answer comes, or never.
func TestQuery(t *testing.T) {
	t.Parallel()
	const ask = `stty -echo -icanon min 0 time 5; printf '\033[6n'; dd bs=1 count=6 2>/dev/null | wc -c`
	for want, options := range map[string][]Option{"6": nil, "0": {Silent()}} {
		term := Start(t, exec.Command("sh", "-c", ask), 80, 24, options...)
		if code := term.Wait(); code != 0 {
			t.Errorf("exit code %d, want 0", code)
		}
		if got := strings.TrimSpace(term.Screen()); got != want {
			t.Errorf("%s bytes of an answer, want %s", got, want)
		}
	}
}
