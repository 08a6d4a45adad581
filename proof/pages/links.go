package pages

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// identifier matches a path segment that names one of many like things.
var identifier = regexp.MustCompile(`^(\d[\d-]*|[0-9a-fA-F]{8,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)

// How many pages of one shape are opened: of the site's own, and of those that
// others wrote.
const (
	perShape       = 2
	perVendorShape = 1
)

// shape is the path with identifiers as stars and the names of the query.
func shape(at *url.URL) string {
	segments := strings.Split(at.Path, "/")
	for i, segment := range segments {
		if identifier.MatchString(segment) {
			segments[i] = "*"
		}
	}
	names := []string{}
	for name := range at.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(segments, "/") + "?" + strings.Join(names, "&")
}

// link is a page to open, and the page that leads there.
type link struct{ path, from string }

// frontier holds the links that are still to be opened.
type frontier struct {
	host   string
	skip   []string
	vendor []string
	seen   map[string]bool // path and query
	shapes map[string]int
	queue  []link
}

func newFrontier(base *url.URL, skip, vendor []string) *frontier {
	return &frontier{host: base.Host, skip: skip, vendor: vendor, seen: map[string]bool{}, shapes: map[string]int{}}
}

// mark says that an address was opened or will be; false: it already was.
func (f *frontier) mark(at *url.URL) bool {
	if f.seen[at.RequestURI()] {
		return false
	}
	f.seen[at.RequestURI()] = true
	f.shapes[shape(at)]++
	return true
}

// add queues an address of the same host that is not one of too many alike. Of
// pages that others wrote, searches and filters are left to them.
func (f *frontier) add(address, from string) {
	at, err := url.Parse(address)
	if err != nil || at.Host != f.host || (at.Scheme != "http" && at.Scheme != "https") || hasPrefix(at.Path, f.skip) {
		return
	}
	most := perShape
	if hasPrefix(at.Path, f.vendor) {
		if at.RawQuery != "" {
			return
		}
		most = perVendorShape
	}
	if f.shapes[shape(at)] < most && f.mark(at) {
		f.queue = append(f.queue, link{path: at.RequestURI(), from: from})
	}
}
