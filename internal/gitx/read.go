package gitx

import (
	"bytes"
	"io"
	"io/fs"
	"os"
)

// What is read of a repository that somebody else may have made: more is a
// mistake or a trap, and so is a pipe or a device in the place of a file.
const (
	maxSmall = 16 << 20 // configuration, references
	maxIndex = 1 << 30
)

// readFile reads a regular file, through symbolic links too, of at most so many
// bytes.
func readFile(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe waits for a writer
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotPlain}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	b := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := b.ReadFrom(io.LimitReader(file, most+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > most { // the files of some file systems say that they are empty
		return nil, &fs.PathError{Op: "read", Path: path, Err: errNotPlain}
	}
	return b.Bytes(), nil
}
