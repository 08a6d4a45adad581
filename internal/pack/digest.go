package pack

import "io/fs"

// Digest identifies what the pack holds: the digest of the tree of all its
// files.
func (p *Pack) Digest() (string, error) {
	files, err := p.Files(".")
	if err != nil {
		return "", err
	}
	tree, total := make(Tree, 0, len(files)), 0
	for _, file := range files {
		data, err := fs.ReadFile(p.fsys, file)
		if err != nil {
			return "", err
		}
		if total += len(data); total > maxTotal {
			return "", refuse(p.Name, "larger than %d MiB", maxTotal>>20)
		}
		tree = append(tree, File{Path: file, Data: data})
	}
	tree.Sort()
	return tree.Digest(), nil
}
