package pack

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// Digest identifies what the pack holds: the digest of the tree of all its
// files, which are read one after the other into the same place.
func (p *Pack) Digest() (string, error) {
	files, err := p.Files(".")
	if err != nil {
		return "", err
	}
	slices.Sort(files)
	sum, total := digest{sha256.New()}, 0
	var data bytes.Buffer
	for _, file := range files {
		if err := read(p.fsys, file, &data); err != nil {
			return "", err
		}
		if total += data.Len(); total > maxTotal {
			return "", refuse(p.Name, "larger than %d MiB", maxTotal>>20)
		}
		sum.add(File{Path: file, Data: data.Bytes()})
	}
	return sum.String(), nil
}
