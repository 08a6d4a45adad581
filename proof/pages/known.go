package pages

import (
	"context"
	"crypto/sha256"
	"sync"

	"github.com/chromedp/chromedp"
)

// Known are the documents that were judged before, on any visit. Sites of one
// run have most of their pages in common: the same markup with the same
// stylesheets is as wide and as accessible on each of them.
type Known struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]bool
}

// add notes a document, and reports whether it was there already.
func (k *Known) add(document string) bool {
	sum := sha256.Sum256([]byte(document))
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.seen[sum] {
		return true
	}
	if k.seen == nil {
		k.seen = map[[sha256.Size]byte]bool{}
	}
	k.seen[sum] = true
	return false
}

// The document without what differs each time that it is asked for: nonces and
// tokens, numbers, moments and identifiers. Stylesheets and scripts stand before
// it with their addresses as they are, which name their content.
const essence = `(() => {
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(e => e.href || e.src)
    .map(address => new URL(address).pathname);
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll("[nonce]").forEach(e => e.removeAttribute("nonce"));
  copy.querySelectorAll("input[type=hidden]").forEach(e => e.removeAttribute("value"));
  const markup = copy.outerHTML.replace(/[A-Za-z0-9_-]{24,}/g, "x").replace(/[0-9]+/g, "0");
  return parts.join("\n") + "\n" + markup;
})()`

// known reports whether a document like the one that is shown was judged before.
// Who wants pictures gets one of every page.
func (v *visit) known(ctx context.Context) (bool, error) {
	if v.Known == nil || v.Screens != "" {
		return false, nil
	}
	document, err := chromedp.Run(ctx, chromedp.Evaluate[string](essence))
	return err == nil && v.Known.add(document), err
}
