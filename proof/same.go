package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// proved remembers the projects of a run by what is in them. Projects that
// differ only in the record of their decision behave alike: one of them is run.
type proved struct {
	mu     sync.Mutex
	byFile map[string]string // digest -> name of the combination
}

// claim gives the name of a combination with the same files, "" when this one is
// the first.
func (p *proved) claim(digest, name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if other, ok := p.byFile[digest]; ok {
		return other
	}
	if p.byFile == nil {
		p.byFile = map[string]string{}
	}
	p.byFile[digest] = name
	return ""
}

// configFile is where the answers of a combination are written as a config file.
func (s *subject) configFile() (string, error) {
	path := filepath.Join(s.folder, "scaffold.yaml")
	return path, os.WriteFile(path, []byte(s.combination.config()), 0o644)
}

// checkSameAgain generates the project a second time, from a config file, and
// wants the same bytes. What the first commit holds is compared: .env, with its fresh secrets, is not
// in it.
func checkSameAgain(ctx context.Context, s *subject, log *os.File) error {
	below := filepath.Join("again", s.combination.Name)
	folder := filepath.Join(s.runner.work, below)
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	config, err := s.configFile()
	if err != nil {
		return err
	}
	second, err := s.runner.generate(ctx, s.combination, []string{"--config", config}, below, log)
	if err != nil {
		return err
	}
	uncommitted := func(path string) bool { return path == ".env" || path == ".git" }
	sums := [2]string{}
	for i, one := range []*project{s.project, second} {
		if sums[i], err = digest(one.folder, uncommitted); err != nil {
			return err
		}
	}
	if sums[0] != sums[1] {
		return errors.New("the same answers gave other bytes")
	}
	return nil
}

// recordsOnly are the files that say how a project came to be, and that nothing
// in it reads.
func recordsOnly(path string) bool {
	return path == ".env" || path == ".git" || path == ".scaffold" || path == "docs/adr"
}

// digestOf is the digest of a project without the record of its decision.
func digestOf(folder string) (string, error) { return digest(folder, recordsOnly) }

// digest is the SHA-256 of the paths, executable bits and bytes of a project,
// without the files and folders that are left out.
func digest(folder string, leftOut func(path string) bool) (string, error) {
	sum := sha256.New()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, folder), string(filepath.Separator)))
		switch {
		case leftOut(name) && entry.IsDir():
			return filepath.SkipDir
		case leftOut(name) || entry.IsDir():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintf(sum, "%s %t %d\n%s", name, info.Mode()&0o100 != 0, len(data), data)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)), err
}
