package pages

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	pause     = 300 * time.Millisecond // without requests: the page is settled
	allPages  = 100
	onePage   = 15 * time.Second
	onJudging = time.Minute // axe and screenshots of one page
)

// visit is the state of one call of Visit.
type visit struct {
	Site
	base   *url.URL
	axe    string
	links  *frontier
	names  map[string]bool // of screenshots
	report Report
}

// Visit opens the start pages and every page of the site that they lead to. The
// error says that the visit itself could not go on; faults are findings.
func (b *Browser) Visit(ctx context.Context, site Site) (Report, error) {
	v, err := newVisit(site)
	if err != nil {
		return Report{}, err
	}
	top, cancel, err := tab(b.ctx, true)
	if err != nil {
		return Report{}, err
	}
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	if err := v.setCookies(top); err != nil {
		return Report{}, err
	}
	err = v.walk(top)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	v.report.Findings, v.report.Notes = tidy(v.report.Findings), tidy(v.report.Notes)
	return v.report, err
}

func newVisit(site Site) (*visit, error) {
	base, err := url.Parse(site.Base)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("%q is not the base address of a site", site.Base)
	}
	if site.Limit == 0 {
		site.Limit = allPages
	}
	if site.Patience == 0 {
		site.Patience = onePage
	}
	v := &visit{Site: site, base: base, links: newFrontier(base, site.Skip, site.Vendor), names: map[string]bool{}}
	if site.Axe != "" {
		script, err := os.ReadFile(site.Axe)
		if err != nil {
			return nil, fmt.Errorf("reading axe-core: %w", err)
		}
		v.axe = string(script)
	}
	if site.Screens != "" {
		return v, os.MkdirAll(site.Screens, 0o755)
	}
	return v, nil
}

func (v *visit) setCookies(ctx context.Context) error {
	for name, value := range v.Cookies {
		secure := v.base.Scheme == "https" || strings.HasPrefix(name, "__")
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
			Name: name, Value: value, URL: v.Base + "/", Path: "/", Secure: &secure,
		})
		if err != nil {
			return fmt.Errorf("setting the cookie %s: %w", name, err)
		}
	}
	return nil
}

func (v *visit) walk(top context.Context) error {
	for _, start := range v.Start {
		if at, err := v.base.Parse(start.Path); err == nil {
			v.links.mark(at)
		}
	}
	for _, start := range v.Start {
		if err := v.open(top, start, ""); err != nil {
			return err
		}
	}
	for len(v.links.queue) > 0 && len(v.report.Pages) < v.Limit {
		next := v.links.queue[0]
		v.links.queue = v.links.queue[1:]
		if err := v.open(top, Start{Path: next.path}, next.from); err != nil {
			return err
		}
	}
	v.report.Left = len(v.links.queue)
	return nil
}

// open opens one page in a tab of its own, takes its steps and judges it.
func (v *visit) open(top context.Context, start Start, from string) error {
	if start.Name == "" {
		start.Name = start.Path
	}
	began := time.Now()
	ctx, cancel, err := tab(top, false)
	if err != nil {
		return err
	}
	defer cancel()
	frame := cdp.FrameID(chromedp.FromContext(ctx).Target.TargetID)
	w := newWatcher(v.base.Host, frame)
	if err := chromedp.Listen(ctx, w.take); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, audits.Enable, cdp.Empty{}); err != nil {
		return err
	}
	found, err := v.reach(ctx, w, start)
	if err != nil {
		return fmt.Errorf("%s: %w", start.Name, err)
	}
	shown, told := w.told() // before judging, which makes events of its own
	found = append(found, told...)
	seen := Page{Name: start.Name, Path: start.Path, Status: shown.status, HTML: shown.html}
	if at, err := url.Parse(shown.url); err == nil && at.Host == v.base.Host {
		seen.Path = at.RequestURI()
		v.links.mark(at)
	}
	found = append(found, judgeStatus(seen.Status, start.Status, from)...)
	if seen.HTML {
		judging, cancel := context.WithTimeout(ctx, onJudging)
		defer cancel()
		if err := v.judge(judging, frame, &seen); err != nil {
			return fmt.Errorf("%s: %w", start.Name, err)
		}
	}
	for _, one := range found {
		v.report.Findings = append(v.report.Findings, Finding{start.Name, one.kind, one.what})
	}
	seen.Seconds = time.Since(began).Seconds()
	v.report.Pages = append(v.report.Pages, seen)
	return nil
}

func judgeStatus(status, expected int, from string) []fault {
	if status > 0 && (status == expected || (expected == 0 && status < 400)) {
		return nil
	}
	what := fmt.Sprintf("status %d", status)
	if status == 0 {
		what = "no answer"
	}
	if expected != 0 {
		what += fmt.Sprintf(", %d expected", expected)
	}
	if from != "" {
		what += ", linked from " + from
	}
	return []fault{{Status, what}}
}

// reach goes to the page and takes the steps. What a person would be stuck at
// is a fault; a browser that is gone is an error.
func (v *visit) reach(ctx context.Context, w *watcher, start Start) ([]fault, error) {
	limited, cancel := context.WithTimeout(ctx, v.Patience)
	defer cancel()
	_, err := chromedp.Call(limited, page.Navigate, page.NavigateParams{URL: v.Base + start.Path})
	if err == nil {
		err = settle(limited, w)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return []fault{{Slow, fmt.Sprintf("not settled after %s", v.Patience)}}, nil
	}
	if err != nil {
		return nil, err
	}
	for _, step := range start.Steps {
		err := v.take(ctx, w, step)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return []fault{{Stuck, fmt.Sprintf("%T %+v: %v", step, step, err)}}, nil
		}
	}
	return nil, nil
}

func (v *visit) take(ctx context.Context, w *watcher, step Step) error {
	limited, cancel := context.WithTimeout(ctx, v.Patience)
	defer cancel()
	var err error
	switch step := step.(type) {
	case Fill:
		err = fill(limited, step)
	case Click:
		err = chromedp.Do(limited, chromedp.Click(chromedp.CSS(step.Selector)))
	case Submit:
		var sent bool
		sent, err = chromedp.Run(limited, chromedp.Evaluate[bool](fmt.Sprintf(submit, step.Selector)))
		if err == nil && !sent {
			err = errors.New("no form there")
		}
	}
	if err != nil {
		return err
	}
	w.touch()
	return settle(limited, w)
}

// fill empties the field, then types.
func fill(ctx context.Context, step Fill) error {
	known, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(empty, step.Selector)))
	switch {
	case err != nil:
		return err
	case !known:
		return errors.New("no field there")
	case step.Text == "":
		return nil
	}
	return chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(step.Selector), step.Text))
}

const empty = `(() => {
  const field = document.querySelector(%q);
  if (field) { field.value = ""; }
  return !!field;
})()`

const submit = `(() => {
  const found = document.querySelector(%q);
  const form = found && found.closest("form");
  if (form) { form.noValidate = true; form.requestSubmit(); }
  return !!form;
})()`

// settle waits until the page is quiet. A document that could not be loaded is
// quiet as well: the browser shows a page of its own.
func settle(ctx context.Context, w *watcher) error {
	for !w.quiet() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause / 10):
		}
	}
	return nil
}
