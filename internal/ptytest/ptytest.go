//go:build unix

package ptytest

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// limit is how long a text may take to appear, and a program to end.
const limit = 10 * time.Second

// markAgain is how long an end mark may take to come out before it is written
// once more.
const markAgain = 200 * time.Millisecond

// Terminal is a pseudo terminal of a fixed size with a screen. Its methods may
// be called from the test's goroutine only, except Screen and Transcript.
type Terminal struct {
	t          testing.TB
	master     *os.File
	slave      *os.File
	silent     bool
	cooked     *term.State // mode of the terminal before the program changed it
	cmd        *exec.Cmd
	exited     chan struct{} // closed when the program has ended
	drained    chan struct{} // closed when all of its output was read
	changed    chan struct{} // one token after each piece of output
	mu         sync.Mutex    // guards what follows
	marks      int           // end marks that came out
	screen     vt10x.Terminal
	transcript strings.Builder
}

// Option changes a terminal before it starts.
type Option func(*Terminal)

// Silent makes a terminal that never answers a query: it draws and says nothing.
func Silent() Option { return func(t *Terminal) { t.silent = true } }

// Open makes a terminal without a program, for code that runs in the test's own
// process. The file is the program's side.
func Open(t testing.TB, cols, rows int, options ...Option) (*Terminal, *os.File) {
	t.Helper()
	term := open(t, cols, rows, options)
	return term, term.slave
}

// Start runs a command on a terminal of its own, as the leader of its session:
// Ctrl-C typed in cooked mode is a signal for it. Input, output and errors of
// the command that are nil become the terminal. When the test ends, the command
// is killed if it is still running.
func Start(t testing.TB, cmd *exec.Cmd, cols, rows int, options ...Option) *Terminal {
	t.Helper()
	term := open(t, cols, rows, options)
	if cmd.Stdin == nil {
		cmd.Stdin = term.slave
	}
	if cmd.Stdout == nil {
		cmd.Stdout = term.slave
	}
	if cmd.Stderr == nil {
		cmd.Stderr = term.slave
	}
	attributes := syscall.SysProcAttr{}
	if cmd.SysProcAttr != nil {
		attributes = *cmd.SysProcAttr
	}
	attributes.Setsid, attributes.Setctty = true, true
	attributes.Ctty = terminalFile(cmd, term.slave)
	cmd.SysProcAttr = &attributes
	if err := cmd.Start(); err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	term.cmd, term.exited = cmd, make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(term.exited)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // an error says that it has ended
		<-term.exited
	})
	return term
}

// terminalFile is the number that the terminal has in the command: that of the
// first of its three streams that is the terminal.
func terminalFile(cmd *exec.Cmd, slave *os.File) int {
	for fd, stream := range []any{cmd.Stdin, cmd.Stdout, cmd.Stderr} {
		if stream == any(slave) {
			return fd
		}
	}
	return 0
}

func open(t testing.TB, cols, rows int, options []Option) *Terminal {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	if err := pty.Setsize(slave, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	cooked, err := term.GetState(int(slave.Fd()))
	if err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	opened := &Terminal{
		t: t, master: interruptible(t, master), slave: slave, cooked: cooked,
		drained: make(chan struct{}), changed: make(chan struct{}, 1),
	}
	for _, option := range options {
		option(opened)
	}
	answers := io.Writer(opened.master)
	if opened.silent {
		answers = io.Discard
	}
	opened.screen = vt10x.New(vt10x.WithSize(cols, rows), vt10x.WithWriter(answers))
	go opened.feed()
	t.Cleanup(func() {
		_ = slave.Close()
		_ = opened.master.Close()
		<-opened.drained
	})
	return opened
}

// interruptible gives the same terminal as a file whose Close ends a Read that
// waits; the file that the library made waits in the system.
func interruptible(t testing.TB, master *os.File) *os.File {
	t.Helper()
	defer master.Close()
	fd, err := syscall.Dup(int(master.Fd()))
	if err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatalf("ptytest: %v", err)
	}
	return os.NewFile(uintptr(fd), master.Name())
}

