// Package container builds the image of a project without a container engine,
// and runs what is in it.
//
// buildah builds in a changed root on this machine's network; the base image is
// a Debian with its own Python, made once with debootstrap.
package container

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"scaffold/proof/tree"
)

// ErrUnavailable says that images cannot be built on this machine.
var ErrUnavailable = errors.New("cannot run here")

// releases of Debian by the Python that each has. A rolling one moves on, which
// making a base notices.
var releases = map[string]string{"3.13": "trixie", "3.14": "sid"}

const (
	prefix = "docker.io/library/python:"
	suffix = "-slim"
	// What the official image has, too: Python with venv and pip.
	packages = "python3,python3-venv,python3-pip,ca-certificates"
)

// authorities is where Debian keeps the certificates that a machine trusts. A
// company's own is among them, and a build has to know it.
const authorities = "/etc/ssl/certs/ca-certificates.crt"

// Store keeps images below a folder.
type Store struct {
	folder string
	driver string
	mu     sync.Mutex // one build at a time
}

// Open looks for the programs, and takes the storage driver that works here.
func Open(ctx context.Context, cache string) (*Store, error) {
	for _, name := range []string{"buildah", "debootstrap"} {
		if _, err := exec.LookPath(name); err != nil {
			return nil, fmt.Errorf("%w: %s not found; get it with: apt-get install buildah debootstrap", ErrUnavailable, name)
		}
	}
	if os.Geteuid() != 0 {
		return nil, fmt.Errorf("%w: debootstrap and mounts need root", ErrUnavailable)
	}
	var said []byte
	recipe := sha256.Sum256([]byte(packages))
	for _, driver := range []string{"overlay", "vfs"} {
		s := &Store{folder: filepath.Join(cache, fmt.Sprintf("images-%s-%x", driver, recipe[:4])), driver: driver}
		if err := os.MkdirAll(s.folder, 0o711); err != nil {
			return nil, err
		}
		cmd := s.command(ctx, "from", "scratch")
		out, err := cmd.CombinedOutput()
		if err == nil {
			name := strings.TrimSpace(string(out))
			mounted := s.command(ctx, "mount", name)
			_, err = mounted.Output()
			_ = s.command(ctx, "rm", name).Run()
		}
		if err == nil {
			return s, nil
		}
		said = out
	}
	return nil, fmt.Errorf("%w: buildah: %s", ErrUnavailable, strings.TrimSpace(string(said)))
}

// args is a command line of buildah on the store.
func (s *Store) args(args ...string) []string {
	return append([]string{"buildah", "--root", filepath.Join(s.folder, "root"), "--runroot", filepath.Join(s.folder, "run"), "--storage-driver", s.driver}, args...)
}

// Environment is what buildah needs to be told.
func Environment() []string { return []string{"BUILDAH_ISOLATION=chroot"} }

// command is a call of buildah.
func (s *Store) command(ctx context.Context, args ...string) *exec.Cmd {
	all := s.args(args...)
	cmd := exec.CommandContext(ctx, all[0], all[1:]...)
	cmd.Env = append(os.Environ(), Environment()...)
	return cmd
}

// run calls buildah; what it says goes into the log.
func (s *Store) run(ctx context.Context, log io.Writer, args ...string) error {
	cmd := s.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("buildah %s: %w", args[0], err)
	}
	return nil
}

