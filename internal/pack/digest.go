package pack

import "io/fs"

// Digest identifies what the pack holds: the digest of the tree of all its
// files, executable bits as the manifest gives them.
func (p *Pack) Digest() (string, error) {
	var tree Tree
	err := fs.WalkDir(p.fsys, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(p.fsys, path)
		tree = append(tree, File{Path: path, Data: data})
		return err
	})
	if err != nil {
		return "", err
	}
	tree.Sort()
	return tree.Digest(), nil
}
