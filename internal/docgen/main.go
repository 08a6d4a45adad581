// Docgen writes the manual: a page for each command in docs/man, and all of them
// as one reference in docs/commands.md. Everything comes from the commands
// themselves, so that flags and manual cannot part. Run it with `make docs`.
package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"scaffold/internal/app"
	"scaffold/internal/cli"
	"scaffold/templates"
)

// folder is where the manual lives, seen from the repository's root.
const folder = "docs"

func main() {
	if err := run(folder); err != nil {
		fmt.Fprintln(os.Stderr, "docgen: "+err.Error())
		os.Exit(1)
	}
}

// run writes every file of the manual and removes pages of commands that are
// gone.
func run(folder string) error {
	files, err := manual()
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(folder, "man", "*.1"))
	if err != nil {
		return err
	}
	for _, file := range old {
		err = errors.Join(err, os.Remove(file))
	}
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// manual gives the files of the manual by their path below its folder.
func manual() (map[string]string, error) {
	none := func(string) (string, bool) { return "", false }
	a := app.New(templates.FS, templates.MatrixFile, none)
	root, err := cli.Tree(a)
	if err != nil {
		return nil, err
	}
	catalogue, err := a.Catalogue()
	if err != nil {
		return nil, err
	}
	pages := collect(root, catalogue.Keys())
	env := environment(catalogue.Keys())
	files := map[string]string{"commands.md": markdown(pages, env)}
	for _, p := range pages {
		if !p.topic {
			files["man/"+p.file()] = man(p, pages, env)
		}
	}
	return files, nil
}
