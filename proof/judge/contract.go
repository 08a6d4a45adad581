package judge

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// Target is a running service, and the document that it promises to keep to.
type Target struct {
	Base     string            // scheme, host and port
	Document string            // path of the OpenAPI document
	Headers  map[string]string // of every request
	Config   string            // path of a schemathesis.toml; "" for none
}

// cases finds how many requests schemathesis says that it made.
var cases = regexp.MustCompile(`(\d+) generated`)

// Contract has schemathesis send what the document allows and what it forbids,
// with all its checks and always the same choices. It gives how many requests
// that were, in words.
func Contract(ctx context.Context, t *Tools, target Target, log io.Writer) (string, error) {
	folder, err := os.MkdirTemp("", "schemathesis-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	args := []string{}
	if target.Config != "" {
		args = append(args, "--config-file", target.Config)
	}
	document, err := filepath.Abs(target.Document)
	if err != nil {
		return "", err
	}
	args = append(args, "run", document, "--url", target.Base, "--checks", "all", "--seed", "1", "--max-examples", "30", "--workers", "2", "--no-color", "--continue-on-failure", "--request-timeout", "10")
	for _, name := range slices.Sorted(maps.Keys(target.Headers)) {
		args = append(args, "--header", name+": "+target.Headers[name])
	}
	said, err := ask(ctx, log, folder, []string{"COLUMNS=120"}, t.module("schemathesis.cli", args...)...)
	figure := ""
	if found := cases.FindStringSubmatch(said); found != nil {
		figure = fmt.Sprintf("%s requests", found[1])
	}
	return figure, err
}
