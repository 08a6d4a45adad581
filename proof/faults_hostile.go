package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hostile sends what no client should send.
func (b *battery) hostile(ctx context.Context) {
	second := 5 * time.Second
	got := b.ask(ctx, second, http.MethodGet, b.home, nil, "Host", "evil.example")
	b.note(got.among(400), "Host of somebody else", "400", got.String())

	const markup = `<script>alert(1)</script>`
	got = b.ask(ctx, second, http.MethodGet, b.home, nil, "X-Request-ID", markup)
	given, text := got.header.Get("X-Request-ID"), "another"
	if given == markup || given == "" {
		text = or(given, got.String())
	}
	b.note(text == "another", "request id with markup", "another id in the answer", text)

	got = b.ask(ctx, second, http.MethodGet, b.home+"%00%ff?a=%00%ff&limit=%00", nil)
	b.note(got.status >= 400 && got.status < 500, "path and query with NUL and broken UTF-8", "4xx", got.String())

	if b.collection == nil {
		return
	}
	for _, one := range []struct {
		name, body string
		want       []int
	}{
		{"body that is cut off", `{"a": `, []int{400, 422}},
		{"body that is not UTF-8", "\xff\xfe{}", []int{400, 422}},
		{"body of 20,000 nested lists", strings.Repeat("[", 20000), []int{400, 413, 422}},
	} {
		got := b.ask(ctx, second, http.MethodPost, b.collection.path, strings.NewReader(one.body))
		b.note(got.among(one.want...), one.name, statuses(one.want), got.String())
	}
	const size = 20 << 20
	// A server that answers early and closes may be faster than the client is
	// with reading the answer.
	got = b.ask(ctx, second, http.MethodPost, b.collection.path, strings.NewReader(strings.Repeat("x", size)))
	b.note(got.among(413) || got.hungUp(), "body over the limit, length told", "413, or hung up", got.String())
	// Without a length the body comes in chunks, and some servers do not read it.
	got = b.ask(ctx, second, http.MethodPost, b.collection.path, io.LimitReader(endless{}, size))
	b.note(got.among(400, 411, 413) || got.hungUp(), "body over the limit, in chunks", "4xx, or hung up", got.String())
}

// endless is a text without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// statuses are the statuses that are expected, in words.
func statuses(all []int) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = strconv.Itoa(one)
	}
	return strings.Join(words, " or ")
}

// askLivez asks for the first probe, on a connection that stays open.
const askLivez = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

// crowd holds connections open: they have been answered, and stay.
func (b *battery) crowd(ctx context.Context) {
	const many = 200
	for range many {
		conn, err := b.dial(ctx)
		if err != nil {
			b.note(false, "200 connections held open", "200", err.Error())
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, askLivez)
	}
	got := b.ask(ctx, 2*time.Second, http.MethodGet, "/livez", nil)
	b.note(got.among(200), "200 connections held open", "200 within 2 s", got.String())
}

// idle is longer than servers keep a connection that is not used unless they are
// told to: gunicorn 2 s, uvicorn 5 s.
const idle = 6 * time.Second

// pause uses a connection again after it was idle, as a load balancer does, which
// keeps connections for a minute. Where the server closes them first, it may do so
// while a request is on its way, which nobody answers then.
func (b *battery) pause(ctx context.Context, length time.Duration) {
	const name, want = "a connection used again after 6 s", "200"
	conn, err := b.dial(ctx)
	if err != nil {
		b.note(false, name, want, err.Error())
		return
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	got := livez(conn, reader)
	if got.among(200) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(length):
		}
		got = livez(conn, reader)
	}
	b.note(got.among(200), name, want, got.String())
}

// livez asks for the first probe and reads the whole answer.
func livez(conn net.Conn, reader *bufio.Reader) reply {
	if err := conn.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return reply{err: err}
	}
	if _, err := io.WriteString(conn, askLivez); err != nil {
		return reply{err: err}
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return reply{err: err}
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return reply{status: response.StatusCode, err: err}
}

// dial opens a connection to the server.
func (b *battery) dial(ctx context.Context) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(b.port)))
}
