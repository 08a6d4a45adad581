package fault

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// echo answers each line with the same line.
func echo(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func talk(t *testing.T, p *Proxy) func(line string) (string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p.Port()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	lines := bufio.NewReader(conn)
	return func(line string) (string, error) {
		if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return "", err
		}
		if _, err := fmt.Fprintln(conn, line); err != nil {
			return "", err
		}
		answer, err := lines.ReadString('\n')
		return strings.TrimSpace(answer), err
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	p, err := Listen(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	say := talk(t, p)
	if got, err := say("hello"); got != "hello" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}

	p.Delay(200 * time.Millisecond)
	began := time.Now()
	if got, err := say("slow"); got != "slow" || err != nil || time.Since(began) < 200*time.Millisecond {
		t.Errorf("%q, %v after %s", got, err, time.Since(began))
	}
	p.Delay(0)

	p.CutAt([]byte("COMMIT"))
	if got, err := say("begin"); got != "begin" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := say("COMMIT"); err == nil {
		t.Errorf("passed on %q", got)
	}
	if p.Cuts() != 1 {
		t.Errorf("%d cuts", p.Cuts())
	}
	p.CutAt(nil)
	if got, err := talk(t, p)("COMMIT"); got != "COMMIT" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestProxyEnds(t *testing.T) {
	t.Parallel()
	p, err := Listen(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	say := talk(t, p)
	if _, err := say("hello"); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if got, err := say("hello"); err == nil {
		t.Errorf("answered %q after the end", got)
	}
}

func TestProxyWithoutServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := listener.Addr().String()
	listener.Close()
	p, err := Listen(nobody)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if got, err := talk(t, p)("hello"); err == nil {
		t.Errorf("answered %q without a server", got)
	}
}
