package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// battery is a row of faults against a running service. Each notes what it
// expected and what it got.
type battery struct {
	subject    *subject
	log        *os.File
	access     access
	collection *collection // nil: the project has no API
	home       string      // an address that is answered without the database
	parts      []part
	secrets    []string // that no answer and no log may hold
	port       int      // of the server that is asked
}

// checkAgainstFaults breaks what the running service depends on, and sends it
// what no client should send.
func checkAgainstFaults(ctx context.Context, s *subject, log *os.File) error {
	b := &battery{subject: s, log: log, port: s.production.port, home: "/", secrets: s.production.secrets()}
	var err error
	if b.access, err = s.production.getAccess(ctx, log); err != nil {
		return err
	}
	if b.collection, err = readCollection(s.project.folder); err != nil {
		return err
	}
	if b.collection != nil {
		b.home = b.collection.path
	}
	b.hostile(ctx)
	b.crowd(ctx)
	b.pause(ctx, idle)
	if err := b.withoutRedis(ctx); err != nil {
		return err
	}
	if err := b.withoutDatabase(ctx); err != nil {
		return err
	}
	if err := b.slowDatabase(ctx); err != nil {
		return err
	}
	if err := b.stopping(ctx); err != nil {
		return err
	}
	if err := b.openStream(ctx); err != nil {
		return err
	}
	b.silence()
	s.parts = b.parts
	var found []error
	for _, one := range b.parts {
		if !one.OK {
			found = append(found, fmt.Errorf("%s: expected %s, got %s", one.Name, one.Expected, one.Got))
		}
	}
	s.figure = fmt.Sprintf("%d faults", len(b.parts))
	return errors.Join(found...)
}

// note records what a fault gave.
func (b *battery) note(ok bool, name, expected, got string) {
	b.parts = append(b.parts, part{name, expected, strings.Join(strings.Fields(got), " "), ok})
	write(b.log, "%-45s expected %s, got %s", name, expected, got)
}

// reply is what came of a request.
type reply struct {
	status int // 0: none
	header http.Header
	body   string
	err    error
}

func (r reply) String() string {
	switch {
	case r.hungUp():
		return "hung up"
	case r.err != nil:
		return "no answer (" + r.err.Error() + ")"
	}
	return strconv.Itoa(r.status)
}

// hungUp reports whether the server closed the connection while the client was
// sending.
func (r reply) hungUp() bool {
	return errors.Is(r.err, syscall.ECONNRESET) || errors.Is(r.err, syscall.EPIPE)
}

// among reports whether the status is one of these.
func (r reply) among(statuses ...int) bool { return slices.Contains(statuses, r.status) }

// ask sends a request with access, and more headers; "Host" is one of them.
// Answers are searched for what they must not hold.
func (b *battery) ask(ctx context.Context, limit time.Duration, method, path string, body io.Reader, headers ...string) reply {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, fmt.Sprintf("http://127.0.0.1:%d%s", b.port, path), body)
	if err != nil {
		return reply{err: err}
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range b.access.headers {
		request.Header.Set(name, value)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err // without the address, which has a port that changes
		}
		return reply{err: err}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	got := reply{response.StatusCode, response.Header, string(text), err}
	write(b.log, "%s %s: %d %.300s", method, path, got.status, got.body)
	if word := b.leak(got.body); word != "" {
		b.note(false, "trace in an answer", "none", fmt.Sprintf("%s %s answers %d with %s", method, path, got.status, word))
	}
	return got
}

// tracesOfCode are what answers of a service that fails tend to show.
var tracesOfCode = regexp.MustCompile(`Traceback|File "[^"]+", line \d+|site-packages|sqlalchemy|psycopg|asyncpg|sqlite3\.|Error: |<class '`)

// leak finds what an answer must not hold; "" when there is nothing.
func (b *battery) leak(text string) string {
	for _, secret := range b.secrets {
		if strings.Contains(text, secret) {
			return "a secret"
		}
	}
	return tracesOfCode.FindString(text)
}

// silence wants no secret in the server's log.
func (b *battery) silence() {
	found := []string{}
	for _, name := range []string{checkBoot, checkFaults} {
		text, err := os.ReadFile(filepath.Join(b.subject.logs, logName(name)))
		if err != nil {
			found = append(found, err.Error())
		}
		for _, secret := range b.secrets {
			if strings.Contains(string(text), secret) {
				found = append(found, fmt.Sprintf("%.4s...", secret))
			}
		}
	}
	b.note(len(found) == 0, "secrets in the log", "none", or(strings.Join(found, ", "), "none"))
}

// or is the first text, or the second when that is empty.
func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
