// Package fault breaks the connection between a service and what it depends on.
package fault

import (
	"bytes"
	"net"
	"sync"
	"time"
)

// Proxy passes TCP connections on to a server, and can make it slow or drop it
// in the middle of a conversation.
type Proxy struct {
	target   string
	listener net.Listener
	group    sync.WaitGroup

	mu    sync.Mutex
	open  map[net.Conn]bool
	delay time.Duration
	word  []byte
	cuts  int
	ended bool
}

// Listen starts a proxy on a loopback port of its own. Target is HOST:PORT.
func Listen(target string) (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{target: target, listener: listener, open: map[net.Conn]bool{}}
	p.group.Go(p.accept)
	return p, nil
}

// Port is where the proxy listens.
func (p *Proxy) Port() int { return p.listener.Addr().(*net.TCPAddr).Port }

// Delay makes the server's answers wait; zero ends it.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// CutAt drops a connection when the client sends the word, before the server
// gets it; nil ends it. A word that the client sends in two pieces is missed.
func (p *Proxy) CutAt(word []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.word = word
}

// Cuts is how many connections were dropped.
func (p *Proxy) Cuts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cuts
}

// Close drops all connections and waits for what served them.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.ended = true
	p.listener.Close()
	for conn := range p.open {
		conn.Close()
	}
	p.mu.Unlock()
	p.group.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.DialTimeout("tcp", p.target, 2*time.Second)
		if err != nil {
			client.Close()
			continue
		}
		if !p.keep(client, server) {
			return
		}
		p.group.Go(func() { p.pass(client, server, p.cut) })
		p.group.Go(func() { p.pass(server, client, p.wait) })
	}
}

// keep remembers the two ends of a connection; not when the proxy was closed
// meanwhile.
func (p *Proxy) keep(ends ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range ends {
		if p.ended {
			one.Close()
			continue
		}
		p.open[one] = true
	}
	return !p.ended
}

// pass copies one direction until an end is closed, or the data is refused.
func (p *Proxy) pass(from, to net.Conn, allow func(data []byte) bool) {
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, one := range []net.Conn{from, to} {
			one.Close()
			delete(p.open, one)
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if !allow(buffer[:n]) {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut refuses data with the word.
func (p *Proxy) cut(data []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.word == nil || !bytes.Contains(data, p.word) {
		return true
	}
	p.cuts++
	return false
}

// wait holds the server's answer back.
func (p *Proxy) wait([]byte) bool {
	p.mu.Lock()
	delay := p.delay
	p.mu.Unlock()
	time.Sleep(delay)
	return true
}
