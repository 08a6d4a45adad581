package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T, ctx context.Context) *Browser {
	t.Helper()
	program, err := Find()
	if err != nil {
		t.Skip(err)
	}
	browser, err := Open(ctx, program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(browser.Close)
	return browser
}

// html is a page without a fault around the body.
func html(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: http://foreign.test")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,">`+
			`<meta name="viewport" content="width=device-width"></head><body><main><h1>Page</h1>%s</main></body></html>`, body)
	}
}

func script(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, text)
	}
}

func serve(t *testing.T, routes map[string]http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	for path, handler := range routes {
		mux.HandleFunc(path, handler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func start(paths ...string) []Start {
	list := []Start{}
	for _, path := range paths {
		list = append(list, Start{Path: path})
	}
	return list
}

func visitOK(t *testing.T, b *Browser, site Site) Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	report, err := b.Visit(ctx, site)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestVisitFindsEachFault(t *testing.T) {
	base := serve(t, map[string]http.HandlerFunc{
		"/{$}":        html("clean"),
		"/inline":     html(`<script>document.title = "ran"</script>`),
		"/console":    html(`<script src="/console.js"></script>`),
		"/console.js": script(`console.error("it", 7, "broke"); console.warn("fine")`),
		"/throws":     html(`<script src="/throws.js"></script>`),
		"/throws.js":  script(`setTimeout(() => { throw new Error("nobody caught me") })`),
		"/image":      html(`<img src="/gone.png" alt="gone">`),
		"/link":       html(`<a href="/nowhere">nowhere</a>`),
		"/foreign":    html(`<img src="http://foreign.test/pixel.png" alt="pixel">`),
		"/wide":       html(`<img width="900" height="10" alt="wide" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">`),
		"/late":       html(`<script src="/late.js"></script>`),
		"/late.js":    script(`fetch("/slow").then(() => console.error("late"))`),
		"/slow":       func(w http.ResponseWriter, _ *http.Request) { time.Sleep(900 * time.Millisecond) },
		"/hangs":      html(`<script src="/hangs.js"></script>`),
		"/hangs.js":   script(`fetch("/never")`),
		"/never":      func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/bare": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">`)
		},
	})
	browser := open(t, t.Context())
	for _, one := range []struct {
		path string
		kind Kind
		what string
	}{
		{"/inline", Policy, "script-src"},
		{"/console", Console, "it 7 broke"},
		{"/throws", Exception, "nobody caught me"},
		{"/image", Request, "/gone.png: status 404"},
		{"/link", Status, "status 404, linked from /link"},
		{"/foreign", Foreign, "http://foreign.test/pixel.png"},
		{"/wide", Overflow, "pixels wide on a screen of 390"},
		{"/late", Console, "late"},
		{"/hangs", Slow, "not settled after 3s"},
		{"/bare", Markup, "no title"},
		{"/bare", Markup, "no lang"},
	} {
		t.Run(strings.Trim(one.path, "/")+" "+string(one.kind), func(t *testing.T) {
			report := visitOK(t, browser, Site{Base: base, Start: start(one.path), Patience: 3 * time.Second})
			for _, found := range report.Findings {
				if found.Kind == one.kind && strings.Contains(found.What, one.what) {
					return
				}
			}
			t.Errorf("no %s with %q among %v", one.kind, one.what, report.Findings)
		})
	}
	t.Run("clean", func(t *testing.T) {
		screens := t.TempDir()
		report := visitOK(t, browser, Site{Base: base, Start: start("/"), Screens: screens})
		if len(report.Findings)+len(report.Notes) > 0 || len(report.Pages) != 1 {
			t.Errorf("%+v", report)
		}
		for _, name := range []string{"home-1280.png", "home-390.png"} {
			if picture, err := os.ReadFile(filepath.Join(screens, name)); err != nil || !strings.HasPrefix(string(picture), "\x89PNG") {
				t.Errorf("%s: not a picture, %v", name, err)
			}
		}
	})
}

func TestVisitRunsAxeUnderThePolicy(t *testing.T) {
	cache := os.Getenv("PROOF_CACHE")
	axe := ""
	_ = filepath.WalkDir(cache, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == "axe.min.js" {
			axe = path
		}
		return nil
	})
	if cache == "" || axe == "" {
		t.Skip("no axe.min.js under PROOF_CACHE")
	}
	browser := open(t, t.Context())
	base := serve(t, map[string]http.HandlerFunc{
		"/{$}": html("clean"), "/form": html(`<form><input type="text" name="x"></form>`),
	})
	report := visitOK(t, browser, Site{Base: base, Start: start("/", "/form"), Axe: axe})
	if len(report.Findings) != 1 || report.Findings[0].Page != "/form" || !strings.Contains(report.Findings[0].What, "label (critical)") {
		t.Errorf("%v", report.Findings)
	}
	report = visitOK(t, browser, Site{Base: base, Start: start("/form"), Axe: axe, Vendor: []string{"/form"}})
	if len(report.Findings) != 0 || len(report.Notes) != 1 {
		t.Errorf("markup of others: %+v", report)
	}
}

func TestVisitTakesSteps(t *testing.T) {
	browser := open(t, t.Context())
	form := html(`<form method="post" action="/login"><label>Name <input name="name" value="old" required></label><button>Go</button></form>`)
	plain := serve(t, map[string]http.HandlerFunc{
		"GET /login": form,
		"POST /login": func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("name") != "ada" || r.Header.Get("X-Forwarded-Proto") != "https" {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			http.SetCookie(w, &http.Cookie{Name: "__Host-in", Value: "yes", Path: "/", Secure: true})
			http.Redirect(w, r, "/inside", http.StatusSeeOther)
		},
		"/inside": func(w http.ResponseWriter, r *http.Request) {
			if _, err := r.Cookie("__Host-in"); err != nil {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			html("inside")(w, r)
		},
	})
	proxy, err := Secure(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer proxy.Close()
	report := visitOK(t, browser, Site{Base: proxy.URL, Start: []Start{
		{Path: "/inside", Name: "outside", Status: http.StatusForbidden},
		{Path: "/login", Name: "wrong", Status: http.StatusBadRequest, Steps: []Step{Fill{"[name=name]", "bob"}, Click{"button"}}},
		{Path: "/login", Name: "empty", Status: http.StatusBadRequest, Steps: []Step{Fill{"[name=name]", ""}, Submit{"button"}}},
		{Path: "/login", Name: "right", Status: http.StatusOK, Steps: []Step{Fill{"[name=name]", "ada"}, Click{"button"}}},
		{Path: "/inside", Name: "inside", Status: http.StatusOK},
		{Path: "/login", Name: "stuck", Steps: []Step{Click{"#absent"}}},
	}, Patience: 4 * time.Second})
	if len(report.Findings) != 1 || report.Findings[0].Page != "stuck" || report.Findings[0].Kind != Stuck {
		t.Errorf("%v", report.Findings)
	}
	if got := report.Pages[3].Path; got != "/inside" {
		t.Errorf("signed in, but at %s", got)
	}
}

func TestVisitOpensFewPagesOfAShape(t *testing.T) {
	browser := open(t, t.Context())
	links := ""
	for n := range 40 {
		links += fmt.Sprintf(`<a href="/thing/%d/">%d</a> <a href="/?page=%d">p</a> `, n, n, n)
	}
	base := serve(t, map[string]http.HandlerFunc{
		"/{$}": html(links + `<a href="#top">top</a> <a href="/signout">out</a> <a href="http://foreign.test/">away</a>`), "/thing/": html("thing"),
	})
	site := Site{Base: base, Start: start("/"), Skip: []string{"/signout"}}
	if report := visitOK(t, browser, site); len(report.Pages) != 5 || len(report.Findings) != 0 || report.Left != 0 {
		t.Errorf("%+v", report)
	}
	site.Limit = 2
	if report := visitOK(t, browser, site); len(report.Pages) != 2 || report.Left != 3 {
		t.Errorf("%d pages, %d left", len(report.Pages), report.Left)
	}
}

// A link to a file is no page: nothing of it is shown, and the visit goes on.
func TestVisitTakesFiles(t *testing.T) {
	browser := open(t, t.Context())
	base := serve(t, map[string]http.HandlerFunc{
		"/{$}": html(`<a href="/file">file</a> <a href="/gone">gone</a>`),
		"/file": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			w.Header().Set("Content-Disposition", `attachment; filename="table.csv"`)
			fmt.Fprint(w, "a,b\n1,2\n")
		},
		"/favicon.ico": func(http.ResponseWriter, *http.Request) {},
	})
	report := visitOK(t, browser, Site{Base: base, Start: start("/")})
	if len(report.Pages) != 3 || report.Pages[1].Path != "/file" || report.Pages[1].Status != http.StatusOK || report.Pages[1].HTML {
		t.Errorf("%+v", report.Pages)
	}
	if len(report.Findings) != 1 || report.Findings[0].Page != "/gone" || report.Findings[0].Kind != Status {
		t.Errorf("%+v", report.Findings)
	}
}

func TestVisitFindsThatNobodyAnswers(t *testing.T) {
	browser := open(t, t.Context())
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	report := visitOK(t, browser, Site{Base: gone.URL, Start: start("/")})
	if len(report.Findings) != 1 || report.Findings[0] != (Finding{"/", Status, "no answer"}) {
		t.Errorf("%+v", report)
	}
}

func TestVisitEndsWithItsContext(t *testing.T) {
	never := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	base := serve(t, map[string]http.HandlerFunc{"/": never})
	browser := open(t, t.Context())
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := browser.Visit(ctx, Site{Base: base, Start: start("/")}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestKnownDocumentsAreNotJudgedAgain(t *testing.T) {
	n := 0
	base := serve(t, map[string]http.HandlerFunc{
		"/{$}": func(w http.ResponseWriter, r *http.Request) {
			n++
			html(fmt.Sprintf(`<form><input type="hidden" value="token%d"><p>%d:30</p><textarea></textarea></form>`, n, n))(w, r)
		},
		"/other": html(`<form><p>another</p><textarea></textarea></form>`),
	})
	browser := open(t, t.Context())
	known := &Known{}
	visit := func(path, screens string) Report {
		return visitOK(t, browser, Site{Base: base, Start: start(path), Known: known, Axe: fakeAxe(t), Screens: screens})
	}
	for _, one := range []struct {
		path, screens string
		judged        bool
	}{{"/", "", true}, {"/", "", false}, {"/other", "", true}, {"/", t.TempDir(), true}} {
		if report := visit(one.path, one.screens); (len(report.Findings) == 1) != one.judged {
			t.Errorf("%+v: %v", one, report.Findings)
		}
	}
}

// fakeAxe is an axe that finds the same on every page.
func fakeAxe(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "axe.js")
	script := `var axe = {run: async () => ({violations: [{id: "always", impact: "serious", help: "always", nodes: []}]})}`
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}
