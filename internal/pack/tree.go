package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
)

// Class says who owns a generated file after generation.
type Class string

// The classes of generated files.
const (
	ClassManaged Class = "managed" // the tool owns it: a local edit is drift
	ClassMerge   Class = "merge"   // three-way merged on update
	ClassSeed    Class = "seed"    // written once, never touched again
	ClassLocal   Class = "local"   // on this machine only, never committed (.env)
)

// File is one file of a project in memory.
type File struct {
	Path       string // slash-separated, relative to the project's root
	Data       []byte
	Executable bool
	Class      Class
}

// Mode is the permission string of the file, "0755" or "0644".
func (f File) Mode() string {
	if f.Executable {
		return "0755"
	}
	return "0644"
}

// SHA256 is the lower-case hexadecimal SHA-256 of the file's bytes.
func (f File) SHA256() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// Tree is a project in memory: files sorted by path, each path once.
type Tree []File

// Sort orders the tree by path.
func (t Tree) Sort() {
	slices.SortFunc(t, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}

// Digest is "sha256:" and the SHA-256 over path, executable bit and content
// hash of every file in path order.
func (t Tree) Digest() string {
	d := digest{sha256.New()}
	for _, f := range t {
		d.add(f)
	}
	return d.String()
}

// digest is the digest of a tree that is added file by file, in path order.
type digest struct{ sum hash.Hash }

func (d digest) add(f File) {
	fmt.Fprintf(d.sum, "%s\x00%t\x00%s\n", f.Path, f.Executable, f.SHA256())
}

func (d digest) String() string { return "sha256:" + hex.EncodeToString(d.sum.Sum(nil)) }
