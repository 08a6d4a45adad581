package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"scaffold/internal/app"
)

// platform is a system and a processor that the binary is built for.
type platform struct{ os, arch string }

// platforms are all of them; the Makefile's lint builds the same.
var platforms = []platform{
	{"linux", "amd64"}, {"linux", "arm64"},
	{"darwin", "amd64"}, {"darwin", "arm64"},
	{"windows", "amd64"}, {"windows", "arm64"},
}

// flags of every build: no paths of this machine, no state of the checkout, no
// symbols.
var flags = []string{"-trimpath", "-buildvcs=false", "-ldflags", "-s -w"}

// name of a platform's files, without an ending.
func (p platform) name() string { return fmt.Sprintf("scaffold_%s_%s_%s", app.Version, p.os, p.arch) }

func (p platform) binary() string {
	if p.os == "windows" {
		return "scaffold.exe"
	}
	return "scaffold"
}

// archive is a file of the format that the system opens by itself.
func (p platform) archive() string {
	if p.os == "windows" {
		return p.name() + ".zip"
	}
	return p.name() + ".tar.gz"
}

// build makes the binary.
func (p platform) build(ctx context.Context, source, binary string, env []string) error {
	target, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", append(append([]string{"build"}, flags...), "-o", target, "./cmd/scaffold")...)
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch, "GOAMD64=v1", "GOARM64=v8.0")
	cmd.Env = append(cmd.Env, env...)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building for %s on %s: %w\n%s", p.os, p.arch, err, text)
	}
	return nil
}

// lastChange is the time that files in archives carry: SOURCE_DATE_EPOCH, the time
// of the last commit, or, without a repository, the first moment that both formats
// can hold.
func lastChange(ctx context.Context, source string) (time.Time, error) {
	if given := os.Getenv("SOURCE_DATE_EPOCH"); given != "" {
		seconds, err := strconv.ParseInt(given, 10, 64)
		if err != nil {
			return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is no number of seconds: %w", err)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	cmd := exec.CommandContext(ctx, "git", "log", "-1", "--format=%ct")
	cmd.Dir = source
	text, err := cmd.Output()
	if err != nil {
		return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), nil
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return time.Unix(seconds, 0).UTC(), err
}

// copySource puts a clone of the last commit into a folder; what is not committed
// is no part of a release.
func copySource(ctx context.Context, folder string) error {
	if text, err := exec.CommandContext(ctx, "git", "clone", "--quiet", "--local", ".", folder).CombinedOutput(); err != nil {
		return fmt.Errorf("copying the source: %w\n%s", err, text)
	}
	return nil
}
