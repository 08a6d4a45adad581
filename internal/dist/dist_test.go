package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"scaffold/internal/app"
)

const repository = "../.."

// TestTwoBuildsGiveTheSameBytes builds for this machine from two folders.
func TestTwoBuildsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	here := platform{runtime.GOOS, runtime.GOARCH}
	other := filepath.Join(t.TempDir(), "elsewhere")
	for _, part := range []string{"cmd", "internal", "templates"} {
		if err := os.CopyFS(filepath.Join(other, part), os.DirFS(filepath.Join(repository, part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range append([]string{"go.mod", "go.sum"}, documents...) {
		data, err := os.ReadFile(filepath.Join(repository, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(other, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	beside := t.TempDir()
	if err := os.WriteFile(filepath.Join(beside, noticesName), []byte("notices"), 0o600); err != nil {
		t.Fatal(err)
	}
	moment := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	var archives [2][]byte
	for i, source := range []string{repository, other} {
		work := t.TempDir()
		binary, archive := filepath.Join(work, here.binary()), filepath.Join(work, here.archive())
		if err := here.build(t.Context(), source, binary, nil); err != nil {
			t.Fatal(err)
		}
		files, err := contents(source, binary, beside)
		if err != nil {
			t.Fatal(err)
		}
		if err := pack(archive, here.name(), files, moment); err != nil {
			t.Fatal(err)
		}
		if archives[i], err = os.ReadFile(archive); err != nil {
			t.Fatal(err)
		}
		checkBill(t, binary)
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("two builds of the same source differ")
	}
}

func checkBill(t *testing.T, binary string) {
	t.Helper()
	to := binary + ".sbom.json"
	if err := writeBill(binary, to); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	var bill struct {
		BOMFormat  string
		Components []struct{ Purl string }
	}
	if err := json.Unmarshal(data, &bill); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"pkg:golang/std@go1.", "pkg:golang/github.com/spf13/cobra@v1."} {
		if !strings.Contains(fmt.Sprint(bill.Components), want) {
			t.Errorf("the bill of materials has no %s", want)
		}
	}
	if bill.BOMFormat != "CycloneDX" || strings.Contains(string(data), "chromedp") {
		t.Errorf("a bill of something else:\n%s", data)
	}
}

// TestArchivesOpen writes both formats and reads them with the standard readers.
func TestArchivesOpen(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	files := []file{{"man/a.1", []byte("page"), 0o644}, {"scaffold", []byte("binary"), 0o755}}
	want := "shop/man/a.1 -rw-r--r-- page\nshop/scaffold -rwxr-xr-x binary\n"
	for name, list := range map[string]func(*bytes.Reader) (string, error){"a.tar.gz": listTarball, "a.zip": listZip} {
		path := filepath.Join(t.TempDir(), name)
		if err := pack(path, "shop", files, moment); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := list(bytes.NewReader(data)); err != nil || got != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func listTarball(r *bytes.Reader) (string, error) {
	plain, err := gzip.NewReader(r)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for archive := tar.NewReader(plain); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%s %s %s\n", header.Name, header.FileInfo().Mode(), text)
		if header.Uid != 0 || header.ModTime.Year() != 2026 {
			return "", fmt.Errorf("user %d, %s", header.Uid, header.ModTime)
		}
	}
}

func listZip(r *bytes.Reader) (string, error) {
	archive, err := zip.NewReader(r, r.Size())
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, one := range archive.File {
		text, err := fs.ReadFile(archive, one.Name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&out, "%s %s %s\n", one.Name, one.Mode(), text)
	}
	return out.String(), nil
}

func TestChecksums(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"b.zip", "a.tar.gz"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeChecksums(folder); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, checksumsName()))
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if want := empty + "  a.tar.gz\n" + empty + "  b.zip\n"; err != nil || string(text) != want {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestNoticesNameEveryLinkedModule(t *testing.T) {
	t.Parallel()
	to := filepath.Join(t.TempDir(), noticesName)
	if err := writeNotices(context.Background(), repository, to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The Go standard library", "github.com/spf13/cobra v", "github.com/go-git/go-git/v5 v", "github.com/inconshreveable/mousetrap", "Apache License"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the notices do not say %q", want)
		}
	}
	if strings.Contains(string(text), "chromedp") {
		t.Error("the notices name what only the proof needs")
	}
}

// TestGoreleaserGivesTheSame compares the configuration with what this program does.
func TestGoreleaserGivesTheSame(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(repository, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Builds []struct {
			Env, Flags, Ldflags, Goos, Goarch []string
			Binary, Main                      string
		}
		Archives []struct {
			NameTemplate    string `yaml:"name_template"`
			Formats         []string
			FormatOverrides []struct {
				Goos    string
				Formats []string
			} `yaml:"format_overrides"`
			Files []struct{ Src, Dst string }
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}
	if err := yaml.Unmarshal(data, &config); err != nil {
		t.Fatal(err)
	}
	build, archive := config.Builds[0], config.Archives[0]
	var made []platform
	for _, system := range build.Goos {
		for _, processor := range build.Goarch {
			made = append(made, platform{system, processor})
		}
	}
	if !slices.Equal(made, platforms) {
		t.Errorf("platforms %v, not %v", made, platforms)
	}
	if got := slices.Concat(build.Flags, []string{"-ldflags"}, build.Ldflags); !slices.Equal(got, flags) {
		t.Errorf("flags %q, not %q", got, flags)
	}
	for _, one := range platforms {
		format := archive.Formats[0]
		for _, override := range archive.FormatOverrides {
			if override.Goos == one.os {
				format = override.Formats[0]
			}
		}
		name := strings.NewReplacer("{{ .Version }}", app.Version, "{{ .Os }}", one.os, "{{ .Arch }}", one.arch).Replace(archive.NameTemplate)
		if got := name + "." + format; got != one.archive() {
			t.Errorf("archive %s, not %s", got, one.archive())
		}
	}
	var sources []string
	for _, one := range archive.Files {
		sources = append(sources, one.Src)
	}
	const beside = "build/extras/"
	want := slices.Concat(documents, []string{beside + "completions/*", beside + "man/*", beside + noticesName})
	if !slices.Equal(sources, want) {
		t.Errorf("files %q, not %q", sources, want)
	}
	if got := strings.ReplaceAll(config.Checksum.NameTemplate, "{{ .Version }}", app.Version); got != checksumsName() {
		t.Errorf("checksums in %s, not %s", got, checksumsName())
	}
}

// TestLintBuildsTheSamePlatforms holds the Makefile's list.
func TestLintBuildsTheSamePlatforms(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, one := range platforms {
		list = append(list, one.os+"/"+one.arch)
	}
	if want := "PLATFORMS := " + strings.Join(list, " ") + "\n"; !strings.Contains(string(text), want) {
		t.Errorf("the Makefile has no line %q", want)
	}
}