// feed draws what the program writes until its side of the terminal is closed.
func (t *Terminal) feed() {
	defer close(t.drained)
	buffer := make([]byte, 4096)
	for {
		n, err := t.master.Read(buffer)
		if n > 0 {
			text := bytes.ReplaceAll(buffer[:n], endMark, nil)
			t.mu.Lock()
			t.marks += bytes.Count(buffer[:n], endMark)
			t.transcript.Write(text)
			_, _ = t.screen.Write(text)
			t.mu.Unlock()
			select {
			case t.changed <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// Screen is what a person sees now: lines without trailing space, and without
// the empty lines at the end.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(t.screen.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// CursorVisible reports whether the cursor is shown.
func (t *Terminal) CursorVisible() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.CursorVisible()
}

// Cursor is the place of the cursor, counted from 0.
func (t *Terminal) Cursor() (column, row int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cursor := t.screen.Cursor()
	return cursor.X, cursor.Y
}

// Transcript is everything that was written to the terminal.
func (t *Terminal) Transcript() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.transcript.String()
}

// WaitFor waits until the screen shows a text, and fails the test otherwise.
func (t *Terminal) WaitFor(text string) {
	t.t.Helper()
	t.Wants("to show "+text, func(screen string) bool { return strings.Contains(screen, text) })
}

// WaitGone waits until the screen no longer shows a text.
func (t *Terminal) WaitGone(text string) {
	t.t.Helper()
	t.Wants("no longer to show "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

// WaitRaw waits until the program takes single keys. A question may be on the
// screen a moment before, and what is typed in that moment is echoed.
func (t *Terminal) WaitRaw() {
	t.t.Helper()
	for end := time.Now().Add(limit); t.Untouched(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.t.Fatalf("ptytest: the program does not take single keys:\n%s", t.Screen())
		}
	}
}

// Untouched reports whether the terminal is in the mode that it had at first,
// also after the program has ended.
func (t *Terminal) Untouched() bool {
	t.t.Helper()
	state, err := term.GetState(int(t.slave.Fd()))
	if err != nil {
		t.t.Fatalf("ptytest: %v", err)
	}
	return *state == *t.cooked
}

// Wants waits until a condition holds for the screen. What it wants is said
// when it fails.
func (t *Terminal) Wants(what string, holds func(screen string) bool) {
	t.t.Helper()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		screen := t.Screen()
		if holds(screen) {
			return
		}
		select {
		case <-t.changed:
		case <-t.exited:
			t.Settle()
			if screen = t.Screen(); holds(screen) {
				return
			}
			t.t.Fatalf("ptytest: wanted the screen %s, and the program ended:\n%s", what, screen)
		case <-deadline.C:
			t.t.Fatalf("ptytest: wanted the screen %s:\n%s", what, screen)
		}
	}
}

// Type writes keys as they come from a keyboard.
func (t *Terminal) Type(text string) {
	t.t.Helper()
	if _, err := t.master.WriteString(text); err != nil {
		t.t.Fatalf("ptytest: %v", err)
	}
}

// endMark is written to the terminal after a program's end: when it comes out,
// all that the program wrote has come out. Terminals ignore NUL.
var endMark = []byte{0}

// Settle waits until everything that was written to the terminal was drawn.
func (t *Terminal) Settle() {
	t.t.Helper()
	t.mu.Lock()
	before := t.marks
	t.mu.Unlock()
	// A Ctrl-C that the system has not dealt with yet takes the mark with it.
	mark := time.NewTicker(markAgain)
	defer mark.Stop()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for write := true; ; {
		if write {
			if _, err := t.slave.Write(endMark); err != nil {
				t.t.Fatalf("ptytest: %v", err)
			}
		}
		write = false
		t.mu.Lock()
		after := t.marks
		t.mu.Unlock()
		if after > before {
			return
		}
		select {
		case <-t.changed:
		case <-mark.C:
			write = true
		case <-deadline.C:
			t.t.Fatalf("ptytest: the terminal does not come to rest")
		}
	}
}

// Signal sends a signal to the program.
func (t *Terminal) Signal(signal os.Signal) {
	t.t.Helper()
	if err := t.cmd.Process.Signal(signal); err != nil {
		t.t.Fatalf("ptytest: %v", err)
	}
}

// Wait waits for the program's end and gives its exit code, -1 after a signal
// that it did not handle. Screen and Transcript are complete then.
func (t *Terminal) Wait() int {
	t.t.Helper()
	select {
	case <-t.exited:
	case <-time.After(limit):
		t.t.Fatalf("ptytest: the program did not end:\n%s", t.Screen())
	}
	t.Settle()
	return t.cmd.ProcessState.ExitCode()
}

// Equal waits until the screen is exactly this text; a line break at its
// beginning and space at its end do not count.
func (t *Terminal) Equal(want string) {
	t.t.Helper()
	want = strings.TrimRight(strings.TrimPrefix(want, "\n"), " \n")
	t.Wants("to be\n"+want+"\nbut it was", func(screen string) bool { return screen == want })
}
