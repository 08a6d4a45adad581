package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// recordsName is the file of a work folder that remembers what passed.
const recordsName = "passed.jsonl"

// record is a combination of which every check passed.
type record struct {
	Key     string   `json:"key"` // what the results hold for, see key
	Results []result `json:"results"`
}

// records are the combinations that passed in this work folder, in this run or
// an earlier one. A line is written when a combination is done, so that an
// interrupted run loses nothing but what it was at.
type records struct {
	mu    sync.Mutex
	file  *os.File
	byKey map[string][]result
}

// openRecords reads what an earlier run left in the folder, if there was one.
func openRecords(folder string) (*records, error) {
	file, err := os.OpenFile(filepath.Join(folder, recordsName), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	r := &records{file: file, byKey: map[string][]result{}}
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) { // the rest of a line that was not finished does not count
			return r, nil
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		var one record
		if json.Unmarshal(line, &one) == nil {
			r.byKey[one.Key] = one.Results
		}
	}
}

// find gives the results of an earlier run.
func (r *records) find(key string) ([]result, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	results, ok := r.byKey[key]
	return results, ok
}

// add remembers a combination of which every check passed.
func (r *records) add(key string, results []result) error {
	line, err := json.Marshal(record{key, results})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byKey[key] = results
	// A new line first: what an interrupted run began to write ends there.
	_, err = fmt.Fprintf(r.file, "\n%s\n", line)
	return err
}

func (r *records) close() error { return r.file.Close() }

// key names what results hold for: the files of the project, the checks, the
// Python, and this program itself.
func (r *runner) key(digest, python string, checks []string) (string, error) {
	self, err := r.self()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{digest, self, python, strings.Join(checks, ",")}, "\n")))
	return hex.EncodeToString(sum[:]), nil
}

// ownDigest is the SHA-256 of the running program.
func ownDigest() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
