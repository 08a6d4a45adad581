package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"scaffold/proof/interpreter"
	"scaffold/proof/proc"
)

// peers are the tools that render the same files, at their newest releases of
// November 2026.
var peers = []struct{ name, requirement string }{
	{"copier", "copier==9.19.1"},
	{"cookiecutter", "cookiecutter==2.7.1"},
}

// measurePeers lets copier and cookiecutter render the files of a sample from
// templates in their own formats, made of the finished tree with the project's name
// put back as a variable. None of the three makes a repository here.
func measurePeers(ctx context.Context, b *bench) ([]row, error) {
	bin, err := b.installPeers(ctx)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, sample := range samples {
		tree, target := filepath.Join(b.work, "plain", "shop"), filepath.Join(b.work, "rendered", "shop")
		if err := os.RemoveAll(tree); err != nil {
			return nil, err
		}
		generate := func(folder string) []string { return b.generate(sample.shape, folder, "--git", "off") }
		if _, err := b.time(ctx, b.work, nil, generate(tree)...); err != nil {
			return nil, err
		}
		files, _, err := size(tree)
		if err != nil {
			return nil, err
		}
		for _, peer := range peers {
			template := filepath.Join(b.work, peer.name+"-"+sample.shape)
			command, err := writeTemplate[peer.name](tree, template, target)
			if err != nil {
				return nil, err
			}
			command[0] = filepath.Join(bin, command[0])
			measured := &contest{prepare: removed(target), folder: b.work, command: generate(target)}
			base := &contest{prepare: removed(target), folder: b.work, command: command}
			if err := b.inRounds(ctx, 7, base); err != nil {
				return nil, err
			}
			if err := sameFiles(tree, target); err != nil {
				return nil, fmt.Errorf("%s renders something else: %w", peer.name, err)
			}
			base.costs = nil
			if err := b.inRounds(ctx, 7, base, measured); err != nil {
				return nil, err
			}
			ratio := base.against(measured)
			rows = append(rows, row{
				what:   fmt.Sprintf("the %d files of the default %s, against %s", files, sample.framework, strings.ReplaceAll(peer.requirement, "==", " ")),
				figure: fmt.Sprintf("%.0fx faster (%.0f against %.0f ms)", ratio, measured.seconds()*1000, base.seconds()*1000),
				budget: "at least 20x faster", holds: ratio >= 20,
			})
		}
	}
	return rows, nil
}

// installPeers puts the tools into a folder of the user's cache, once for these
// versions, from wheels alone, and returns where their programs are.
func (b *bench) installPeers(ctx context.Context) (bin string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	python, err := interpreter.Find(ctx)
	if err != nil {
		return "", err
	}
	key := []string{filepath.Base(python.Path)}
	install := []string{"", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"}
	for _, peer := range peers {
		key, install = append(key, peer.requirement), append(install, peer.requirement)
	}
	folder := filepath.Join(cache, "scaffold-bench", strings.ReplaceAll(strings.Join(key, "-"), "==", "-"))
	bin = filepath.Join(folder, "bin")
	done := filepath.Join(folder, "installed")
	if _, err := os.Stat(done); err == nil {
		return bin, nil
	}
	install[0] = filepath.Join(bin, "python")
	for _, command := range [][]string{{python.Path, "-m", "venv", "--clear", folder}, install} {
		task := proc.Task{Args: command, Env: proc.CleanEnvironment(os.Environ()), Log: b.log, Limit: 5 * time.Minute}
		if err := task.Run(ctx); err != nil {
			return "", fmt.Errorf("installing %s: %w", strings.Join(install[8:], ", "), err)
		}
	}
	return bin, os.WriteFile(done, nil, 0o644)
}

// writeTemplate makes a template of a tree for each peer, and returns the command
// that renders it as the target.
var writeTemplate = map[string]func(tree, template, target string) ([]string, error){
	"copier": func(tree, template, target string) ([]string, error) {
		if err := eachFile(tree, func(path string, data []byte, mode fs.FileMode) error {
			if text, ok := asJinja(data, "name"); ok {
				path, data = path+".jinja", text
			}
			return put(filepath.Join(template, "files", path), data, mode)
		}); err != nil {
			return nil, err
		}
		questions := "_subdirectory: files\nname:\n  type: str\n  default: shop\n"
		return []string{"copier", "copy", "--defaults", "--quiet", "--data", "name=shop", template, target},
			put(filepath.Join(template, "copier.yml"), []byte(questions), 0o644)
	},
	"cookiecutter": func(tree, template, target string) ([]string, error) {
		binaries := []string{}
		if err := eachFile(tree, func(path string, data []byte, mode fs.FileMode) error {
			if text, ok := asJinja(data, "cookiecutter.name"); ok {
				data = text
			} else if !isText(data) { // cookiecutter takes small ones for text, and fails
				binaries = append(binaries, "*"+path)
			}
			return put(filepath.Join(template, "{{cookiecutter.name}}", path), data, mode)
		}); err != nil {
			return nil, err
		}
		context, err := json.Marshal(map[string]any{"name": "shop", "_copy_without_render": binaries})
		return []string{"cookiecutter", "--no-input", "--output-dir", filepath.Dir(target), template},
			errors.Join(err, put(filepath.Join(template, "cookiecutter.json"), context, 0o644))
	},
}

// asJinja turns a file into a template that renders to it: the project's name
// comes from a variable, and what would be a tag is quoted. What holds neither, or is
// no text, stays as it is.
func asJinja(data []byte, variable string) ([]byte, bool) {
	tagged := bytes.Contains(data, []byte("{{")) || bytes.Contains(data, []byte("{%")) || bytes.Contains(data, []byte("{#"))
	if !isText(data) || !tagged && !bytes.Contains(data, []byte("shop")) {
		return data, false
	}
	name := "{{ " + variable + " }}"
	if tagged {
		name = "{% endraw %}" + name + "{% raw %}"
	}
	text := strings.ReplaceAll(string(data), "shop", name)
	if tagged {
		text = "{% raw %}" + text + "{% endraw %}"
	}
	return []byte(text), true
}

func isText(data []byte) bool {
	return utf8.Valid(data) && bytes.IndexByte(data, 0) < 0
}

func eachFile(tree string, do func(path string, data []byte, mode fs.FileMode) error) error {
	return filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(tree, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return do(relative, data, info.Mode().Perm())
	})
}

func put(path string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, mode)
}

// sameFiles compares trees; what scaffold draws at random or writes for itself may
// differ from one project to the next.
func sameFiles(want, got string) error {
	return eachFile(want, func(path string, data []byte, _ fs.FileMode) error {
		other, err := os.ReadFile(filepath.Join(got, path))
		if err != nil {
			return err
		}
		if !bytes.Equal(data, other) {
			return fmt.Errorf("%s differs", path)
		}
		return nil
	})
}
