// Package pages opens the pages of a site in a real browser, as a person would,
// and says what is wrong with them: errors in the console, violations of the
// content security policy, missing resources, requests to other hosts, broken
// links, what axe finds, and pages that do not fit a telephone.
package pages

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"

	"github.com/chromedp/chromedp"
)

// programs are the names that Chromium goes by.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

// Find is the path of the first Chromium on PATH. The error says how to get one.
func Find() (string, error) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on PATH: apt-get install chromium")
}

// Browser is a running headless Chromium with a profile of its own.
type Browser struct {
	ctx   context.Context
	close func()
}

// Open starts the browser. It runs until Close, or until ctx is cancelled.
// It reaches loopback addresses only, and takes any certificate of theirs.
func Open(ctx context.Context, program string) (*Browser, error) {
	folder, err := os.MkdirTemp("", "pages-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.Env("TMPDIR="+folder, "HOME="+folder),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	browser, cancel := chromedp.NewContext(allocator)
	end := sync.OnceFunc(func() {
		cancel()
		stop() // waits until the process is gone and its profile is removed
		_ = os.RemoveAll(folder)
	})
	context.AfterFunc(ctx, end)
	if err := chromedp.Do(browser); err != nil {
		end()
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	return &Browser{ctx: browser, close: end}, nil
}

// Close ends the browser and removes its files. A second call does nothing.
func (b *Browser) Close() { b.close() }

// tab opens an empty page. With apart set it shares no cookies with the others;
// pages opened below the returned context share its cookies.
func tab(parent context.Context, apart bool) (context.Context, context.CancelFunc, error) {
	options := []chromedp.ContextOption{}
	if apart {
		options = append(options, chromedp.WithNewBrowserContext())
	}
	ctx, cancel := chromedp.NewContext(parent, options...)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, fmt.Errorf("opening a page: %w", err)
	}
	return ctx, cancel, nil
}
