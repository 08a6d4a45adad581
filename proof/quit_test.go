//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"scaffold/proof/proc"
)

func TestQuit(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"trap 'exit 0' TERM; while :; do sleep 0.05; done":   "",
		"trap 'exit 143' TERM; while :; do sleep 0.05; done": "",
		"exec sleep 60": "", // ended by the signal itself
		"trap 'exit 3' TERM; while :; do sleep 0.05; done": "exit status 3",
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			server, err := proc.Launch([]string{"/bin/sh", "-c", script}, t.TempDir(), nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond) // until the trap is set
			err = (&production{server: server}).quit(t.Context())
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
}
