package pages

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// running counts the processes whose profile is below the folder.
func running(t *testing.T, folder string) int {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, path := range lines {
		if line, err := os.ReadFile(path); err == nil && bytes.Contains(line, []byte("--user-data-dir="+folder)) {
			count++
		}
	}
	return count
}

func TestNothingIsLeftOfTheBrowser(t *testing.T) {
	for name, end := range map[string]func(*Browser, context.CancelFunc){
		"closed":    func(b *Browser, _ context.CancelFunc) { b.Close() },
		"cancelled": func(_ *Browser, cancel context.CancelFunc) { cancel() },
	} {
		t.Run(name, func(t *testing.T) {
			folder, err := os.MkdirTemp("", "p") // the path of a socket may have 108 bytes
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(folder)
			t.Setenv("TMPDIR", folder)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			browser := open(t, ctx)
			if running(t, folder) == 0 {
				t.Fatal("no browser to be seen")
			}
			end(browser, cancel)
			for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
				left, _ := filepath.Glob(filepath.Join(folder, "*"))
				if running(t, folder) == 0 && len(left) == 0 {
					return
				}
			}
			left, _ := filepath.Glob(filepath.Join(folder, "*"))
			t.Errorf("%d processes and %v left", running(t, folder), left)
		})
	}
}
