package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"scaffold/internal/app"
	"scaffold/internal/cli"
)

// packsVariable names the folder of the packs that this program generates from,
// in place of measuring.
const packsVariable = "BENCH_PACKS"

// manyFiles is a tree that is larger than anybody's project.
const manyFiles = 10_000

// runWithPacks is scaffold with the packs of a folder.
func runWithPacks(folder string, args []string) int {
	cli.ForOneRun()
	return cli.Main(context.Background(), args, cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, LookupEnv: os.LookupEnv},
		app.New(os.DirFS(folder), "matrix.yaml", os.LookupEnv))
}

// measureMany compares `new` from a pack of many files with copying them.
func measureMany(ctx context.Context, b *bench) ([]row, error) {
	packs := filepath.Join(b.work, "packs")
	if err := os.CopyFS(packs, os.DirFS(filepath.Join("internal", "app", "testdata", "house"))); err != nil {
		return nil, err
	}
	for i := range manyFiles {
		folder := filepath.Join(packs, "core", "base", fmt.Sprintf("part%03d", i/100))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
		name, text := fmt.Sprintf("file%05d.txt", i), bytes.Repeat(fmt.Appendf(nil, "line of file %d\n", i), 80)
		if i%10 == 0 { // some are rendered
			name, text = name+".tmpl", append(text, "<% .Project.Name %>\n"...)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return nil, err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	target, tree := filepath.Join(b.work, "many", "shop"), filepath.Join(b.work, "many-tree")
	env := []string{packsVariable + "=" + packs}
	command := []string{self, "new", target, "--shape", "summer", "--yes"}
	if _, err := b.time(ctx, b.work, env, self, "new", tree, "--shape", "summer", "--yes", "--git", "off"); err != nil {
		return nil, err
	}
	measured := &contest{prepare: removed(target), folder: b.work, env: env, command: command}
	base := b.floor(tree, filepath.Join(b.work, "copy"))
	if err := b.inRounds(ctx, 5, measured, base); err != nil {
		return nil, err
	}
	files, written, err := size(tree)
	if err != nil {
		return nil, err
	}
	ratio := measured.against(base)
	return []row{
		atMost(fmt.Sprintf("a pack of %d files (%d MB) with commit, against the floor", files, written/1_000_000),
			fmt.Sprintf("%.2fx (%.0f against %.0f ms)", ratio, measured.seconds()*1000, base.seconds()*1000), ratio, 1, "at most 1.0x"),
		atMost("peak memory of it", fmt.Sprintf("%.0f MB", measured.peak()), measured.peak(), 256, "at most 256 MB"),
	}, nil
}
