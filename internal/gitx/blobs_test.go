package gitx

import (
	"path/filepath"
	"testing"

	"scaffold/internal/pack"
)

// TestReadyBlobs: what was compressed beforehand changes no byte of the repository,
// and files that have other bytes by now are not taken from it.
func TestReadyBlobs(t *testing.T) {
	t.Parallel()
	e := person(env(t))
	stale := sample()[1:]
	stale[0].Data = []byte("# something else\n")
	stale = append(stale, pack.File{Path: "gone.txt", Data: []byte("gone\n")})
	packs := map[string]bool{}
	for name, ready := range map[string]*Blobs{"none": nil, "all": Compress(sample()), "stale": Compress(stale), "no files": Compress(nil)} {
		dir := t.TempDir()
		lay(t, dir, sample())
		r := request(dir, e)
		r.Ready = ready
		record(t, r)
		healthy(t, e, dir)
		if text := git(t, e, dir, "show", "HEAD:README.md"); text != "# shop" {
			t.Errorf("%s: README.md is %q", name, text)
		}
		found, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.pack"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", name, found, err)
		}
		packs[filepath.Base(found[0])] = true // the name is the digest of the content
	}
	if len(packs) != 1 {
		t.Errorf("the packs differ: %v", packs)
	}
}
