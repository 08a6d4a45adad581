package choose

import (
	"strings"
	"testing"
)

// FuzzLint: whatever a matrix says, the lint ends, and each finding has a code of
// the list, a message and a place.
func FuzzLint(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("schema: 1\nquestions: []\n"))
	f.Add([]byte(strings.ReplaceAll(small, "min: 0", "min: -9")))
	f.Add([]byte(strings.ReplaceAll(small, "shape", "size")))
	known := map[string]bool{}
	for _, code := range Codes() {
		known[code.Code] = true
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, finding := range Lint("m.yaml", data).Findings {
			if !known[finding.Code] || finding.Message == "" || finding.Line < 1 || finding.Column < 1 {
				t.Errorf("%+v", finding)
			}
		}
	})
}
