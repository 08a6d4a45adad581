package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"scaffold/proof/fault"
	"strconv"
	"strings"
	"sync"
	"time"
)

// within asks until the answer has a status, for as long as the limit.
func (b *battery) within(ctx context.Context, limit time.Duration, path string, status int) string {
	began := time.Now()
	last := reply{}
	for time.Since(began) < limit {
		if last = b.ask(ctx, limit-time.Since(began), http.MethodGet, path, nil); last.status == status {
			return strconv.Itoa(status)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return last.String()
}

// withoutRedis stops Redis and starts it again.
func (b *battery) withoutRedis(ctx context.Context) error {
	redis := b.subject.redis
	if redis == nil {
		return nil
	}
	redis.Down()
	got := b.within(ctx, 3*time.Second, "/readyz", 503)
	b.note(got == "503", "Redis stopped: /readyz", "503 within 3 s", got)
	live := b.ask(ctx, time.Second, http.MethodGet, "/livez", nil)
	b.note(live.among(200), "Redis stopped: /livez", "200 within 1 s", live.String())
	if b.collection != nil {
		list := b.ask(ctx, 5*time.Second, http.MethodGet, b.collection.path, nil)
		b.note(list.among(200, 503), "Redis stopped: reading", "200 or 503", list.String())
	}
	if err := redis.Up(ctx); err != nil {
		return err
	}
	got = b.within(ctx, 10*time.Second, "/readyz", 200)
	b.note(got == "200", "Redis started again", "200 within 10 s", got)
	return nil
}

// withoutDatabase stops PostgreSQL while somebody reads; the checks outage and
// recovery look at the probes.
func (b *battery) withoutDatabase(ctx context.Context) error {
	database := b.subject.postgres
	if database == nil || b.collection == nil {
		return nil
	}
	database.Down()
	got := b.ask(ctx, 10*time.Second, http.MethodGet, b.collection.path, nil)
	b.note(got.among(500, 503) && strings.Contains(got.header.Get("Content-Type"), "json"), "database stopped: reading", "500 or 503 as JSON", got.String()+" "+got.header.Get("Content-Type"))
	if err := database.Up(ctx); err != nil {
		return err
	}
	text := b.within(ctx, 10*time.Second, b.collection.path, 200)
	b.note(text == "200", "database started again: reading", "200 within 10 s", text)
	return nil
}

// besides runs a second server of the same project, with its database behind a
// proxy, while the battery asks that one.
func (b *battery) besides(ctx context.Context, use func(server *production, proxy *fault.Proxy) error) error {
	address, err := url.Parse(b.subject.postgres.URL)
	if err != nil {
		return err
	}
	proxy, err := fault.Listen(address.Host)
	if err != nil {
		return err
	}
	defer proxy.Close()
	address.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(proxy.Port()))
	server, err := b.subject.production.again(address.String())
	if err != nil {
		return err
	}
	defer server.end()
	if err := server.boot(ctx, b.log); err != nil {
		return err
	}
	usual, usually := b.port, b.access.headers["Referer"]
	b.port = server.port
	if usually != "" {
		b.access.headers["Referer"] = fmt.Sprintf("https://127.0.0.1:%d/", server.port)
	}
	defer func() {
		b.port = usual
		if usually != "" {
			b.access.headers["Referer"] = usually
		}
	}()
	return use(server, proxy)
}

// slowDatabase holds the answers of the database back, and loses a connection at
// the moment of a commit.
func (b *battery) slowDatabase(ctx context.Context) error {
	if b.subject.postgres == nil || b.collection == nil {
		return nil
	}
	return b.besides(ctx, func(_ *production, proxy *fault.Proxy) error {
		if got := b.within(ctx, 10*time.Second, b.collection.path, 200); got != "200" {
			b.note(false, "reading through a proxy", "200", got)
			return nil
		}
		body, text := b.collection.body()
		made := b.ask(ctx, 5*time.Second, http.MethodPost, b.collection.path, bytes.NewReader(body))
		b.note(made.among(201), "writing", "201", made.String())
		listed := b.ask(ctx, 5*time.Second, http.MethodGet, b.collection.path, nil)
		there := strings.Contains(listed.body, text)
		b.note(there, "reading what was written", "there: true", fmt.Sprintf("there: %t", there))

		b.lostCommit(ctx, proxy)

		proxy.Delay(4 * time.Second)
		got := b.within(ctx, 4*time.Second, "/readyz", 503)
		b.note(got == "503", "slow database: /readyz", "503 within 4 s", got)
		live := b.ask(ctx, time.Second, http.MethodGet, "/livez", nil)
		b.note(live.among(200), "slow database: /livez", "200 within 1 s", live.String())
		proxy.Delay(0)
		got = b.within(ctx, 15*time.Second, "/readyz", 200)
		b.note(got == "200", "fast database again: /readyz", "200 within 15 s", got)
		return nil
	})
}

// lostCommit loses the connection when the server says COMMIT: nobody may be
// told that it worked, and it must not have worked.
func (b *battery) lostCommit(ctx context.Context, proxy *fault.Proxy) {
	before := proxy.Cuts()
	proxy.CutAt([]byte("COMMIT"))
	body, text := b.collection.body()
	made := b.ask(ctx, 10*time.Second, http.MethodPost, b.collection.path, bytes.NewReader(body))
	proxy.CutAt(nil)
	listed := b.ask(ctx, 5*time.Second, http.MethodGet, b.collection.path, nil)
	there := strings.Contains(listed.body, text)
	if proxy.Cuts() == before { // every statement is a transaction of its own: nothing was lost
		b.note(made.among(201) && there, "no COMMIT was sent", "201 and it is there", fmt.Sprintf("%s, there: %t", made, there))
		return
	}
	b.note(made.status >= 500 && !there, "connection lost at COMMIT", "5xx, and nothing written", fmt.Sprintf("%s, written: %t", made, there))
}

// stopping sends SIGTERM while a request is under way, and while a client holds
// a half sent one.
func (b *battery) stopping(ctx context.Context) error {
	if b.subject.postgres == nil || b.collection == nil {
		return nil
	}
	return b.besides(ctx, func(server *production, proxy *fault.Proxy) error {
		if got := b.within(ctx, 10*time.Second, b.collection.path, 200); got != "200" {
			b.note(false, "reading through a proxy", "200", got)
			return nil
		}
		half, err := b.dial(ctx)
		if err != nil {
			return err
		}
		defer half.Close()
		fmt.Fprintf(half, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", b.collection.path)
		proxy.Delay(time.Second)
		var got reply
		var group sync.WaitGroup
		group.Go(func() { got = b.ask(ctx, 20*time.Second, http.MethodGet, b.collection.path, nil) })
		time.Sleep(300 * time.Millisecond) // the request is under way now
		began := time.Now()
		stopped := server.quit(ctx)
		took := time.Since(began)
		group.Wait()
		b.note(got.among(200), "SIGTERM while a request is answered", "200", got.String())
		text := "an end in order"
		if stopped != nil {
			text = stopped.Error()
		}
		b.note(stopped == nil, "SIGTERM while a client sends slowly", fmt.Sprintf("an end in order within %s", grace), text)
		write(b.log, "stopped after %s", took)
		return nil
	})
}
