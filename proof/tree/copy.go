// Package tree copies folders.
package tree

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Copy copies the folders and regular files of a folder, except the paths that
// are left out, which are relative and have slashes. Folders get the bits of
// the mask, files those of their own that are in it.
func Copy(from, to string, leftOut func(name string) bool, mask fs.FileMode) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case leftOut(filepath.ToSlash(name)) && entry.IsDir():
			return filepath.SkipDir
		case leftOut(filepath.ToSlash(name)):
			return nil
		case entry.IsDir():
			return os.MkdirAll(target, mask)
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, info.Mode().Perm()&mask)
	})
}
