package pages

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// fault is a finding before its page has a name.
type fault struct {
	kind Kind
	what string
}

// document is the last one that the page itself asked for.
type document struct {
	request network.RequestID
	url     string
	status  int
	html    bool
}

// watcher takes the browser's events of one page.
type watcher struct {
	mu       sync.Mutex
	host     string
	frame    cdp.FrameID
	loaded   bool
	changed  time.Time
	inflight map[network.RequestID]bool
	urls     map[network.RequestID]string
	document document
	faults   []fault
	missing  []string // resources that the browser's log complains about
}

func newWatcher(host string, frame cdp.FrameID) *watcher {
	return &watcher{
		host: host, frame: frame, changed: time.Now(),
		inflight: map[network.RequestID]bool{}, urls: map[network.RequestID]string{},
	}
}

func (w *watcher) add(kind Kind, form string, values ...any) {
	w.faults = append(w.faults, fault{kind, fmt.Sprintf(form, values...)})
}

// take is called by the browser for every event of the page.
func (w *watcher) take(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		w.sent(event)
	case *network.EventResponseReceived:
		w.received(event)
	case *network.EventLoadingFinished:
		w.done(event.RequestID)
	case *network.EventLoadingFailed:
		w.done(event.RequestID)
		// A policy reports what it blocks itself, and a page that is left cancels.
		if !event.Canceled && event.BlockedReason != network.BlockedReasonCsp && event.RequestID != w.document.request {
			w.add(Request, "%s: %s", w.urls[event.RequestID], event.ErrorText)
		}
	case *page.EventLoadEventFired:
		w.loaded, w.changed = true, time.Now()
	case *runtime.EventConsoleAPICalled:
		if kind := string(event.Type); kind == "error" || kind == "assert" {
			w.add(Console, "%s", spoken(event.Args))
		}
	case *runtime.EventExceptionThrown:
		w.add(Exception, "%s", thrown(event.ExceptionDetails))
	case *log.EventEntryAdded:
		w.logged(event.Entry)
	case *audits.EventIssueAdded:
		w.issue(event.Issue)
	}
}

func (w *watcher) sent(event *network.EventRequestWillBeSent) {
	at, err := url.Parse(event.Request.URL)
	if err != nil || (at.Scheme != "http" && at.Scheme != "https" && at.Scheme != "ws" && at.Scheme != "wss") {
		return
	}
	if at.Host != w.host {
		w.add(Foreign, "%s", event.Request.URL)
	}
	w.urls[event.RequestID] = event.Request.URL
	if event.Type == network.ResourceTypeDocument && event.FrameID == w.frame {
		w.loaded = false
		w.document.request, w.document.url, w.document.status = event.RequestID, event.Request.URL, 0
	}
	if event.Type != network.ResourceTypeEventSource { // a stream of events has no end
		w.inflight[event.RequestID] = true
	}
	w.changed = time.Now()
}

func (w *watcher) received(event *network.EventResponseReceived) {
	if event.RequestID == w.document.request {
		w.document.url, w.document.status = event.Response.URL, int(event.Response.Status)
		w.document.html = event.Response.MimeType == "text/html" || event.Response.MimeType == "application/xhtml+xml"
		if isFile(event.Response.Headers) {
			w.loaded, w.document.html = true, false // the browser shows the page before
		}
		return
	}
	if event.Response.Status >= 400 {
		w.add(Request, "%s: status %d", event.Response.URL, event.Response.Status)
	}
}

// isFile reports whether an answer is to be saved and not shown.
func isFile(headers network.Headers) bool {
	for name, value := range headers {
		if strings.EqualFold(name, "Content-Disposition") {
			return strings.HasPrefix(strings.ToLower(fmt.Sprint(value)), "attachment")
		}
	}
	return false
}

func (w *watcher) done(request network.RequestID) {
	delete(w.inflight, request)
	w.changed = time.Now()
}

// logged takes what the browser itself writes to the console. What it says of
// resources is kept apart: it repeats the network events, except for the icon
// of the site, of which there are none.
func (w *watcher) logged(entry *log.Entry) {
	switch {
	case entry.Level != log.EntryLevelError:
	case strings.Contains(entry.Text, "Content Security Policy"): // is an issue as well
	case entry.Source == log.EntrySourceNetwork:
		w.missing = append(w.missing, entry.URL+": "+entry.Text)
	default:
		w.add(Console, "%s", entry.Text)
	}
}

func (w *watcher) issue(issue *audits.InspectorIssue) {
	if issue == nil || issue.Details == nil {
		return
	}
	if policy := issue.Details.ContentSecurityPolicyIssueDetails; policy != nil {
		what := policy.ViolatedDirective
		if policy.BlockedURL != "" {
			what += " blocks " + policy.BlockedURL
		} else {
			what += " blocks " + string(policy.ContentSecurityPolicyViolationType)
		}
		if at := policy.SourceCodeLocation; at != nil && at.URL != "" {
			what += fmt.Sprintf(" (%s line %d)", at.URL, at.LineNumber+1)
		}
		w.add(Policy, "%s", what)
	}
	if mixed := issue.Details.MixedContentIssueDetails; mixed != nil {
		w.add(Policy, "mixed content %s", mixed.InsecureURL)
	}
}

// quiet reports whether the page is loaded and has asked for nothing lately.
func (w *watcher) quiet() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.loaded && len(w.inflight) == 0 && time.Since(w.changed) > pause
}

// touch starts the wait for quiet again: something was done to the page.
func (w *watcher) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = time.Now()
}

// told are the document and the faults so far, with complaints about resources that no network
// event told of.
func (w *watcher) told() (document, []fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := append([]fault(nil), w.faults...)
	for _, complaint := range w.missing {
		address, _, _ := strings.Cut(complaint, ": ")
		// The browser shows a page of its own for an error without a body.
		known := address == w.document.url || strings.HasPrefix(complaint, "chrome-error:")
		for _, one := range w.urls {
			known = known || one == address
		}
		if !known {
			told = append(told, fault{Request, complaint})
		}
	}
	return w.document, told
}

func spoken(arguments []*runtime.RemoteObject) string {
	words := []string{}
	for _, one := range arguments {
		var text string
		switch {
		case json.Unmarshal([]byte(one.Value), &text) == nil:
		case one.Description != "":
			text = one.Description
		default:
			text = string(one.Value)
		}
		words = append(words, text)
	}
	return strings.Join(words, " ")
}

func thrown(details *runtime.ExceptionDetails) string {
	what := details.Text
	if details.Exception != nil && details.Exception.Description != "" {
		what, _, _ = strings.Cut(details.Exception.Description, "\n")
	}
	return fmt.Sprintf("%s (%s line %d)", what, details.URL, details.LineNumber+1)
}
