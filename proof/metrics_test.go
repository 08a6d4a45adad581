package main

import (
	"net/http"
	"testing"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	for told, want := range map[string]bool{
		`http_requests_total{method="GET"} 1.0`: true,
		"process_open_fds 7.0":                  false,
	} {
		p := listening(t, func(w http.ResponseWriter, request *http.Request) {
			if request.URL.Path == "/metrics" {
				w.Write([]byte(told))
			}
		})
		p.project = &project{settings: map[string]setting{counting: {}}}
		if err := p.counts(t.Context()); (err == nil) != want {
			t.Errorf("%s: %v", told, err)
		}
	}
}
