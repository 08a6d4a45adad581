package pages

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	desk      = 1280 // pixels wide
	telephone = 390
	tallest   = 6000 // pixels of a screenshot
)

// judge looks at an HTML page that has settled, and follows its links.
func (v *visit) judge(ctx context.Context, frame cdp.FrameID, seen *Page) error {
	found := &v.report.Findings
	if v.vendor(seen.Path) {
		found = &v.report.Notes
	}
	type head struct{ Title, Lang string }
	got, err := chromedp.Run(ctx, chromedp.Evaluate[head](
		`({Title: document.title.trim(), Lang: document.documentElement.lang.trim()})`))
	if err != nil {
		return err
	}
	if got.Title == "" {
		*found = append(*found, Finding{seen.Name, Markup, "no title"})
	}
	if got.Lang == "" {
		*found = append(*found, Finding{seen.Name, Markup, "no lang on html"})
	}
	links, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](
		`[...document.querySelectorAll("a[href]:not([download]), area[href]")].map(a => String(a.href))`))
	if err != nil {
		return err
	}
	for _, address := range links {
		v.links.add(address, seen.Name)
	}
	if known, err := v.known(ctx); err != nil || known {
		return err
	}
	if _, err := v.look(ctx, seen, desk); err != nil {
		return err
	}
	if err := v.runAxe(ctx, frame, seen, found); err != nil {
		return err
	}
	wide, err := v.look(ctx, seen, telephone)
	if err == nil && wide > telephone {
		*found = append(*found, Finding{seen.Name, Overflow, fmt.Sprintf("%d pixels wide on a screen of %d", wide, telephone)})
	}
	return err
}

// violation is one rule of axe that the page breaks.
type violation struct {
	ID, Impact, Help string
	Where            []string
}

// The script runs in a world of its own: the page's policy does not apply
// there, and the page does not see it. It loads nothing.
const askAxe = `axe.run(document, {preload: false, resultTypes: ["violations"]}).then(result =>
  result.violations.map(one => ({ID: one.id, Impact: one.impact || "", Help: one.help,
    Where: one.nodes.slice(0, 3).map(node => node.target.join(" "))})))`

func (v *visit) runAxe(ctx context.Context, frame cdp.FrameID, seen *Page, found *[]Finding) error {
	if v.axe == "" {
		return nil
	}
	world, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: frame, WorldName: "axe"})
	if err != nil {
		return err
	}
	inWorld := func(p *runtime.EvaluateParams) { p.ContextID = world.ExecutionContextID }
	awaited := func(p *runtime.EvaluateParams) { p.AwaitPromise = new(true) }
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](v.axe+"\n;undefined", inWorld)); err != nil {
		return fmt.Errorf("loading axe-core: %w", err)
	}
	broken, err := chromedp.Run(ctx, chromedp.Evaluate[[]violation](askAxe, inWorld, awaited))
	if err != nil {
		return fmt.Errorf("running axe-core: %w", err)
	}
	for _, one := range broken {
		to := &v.report.Notes
		if one.Impact == "serious" || one.Impact == "critical" {
			to = found
		}
		what := fmt.Sprintf("%s (%s): %s: %s", one.ID, one.Impact, one.Help, strings.Join(one.Where, ", "))
		*to = append(*to, Finding{seen.Name, Access, what})
	}
	return nil
}

// look sets the width of the screen, keeps a picture, and returns the width of
// the page in pixels.
func (v *visit) look(ctx context.Context, seen *Page, width int) (int, error) {
	_, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(width), Height: 844, DeviceScaleFactor: 1, Mobile: width == telephone,
	})
	if err != nil {
		return 0, err
	}
	type size struct{ Width, Height int }
	got, err := chromedp.Run(ctx, chromedp.Evaluate[size](
		`({Width: document.documentElement.scrollWidth, Height: document.documentElement.scrollHeight})`))
	if err != nil || v.Screens == "" {
		return got.Width, err
	}
	picture, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Clip:                  &page.Viewport{Width: float64(max(got.Width, width)), Height: float64(min(max(got.Height, 1), tallest)), Scale: 1},
		CaptureBeyondViewport: new(true),
	})
	if err != nil {
		return 0, fmt.Errorf("taking a screenshot: %w", err)
	}
	file := filepath.Join(v.Screens, v.readable(seen.Name, width)+".png")
	seen.Screens = append(seen.Screens, file)
	return got.Width, os.WriteFile(file, picture.Data, 0o644)
}

var unreadable = regexp.MustCompile(`[^a-zA-Z0-9]+`)

// readable is a file name that no other page of this visit has.
func (v *visit) readable(name string, width int) string {
	base := strings.Trim(unreadable.ReplaceAllString(name, "-"), "-")
	if base == "" {
		base = "home"
	}
	file := base + "-" + strconv.Itoa(width)
	for n := 2; v.names[file]; n++ {
		file = fmt.Sprintf("%s-%d-%d", base, n, width)
	}
	v.names[file] = true
	return file
}
