// Package load sends requests to an address, so many at a time, and counts what
// comes back.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Target is what is asked for.
type Target struct {
	URL     string
	Headers map[string]string // of every request
	Clients int               // how many ask at a time, each on a connection of its own
}

// Result is what came of it.
type Result struct {
	Took     time.Duration
	Statuses map[int]int // how many answers of each HTTP status; 0: none
	Err      error       // of the first request without an answer
}

// PerSecond is how many requests were answered in a second.
func (r Result) PerSecond() float64 {
	answered := 0
	for status, count := range r.Statuses {
		if status != 0 {
			answered += count
		}
	}
	return float64(answered) / r.Took.Seconds()
}

// Only reports whether every request was answered with one of these statuses.
func (r Result) Only(statuses ...int) bool {
	for status := range r.Statuses {
		if !slices.Contains(statuses, status) {
			return false
		}
	}
	return len(r.Statuses) > 0
}

// String lists the answers: "200: 1000, none: 2 (connection refused)".
func (r Result) String() string {
	words := []string{}
	for _, status := range slices.Sorted(maps.Keys(r.Statuses)) {
		name := fmt.Sprint(status)
		if status == 0 {
			name = "none"
		}
		words = append(words, fmt.Sprintf("%s: %d", name, r.Statuses[status]))
	}
	text := strings.Join(words, ", ")
	if r.Err != nil {
		text += fmt.Sprintf(" (%v)", r.Err)
	}
	return text
}

// Run asks until the time is over or the context ends.
func Run(ctx context.Context, target Target, length time.Duration) Result {
	transport := &http.Transport{MaxIdleConnsPerHost: target.Clients, MaxConnsPerHost: target.Clients}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
	made := Result{Statuses: map[int]int{}}
	var mu sync.Mutex
	var group sync.WaitGroup
	began := time.Now()
	for range target.Clients {
		group.Go(func() {
			for ctx.Err() == nil && time.Since(began) < length {
				status, err := ask(ctx, client, target)
				if errors.Is(err, context.Canceled) {
					return
				}
				mu.Lock()
				made.Statuses[status]++
				if made.Err == nil {
					made.Err = err
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	made.Took = time.Since(began)
	return made
}

// ask makes one request and reads the whole answer.
func ask(ctx context.Context, client *http.Client, target Target) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.URL, nil)
	if err != nil {
		return 0, err
	}
	for name, value := range target.Headers {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return 0, err
	}
	return response.StatusCode, nil
}
