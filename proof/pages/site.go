package pages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Site is what to visit, and how.
type Site struct {
	Base     string            // scheme, host and port; no path
	Start    []Start           // opened in this order, before any link
	Cookies  map[string]string // set for Base before the first page
	Skip     []string          // beginnings of paths that are not opened
	Vendor   []string          // beginnings of paths whose markup the project did not write; links with a query are not followed there
	Axe      string            // file of axe-core; empty: not run
	Screens  string            // folder for screenshots; empty: none
	Limit    int               // pages in all; 0: 100
	Patience time.Duration     // for one page to settle; 0: 15 seconds
	Known    *Known            // what was judged on other visits; nil: every document is judged
}

// Start is a page to begin at.
type Start struct {
	Path   string
	Name   string // of the page in findings and screenshots; empty: the path
	Status int    // expected of the page that is judged; 0: any below 400
	Steps  []Step // taken on the page; the page they end on is judged
}

// Step is something a person does on a page.
type Step interface{ step() }

// Fill types Text into the field, instead of what is there.
type Fill struct{ Selector, Text string }

// Click clicks, and waits for the page that follows, if any.
type Click struct{ Selector string }

// Submit sends the form that holds the selected element, past the browser's own
// checks of its fields, so that the server has to answer.
type Submit struct{ Selector string }

func (Fill) step()   {}
func (Click) step()  {}
func (Submit) step() {}

// Kind says what sort of fault a finding is.
type Kind string

const (
	Status    Kind = "status"    // an error status, or another than expected
	Console   Kind = "console"   // an error in the console
	Exception Kind = "exception" // an exception nobody caught
	Policy    Kind = "policy"    // a violation of the content security policy, or mixed content
	Request   Kind = "request"   // a resource that did not load
	Foreign   Kind = "foreign"   // a request to another host
	Markup    Kind = "markup"    // no title or no language
	Access    Kind = "axe"       // axe: serious or critical
	Overflow  Kind = "overflow"  // wider than a telephone
	Slow      Kind = "slow"      // did not settle in time
	Stuck     Kind = "step"      // a step that could not be taken
)

// Finding is one fault of one page.
type Finding struct {
	Page string
	Kind Kind
	What string
}

// Page is one page that was opened.
type Page struct {
	Name, Path string // Path is where redirects led, with its query
	Status     int
	Seconds    float64
	Screens    []string // files
	HTML       bool
}

// Report is what a visit saw. Findings and Notes are sorted, without doubles.
type Report struct {
	Pages    []Page
	Findings []Finding
	Notes    []Finding // lesser faults: axe below serious, markup of others
	Left     int       // links not opened because of the limit
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Page, f.Kind, f.What) }

func (s Site) vendor(path string) bool { return hasPrefix(path, s.Vendor) }

func hasPrefix(path string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(one string) bool { return strings.HasPrefix(path, one) })
}

// tidy sorts findings and removes doubles.
func tidy(found []Finding) []Finding {
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.What, b.What))
	})
	return slices.Compact(found)
}
