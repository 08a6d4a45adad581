package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"scaffold/internal/app"
)

// documents are the files of the source that come along.
var documents = []string{"CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md"}

// file is one of an archive.
type file struct {
	name string // with slashes
	data []byte
	mode fs.FileMode
}

// contents of an archive: the binary, the documents, and what lies in the folder of
// extras.
func contents(source, binary, beside string) ([]file, error) {
	var files []file
	add := func(name, from string, mode fs.FileMode) error {
		data, err := os.ReadFile(from)
		files = append(files, file{name, data, mode})
		return err
	}
	errs := []error{add(filepath.Base(binary), binary, 0o755)}
	for _, name := range documents {
		errs = append(errs, add(name, filepath.Join(source, name), 0o644))
	}
	errs = append(errs, filepath.WalkDir(beside, func(from string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(beside, from)
		if err != nil {
			return err
		}
		return add(filepath.ToSlash(name), from, 0o644)
	}))
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, errors.Join(errs...)
}

// pack writes an archive by the ending of its name. All files lie in one folder, are
// root's and carry the same time.
func pack(archive, folder string, files []file, moment time.Time) error {
	var out bytes.Buffer
	write := tarball
	if filepath.Ext(archive) == ".zip" {
		write = zipped
	}
	if err := write(&out, folder, files, moment); err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	if err := os.MkdirAll(filepath.Dir(archive), 0o755); err != nil {
		return err
	}
	return os.WriteFile(archive, out.Bytes(), 0o644)
}

func tarball(out io.Writer, folder string, files []file, moment time.Time) error {
	compressed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(compressed)
	for _, one := range files {
		header := &tar.Header{
			Typeflag: tar.TypeReg, Name: path.Join(folder, one.name), Size: int64(len(one.data)), Mode: int64(one.mode),
			ModTime: moment, Uname: "root", Gname: "root", Format: tar.FormatUSTAR,
		}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(one.data); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), compressed.Close())
}

func zipped(out io.Writer, folder string, files []file, moment time.Time) error {
	archive := zip.NewWriter(out)
	for _, one := range files {
		header := &zip.FileHeader{Name: path.Join(folder, one.name), Method: zip.Deflate, Modified: moment}
		header.SetMode(one.mode)
		w, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := w.Write(one.data); err != nil {
			return err
		}
	}
	return archive.Close()
}

// checksumsName is the file of the checksums, in the format of sha256sum.
func checksumsName() string { return fmt.Sprintf("scaffold_%s_checksums.txt", app.Version) }

func writeChecksums(folder string) error {
	entries, err := os.ReadDir(folder) // sorted by name
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(data), entry.Name())
	}
	return os.WriteFile(filepath.Join(folder, checksumsName()), lines.Bytes(), 0o644)
}

// equal compares two files; one that is missing is an error.
func equal(one, other string) (bool, error) {
	a, err := os.ReadFile(one)
	if err != nil {
		return false, err
	}
	b, err := os.ReadFile(other)
	return bytes.Equal(a, b), err
}