// ask calls buildah and gives what it writes.
func (s *Store) ask(ctx context.Context, log io.Writer, args ...string) (string, error) {
	cmd := s.command(ctx, args...)
	cmd.Stderr = log
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("buildah %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// ensureBase makes the base image of a Python if the store has none.
func (s *Store) ensureBase(ctx context.Context, python string, log io.Writer) error {
	release, ok := releases[python]
	if !ok {
		return fmt.Errorf("%w: no release of Debian has Python %s, to make a base image from", ErrUnavailable, python)
	}
	base := prefix + python + suffix
	if id, err := s.ask(ctx, io.Discard, "images", "--quiet", base); err == nil && id != "" {
		return nil
	}
	root, err := os.MkdirTemp(s.folder, "base-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	args := []string{"--variant=minbase", "--include=" + packages, release, root, mirror()}
	cmd := exec.CommandContext(ctx, "debootstrap", args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("debootstrap: %w", err)
	}
	if !exists(filepath.Join(root, "usr", "bin", "python"+python)) {
		return fmt.Errorf("%w: Debian %s has another Python than %s by now", ErrUnavailable, release, python)
	}
	for _, name := range []string{"python", "python3"} { // where the official image has them
		if err := os.Symlink("/usr/bin/python3", filepath.Join(root, "usr", "local", "bin", name)); err != nil {
			return err
		}
	}
	name, err := s.ask(ctx, log, "from", "scratch")
	if err != nil {
		return err
	}
	defer func() { _ = s.command(context.WithoutCancel(ctx), "rm", name).Run() }()
	return errors.Join(s.run(ctx, log, "add", "--quiet", name, root, "/"), s.run(ctx, log, "commit", "--quiet", "--format", "docker", name, base))
}

// uri finds the mirror in either form of a list of package sources.
var uri = regexp.MustCompile(`(?m)^(?:URIs:|deb(?: \[[^\]]*\])?) +(\S+)`)

// mirror is where this machine gets its own packages.
func mirror() string {
	lists, _ := filepath.Glob("/etc/apt/sources.list.d/*")
	for _, name := range append(lists, "/etc/apt/sources.list") {
		text, err := os.ReadFile(name)
		if found := uri.FindSubmatch(text); err == nil && found != nil {
			return string(found[1])
		}
	}
	return "" // debootstrap has a default of its own
}

// Image is an image that was built.
type Image struct {
	store  *Store
	tag    string
	Size   string // as buildah writes it
	Config Config
}

// Config is how an image is run.
type Config struct {
	User        string
	Env         []string
	Cmd         []string
	Entrypoint  []string
	OnBuild     []string
	Healthcheck *struct{ Test []string }
}

// from finds the Python of the base image in a Dockerfile.
var from = regexp.MustCompile(`(?m)^ARG BASE_IMAGE=` + regexp.QuoteMeta(prefix) + `([0-9.]+)` + suffix + `$`)

// Build builds the image of a project from a checkout that nobody but its owner
// may read.
func (s *Store) Build(ctx context.Context, folder, tag string, log io.Writer) (*Image, error) {
	text, err := os.ReadFile(filepath.Join(folder, "Dockerfile"))
	if err != nil {
		return nil, err
	}
	found := from.FindSubmatch(text)
	if found == nil {
		return nil, errors.New("no base image of Python in the Dockerfile")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ensureBase(ctx, string(found[1]), log); err != nil {
		return nil, err
	}
	checkout, err := os.MkdirTemp("", "checkout-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(checkout)
	if err := tree.Copy(folder, checkout, generated, 0o700); err != nil {
		return nil, err
	}
	args := []string{"bud", "--format", "docker", "--pull-never", "--tag", tag}
	if _, err := os.Stat(authorities); err == nil {
		args = append(args, "--volume", authorities+":"+authorities+":ro")
	}
	if err := s.run(ctx, log, append(args, checkout)...); err != nil {
		return nil, err
	}
	return s.image(ctx, tag, log)
}

// generated reports whether a path is not kept by git.
func generated(name string) bool {
	return name == ".git" || name == ".venv" || strings.HasSuffix(name, "_cache")
}

// image reads what is known of an image.
func (s *Store) image(ctx context.Context, tag string, log io.Writer) (*Image, error) {
	size, err := s.ask(ctx, log, "images", "--format", "{{.Size}}", tag)
	if err != nil {
		return nil, err
	}
	data, err := s.ask(ctx, log, "inspect", "--type", "image", tag)
	if err != nil {
		return nil, err
	}
	var told struct{ Docker struct{ Config Config } }
	if err := json.Unmarshal([]byte(data), &told); err != nil {
		return nil, fmt.Errorf("buildah inspect: %w", err)
	}
	return &Image{store: s, tag: tag, Size: size, Config: told.Docker.Config}, nil
}

// Remove removes the image; its base stays.
func (i *Image) Remove(ctx context.Context) error {
	return i.store.run(ctx, io.Discard, "rmi", "--force", i.tag)
}
