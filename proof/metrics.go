package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// counting is the setting that says where the processes of a server count together.
const counting = "PROMETHEUS_MULTIPROC_DIR"

// countFolder is a folder for the figures of one server, beside the project: the
// image's own, below /tmp, would be shared with every other server here.
func countFolder(p *project, port int) string {
	return filepath.Join(filepath.Dir(p.folder), fmt.Sprintf("metrics-%d", port))
}

// counts says whether a request shows in the figures, whichever process answers.
func (p *production) counts(ctx context.Context) error {
	if _, ok := p.project.settings[counting]; !ok {
		return nil
	}
	for _, path := range []string{"/nothing", "/metrics"} {
		text, err := p.read(ctx, path)
		if err != nil {
			return err
		}
		if path == "/metrics" && !strings.Contains(text, "http_requests_total{") {
			return fmt.Errorf("/metrics does not count requests:\n%s", text)
		}
	}
	return nil
}

// read returns the body of an answer.
func (p *production) read(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d%s", p.port, path), nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return string(text), err
}
