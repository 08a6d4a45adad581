package load

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRun(t *testing.T) {
	t.Parallel()
	var now, most, all atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(2 * time.Millisecond)
		if r.Header.Get("Authorization") != "Bearer key" {
			w.WriteHeader(http.StatusUnauthorized)
		} else if all.Add(1)%10 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	target := Target{URL: server.URL, Headers: map[string]string{"Authorization": "Bearer key"}, Clients: 4}
	got := Run(t.Context(), target, 200*time.Millisecond)
	if got.Statuses[200] == 0 || got.Statuses[503] == 0 || len(got.Statuses) != 2 || got.Err != nil {
		t.Errorf("got %v", got)
	}
	if most.Load() != 4 {
		t.Errorf("%d at a time, not 4", most.Load())
	}
	if got.Only(200) || !got.Only(200, 503) {
		t.Error("Only does not say which statuses there were")
	}
	if rate := float64(all.Load()) / got.Took.Seconds(); got.PerSecond() != rate {
		t.Errorf("%f per second, not %f", got.PerSecond(), rate)
	}
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	got := Run(t.Context(), Target{URL: server.URL, Clients: 2}, 10*time.Millisecond)
	if got.Only(200) || got.PerSecond() != 0 || !strings.HasPrefix(got.String(), "none: ") || got.Err == nil {
		t.Errorf("got %v", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := Run(ended, Target{URL: server.URL, Clients: 2}, time.Minute); got.Only(200) || got.Took > time.Second {
		t.Errorf("got %v", got)
	}
}
