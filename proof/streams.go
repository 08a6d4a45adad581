package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// factory is what a server command names when the application is asynchronous
// and can hold answers open.
const factory = "app.main:create_app"

// streaming is the project's own application with an answer that never ends, so
// that projects that have none yet are stopped with a stream open.
const streaming = `import asyncio
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.main import create_app as make


async def _ticks() -> AsyncIterator[bytes]:
    while True:
        yield b"tick\n"
        await asyncio.sleep(0.1)


async def _stream(request: Request) -> StreamingResponse:
    return StreamingResponse(_ticks(), media_type="text/event-stream")


def create_app():
    app = make()
    app.add_route("/proof-stream", _stream)
    return app
`

// openStream sends SIGTERM while a client reads a stream: it is served until
// the time for that is over, and the server ends in order.
func (b *battery) openStream(ctx context.Context) error {
	at := slices.Index(b.subject.production.image.Command, factory)
	if at < 0 {
		return nil
	}
	importable, err := b.subject.module("proof_stream", streaming)
	if err != nil {
		return err
	}
	server, err := b.subject.production.again(b.subject.databaseURL(), importable)
	if err != nil {
		return err
	}
	server.image.Command = slices.Clone(server.image.Command)
	server.image.Command[at] = "proof_stream:create_app"
	defer server.end()
	if err := server.boot(ctx, b.log); err != nil {
		return err
	}
	usual := b.port
	b.port = server.port
	client, err := b.dial(ctx)
	b.port = usual
	if err != nil {
		return err
	}
	defer client.Close()
	fmt.Fprint(client, "GET /proof-stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	_ = client.SetReadDeadline(time.Now().Add(grace + 10*time.Second))
	lines := bufio.NewScanner(client)
	ticks := func(most int) (seen int) {
		for seen < most && lines.Scan() {
			if strings.HasPrefix(lines.Text(), "tick") {
				seen++
			}
		}
		return seen
	}
	if ticks(2) < 2 {
		b.note(false, "an open stream", "events", "none")
		return nil
	}
	after := make(chan int)
	go func() { after <- ticks(1 << 20) }()
	began := time.Now()
	stopped := server.quit(ctx)
	got := "an end in order"
	if stopped != nil {
		got = stopped.Error()
	}
	b.note(stopped == nil, "SIGTERM with an open stream", fmt.Sprintf("an end in order within %s", grace), got)
	client.Close()
	write(b.log, "stopped after %s, %d more events", time.Since(began), <-after)
	return nil
}
