package pages

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"time"
)

// Secure puts a proxy with TLS in front of a plain server on loopback, as the
// proxy in production would stand: cookies for HTTPS only and checks of the
// origin then work. The caller closes it; its URL is the base of the site.
func Secure(server string) (*httptest.Server, error) {
	target, err := url.Parse(server)
	if err != nil || target.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a server", server)
	}
	return httptest.NewTLSServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		},
		// As long as usual load balancers keep a connection; the server has to keep it longer.
		Transport: &http.Transport{IdleConnTimeout: time.Minute},
		ErrorLog:  log.New(io.Discard, "", 0), // the browser reports the 502
	}), nil
}
