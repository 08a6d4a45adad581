// Command dist builds what a release consists of, from this source alone: for every
// platform an archive with the binary, its completions, man pages and notices, and
// its bill of materials; and the checksums of all.
//
//	go run ./internal/dist            into dist/
//	go run ./internal/dist check      builds once more, elsewhere and from nothing, and compares
//	go run ./internal/dist extras DIR the files beside the binary
//	go run ./internal/dist sbom BINARY FILE
//
// The same source and the same Go give the same bytes, wherever the source lies.
// Needs Go, and the Go module proxy until the modules are there.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// folder is where a release is built.
const folder = "dist"

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 0:
		return release(ctx, ".", folder, nil)
	case args[0] == "check" && len(args) == 1:
		return check(ctx, folder)
	case args[0] == "extras" && len(args) == 2:
		return extras(ctx, ".", args[1])
	case args[0] == "sbom" && len(args) == 3:
		return writeBill(args[1], args[2])
	}
	return errors.New("usage: go run ./internal/dist [check | extras DIR | sbom BINARY FILE]")
}

// release builds all platforms from the source into an empty folder; env is added
// to the environment of the builds.
func release(ctx context.Context, source, into string, env []string) error {
	if err := os.RemoveAll(into); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "dist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	beside := filepath.Join(work, "extras")
	if err := extras(ctx, source, beside); err != nil {
		return err
	}
	moment, err := lastChange(ctx, source)
	if err != nil {
		return err
	}
	for _, one := range platforms {
		binary := filepath.Join(work, one.os+"-"+one.arch, one.binary())
		if err := one.build(ctx, source, binary, env); err != nil {
			return err
		}
		files, err := contents(source, binary, beside)
		if err != nil {
			return err
		}
		archive := filepath.Join(into, one.archive())
		if err := pack(archive, one.name(), files, moment); err != nil {
			return err
		}
		if err := writeBill(binary, archive+".sbom.json"); err != nil {
			return err
		}
		fmt.Println(archive)
	}
	return writeChecksums(into)
}

// check compares a release with one that is built from a copy of the source in
// another folder, with nothing taken from the build cache.
func check(ctx context.Context, built string) error {
	work, err := os.MkdirTemp("", "dist-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	source := filepath.Join(work, "elsewhere")
	if err := copySource(ctx, source); err != nil {
		return err
	}
	again := filepath.Join(work, "again")
	if err := release(ctx, source, again, []string{"GOCACHE=" + filepath.Join(work, "cache")}); err != nil {
		return err
	}
	files, different := 0, []string{}
	err = filepath.WalkDir(again, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		same, err := equal(path, filepath.Join(built, entry.Name()))
		if files++; err == nil && !same {
			different = append(different, entry.Name())
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(different) > 0 {
		return fmt.Errorf("built twice and not the same: %s", strings.Join(different, ", "))
	}
	fmt.Printf("%d files, built twice, are the same byte for byte\n", files)
	return nil
}
