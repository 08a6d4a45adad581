package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

const mebibyte = 1 << 20

// samples are the projects that stand for all.
var samples = []struct{ framework, shape string }{{"Django", "saas"}, {"FastAPI", "api"}}

// generate is the command that makes a sample project in a folder.
func (b *bench) generate(shape, folder string, more ...string) []string {
	return append([]string{b.tool, "new", folder, "--shape", shape, "--name", "shop", "--yes"}, more...)
}

// floor copies a tree and commits it with git.
func (b *bench) floor(tree, folder string) *contest {
	return &contest{
		prepare: removed(folder), folder: b.work,
		command: []string{"sh", "-ec", `cp -r "$1" "$2"; cd "$2"; git init --quiet; git add --all; git commit --quiet --message "first"`, "sh", tree, folder},
	}
}

// measureNew compares `new` with copying the finished tree.
func measureNew(ctx context.Context, b *bench) ([]row, error) {
	var rows []row
	for _, sample := range samples {
		tree, target := filepath.Join(b.work, "tree"), filepath.Join(b.work, "new", "shop")
		if err := os.RemoveAll(tree); err != nil {
			return nil, err
		}
		if _, err := b.time(ctx, b.work, nil, b.generate(sample.shape, tree, "--git", "off")...); err != nil {
			return nil, err
		}
		files, bytes, err := size(tree)
		if err != nil {
			return nil, err
		}
		measured := &contest{prepare: removed(target), folder: b.work, command: b.generate(sample.shape, target)}
		base := b.floor(tree, filepath.Join(b.work, "copy"))
		if err := b.inRounds(ctx, 21, measured, base); err != nil {
			return nil, err
		}
		ratio := measured.against(base)
		rows = append(rows,
			atMost(fmt.Sprintf("`new` with commit, default %s (%d files, %d KB), against the floor", sample.framework, files, bytes/1000),
				fmt.Sprintf("%.2fx (%.0f against %.0f ms)", ratio, measured.seconds()*1000, base.seconds()*1000), ratio, 1, "at most 1.0x"),
			atMost("peak memory of it", fmt.Sprintf("%.0f MB", measured.peak()), measured.peak(), 64, "at most 64 MB"),
		)
	}
	return rows, nil
}

// measureStart times what only has to start, and weighs the binary.
func measureStart(ctx context.Context, b *bench) ([]row, error) {
	var rows []row
	for _, one := range []struct {
		what   string
		args   []string
		limit  float64 // seconds; 0: none
		budget string
	}{
		{"`scaffold version`", []string{"version"}, 0.010, "at most 10 ms"},
		{"`scaffold --help`", []string{"--help"}, 0, ""},
		{"completion of a flag's values", []string{"__complete", "new", "--shape", ""}, 0, ""},
		{"`scaffold matrix lint`, every assignment", []string{"matrix", "lint"}, 1, "at most 1 s"},
	} {
		measured := &contest{folder: b.work, command: append([]string{b.tool}, one.args...)}
		if err := b.inRounds(ctx, 21, measured); err != nil {
			return nil, err
		}
		found := atMost(one.what, fmt.Sprintf("%.1f ms", measured.seconds()*1000), measured.seconds(), one.limit, one.budget)
		rows = append(rows, found)
	}
	info, err := os.Stat(b.tool)
	if err != nil {
		return nil, err
	}
	megabytes := float64(info.Size()) / mebibyte
	return append(rows, atMost("binary, stripped, with all templates", fmt.Sprintf("%.1f MB", megabytes), megabytes, 18, "at most 18 MB")), nil
}
