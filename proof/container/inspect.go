package container

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Container is a container of an image.
type Container struct {
	image *Image
	name  string
	root  string // where its files are
}

// Start makes a container. It has to be removed.
func (i *Image) Start(ctx context.Context, log io.Writer) (*Container, error) {
	name, err := i.store.ask(ctx, log, "from", "--pull-never", i.tag)
	if err != nil {
		return nil, err
	}
	c := &Container{image: i, name: name}
	if c.root, err = i.store.ask(ctx, log, "mount", name); err != nil {
		return nil, errors.Join(err, c.Remove(ctx))
	}
	return c, nil
}

// Remove removes the container, also when the context has ended.
func (c *Container) Remove(ctx context.Context) error {
	return c.image.store.run(context.WithoutCancel(ctx), io.Discard, "rm", c.name)
}

// Args is the command line that runs a command in the container, as the image's
// user and on this machine's network.
func (c *Container) Args(environment, command []string) []string {
	args := []string{"run"}
	for _, one := range environment {
		args = append(args, "--env", one)
	}
	return c.image.store.args(append(append(args, c.name, "--"), command...)...)
}

// Judge says what is wrong with the image: how it is run, and what is in it.
// Kept are distributions that development needs and production does not;
// writable are folders that the project's documentation gives to the
// application.
func (c *Container) Judge(development, writable []string) []string {
	return append(c.image.Config.judge(), judgeFiles(c.root, c.image.Config.user(), development, writable)...)
}

// user is the number of the user; 0 when there is none.
func (c Config) user() int {
	number, _, _ := strings.Cut(c.User, ":")
	id, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return id
}

// secretive are names of variables whose values are nobody's business.
var secretive = regexp.MustCompile(`(?i)secret|password|token|private|credential`)

// judge looks at how the image is run.
func (c Config) judge() []string {
	found := []string{}
	if c.user() == 0 {
		found = append(found, fmt.Sprintf("USER is %q: not the number of a user that is not root", c.User))
	}
	if c.Healthcheck == nil || len(c.Healthcheck.Test) < 2 || c.Healthcheck.Test[0] != "CMD" {
		found = append(found, "no HEALTHCHECK in exec form")
	}
	if len(c.Cmd) == 0 || c.Cmd[0] == "/bin/sh" {
		found = append(found, fmt.Sprintf("CMD is %q: not in exec form", c.Cmd))
	}
	if len(c.OnBuild) > 0 {
		found = append(found, "has ONBUILD")
	}
	for _, one := range c.Env {
		if name, value, _ := strings.Cut(one, "="); secretive.MatchString(name) && value != "" {
			found = append(found, "ENV "+name+": a secret in the image")
		}
	}
	return found
}

var (
	// builders are programs that nothing in production needs.
	builders = []string{"gcc", "cc", "g++", "c++", "clang", "ld", "make"}
	// programs are where they would be.
	programs = []string{"bin", "usr/bin", "usr/local/bin", "opt/venv/bin"}
	// strange are files that have no business in an image.
	strange = []string{"app/.env", "app/.git", "app/tests", "app/requirements-dev.txt", "app/.venv", "root/.cache/pip"}
	// everybody's are folders that every Debian lets everybody write to.
	everybodys = []string{"tmp", "var/tmp", "run/lock", "dev", "proc", "sys"}
)

// judgeFiles looks at what is in the image.
func judgeFiles(root string, user int, development, writable []string) []string {
	found := []string{}
	for _, folder := range programs {
		for _, name := range builders {
			if exists(filepath.Join(root, folder, name)) {
				found = append(found, fmt.Sprintf("/%s/%s: a build tool", folder, name))
			}
		}
	}
	for _, name := range strange {
		if exists(filepath.Join(root, filepath.FromSlash(name))) {
			found = append(found, "/"+name+": should not be in the image")
		}
	}
	found = append(found, installed(root, development)...)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if slices.Contains(everybodys, name) || slices.Contains(writable, "/"+name) {
			return filepath.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode().Type()&fs.ModeSymlink == 0 && mayWrite(info, user) {
			found = append(found, fmt.Sprintf("/%s: the application may write to it", name))
		}
		if under(name, "app", "opt/venv") && info.Mode()&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
			found = append(found, fmt.Sprintf("/%s: changes its user when it is run", name))
		}
		return nil
	})
	if err != nil {
		found = append(found, err.Error())
	}
	return found
}

// under reports whether a path is one of the folders, or below it.
func under(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(one string) bool { return name == one || strings.HasPrefix(name, one+"/") })
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// installed finds distributions of development in the environment of the image.
func installed(root string, development []string) []string {
	found := []string{}
	folders, _ := filepath.Glob(filepath.Join(root, "opt", "venv", "lib", "python*", "site-packages", "*.dist-info"))
	for _, one := range folders {
		name, _, _ := strings.Cut(filepath.Base(one), "-")
		if slices.Contains(development, normal(name)) {
			found = append(found, normal(name)+": a development requirement in the image")
		}
	}
	return found
}

// pinned finds the distributions of a requirements file.
var pinned = regexp.MustCompile(`(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==`)

// Development gives the distributions that a project has for development alone.
func Development(folder string) ([]string, error) {
	names := map[string][]string{}
	for _, file := range []string{"requirements.txt", "requirements-dev.txt"} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			return nil, err
		}
		for _, one := range pinned.FindAllStringSubmatch(string(text), -1) {
			names[file] = append(names[file], normal(one[1]))
		}
	}
	return slices.DeleteFunc(names["requirements-dev.txt"], func(one string) bool {
		return slices.Contains(names["requirements.txt"], one)
	}), nil
}

// normal is the name of a distribution as everybody writes it.
func normal(name string) string {
	return strings.ToLower(regexp.MustCompile(`[-_.]+`).ReplaceAllString(name, "-"))
}
