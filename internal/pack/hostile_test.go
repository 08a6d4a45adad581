package pack

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"scaffold/internal/yamlx"
)

const secret = "the content of a file outside"

// onDisk lays a pack into a folder, beside a file that is none of its business.
func onDisk(t *testing.T) (root, outside string) {
	t.Helper()
	base := t.TempDir()
	root, outside = filepath.Join(base, "packs"), filepath.Join(base, "outside")
	for _, dir := range []string{"packs/up/base", "packs/up/locks", "outside"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"packs/up/pack.yaml": head + "label: Up\nlock: [{value: up}]\n", "packs/up/base/a.txt": "a",
		"packs/up/locks/up.json": `{"schema": 1}`, "outside/key": secret, "outside/pack.yaml": head,
	} {
		if err := os.WriteFile(filepath.Join(base, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root, outside
}

// readAll does with a pack whatever the program does, and gives all it read.
func readAll(root string) (string, error) {
	stacks, err := LoadStacks(os.DirFS(root))
	if err != nil {
		return "", err
	}
	read := ""
	for _, p := range stacks[0].Packs {
		files, err := p.Files("base")
		if err != nil {
			return read, err
		}
		for _, file := range files {
			data, err := p.FS().(interface{ ReadFile(string) ([]byte, error) }).ReadFile(file)
			if read += string(data); err != nil {
				return read, err
			}
		}
		if _, err := p.Digest(); err != nil {
			return read, err
		}
	}
	_, err = stacks[0].Lock("up")
	return read, err
}

// TestLinksInPacks: a symbolic link in a pack is an error wherever it stands, and
// what it leads to is never read: a file, a folder, a link to a link, one that
// leads nowhere, the pack itself.
func TestLinksInPacks(t *testing.T) {
	t.Parallel()
	root, _ := onDisk(t)
	if _, err := readAll(root); err != nil {
		t.Fatalf("a pack without links: %v", err)
	}
	for name, to := range map[string]string{
		"up/base/link.txt": "../../../outside/key", "up/base/folder": "../../../outside", "up/base/nowhere": "../x",
		"up/base/inside.txt": "a.txt", "up/locks/up.json": "../../../outside/key", "up/pack.yaml": "../../outside/pack.yaml",
		"up/base": "../../outside", "up/locks": "../../outside", "other": "up", "up/base/chain": "middle", "up/slots": "../../outside",
	} {
		root, outside := onDisk(t)
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.FromSlash(to), path); err != nil {
			t.Skip(err)
		}
		if strings.HasSuffix(name, "chain") {
			if err := os.Symlink(filepath.Join(outside, "key"), filepath.Join(root, "up/base/middle")); err != nil {
				t.Fatal(err)
			}
		}
		read, err := readAll(root)
		if err == nil || strings.Contains(read+err.Error(), secret) || !strings.Contains(err.Error(), "link") && !strings.Contains(err.Error(), "regular") {
			t.Errorf("%s -> %s: read %q, %v", name, to, read, err)
		}
	}
}

// TestPackLimits: too many files, a file too large, folders too deep, a manifest
// too large: each is an error that says so, and none takes long.
func TestPackLimits(t *testing.T) {
	t.Parallel()
	many, all := files("up/pack.yaml", head+"label: Up\n"), files("up/pack.yaml", head+"label: Up\n")
	for i := range maxFiles + 1 {
		many[fmt.Sprintf("up/base/%d/%d", i%200, i)] = &fstest.MapFile{}
	}
	block := make([]byte, maxBytes)
	for i := range maxTotal/maxBytes + 1 {
		all[fmt.Sprintf("up/base/%d", i)] = &fstest.MapFile{Data: block}
	}
	for name, test := range map[string]struct {
		fs   fstest.MapFS
		want string
	}{
		"count":    {many, "more than 20000 files"},
		"size":     {files("up/pack.yaml", head+"label: Up\n", "up/base/a", string(make([]byte, maxBytes+1))), "larger than 8 MiB"},
		"depth":    {files("up/pack.yaml", head+"label: Up\n", "up/base/"+strings.Repeat("d/", maxDepth)+"a", ""), "folders deep"},
		"manifest": {files("up/pack.yaml", head+"label: "+strings.Repeat("x", yamlx.MaxBytes)+"\n"), "more than 1 MiB"},
		"all":      {all, "larger than 256 MiB"},
	} {
		begin := time.Now()
		stacks, err := LoadStacks(test.fs)
		if err == nil {
			_, err = stacks[0].Packs[0].Digest()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// TestManifestCannotReachOutside: fields of a manifest that name files or folders
// name them inside the pack; whatever else they say leads nowhere.
func TestManifestCannotReachOutside(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../outside/key", "/etc/passwd", "..", "../../outside/key", `..\outside\key`, "%2e%2e/key"} {
		root, _ := onDisk(t)
		text := head + "label: Up\nlock: [{value: '" + name + "'}]\n"
		if err := os.WriteFile(filepath.Join(root, "up", ManifestName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		stacks, err := LoadStacks(os.DirFS(root))
		if err != nil {
			continue // refused at once
		}
		if _, err := stacks[0].Lock(name); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("lock %s: %v", name, err)
		}
	}
	for _, text := range []string{head + "name: ../up\n", "schema: 1\nname: ../up\nversion: 0.1.0\nrequires_tool: \">=0.1.0\"\n", head + "extends: ../up\nlabel: Up\n", head + "subdirectory: ..\n", head + "include: /etc\n"} {
		if _, err := LoadStacks(files("up/pack.yaml", text)); err == nil {
			t.Errorf("taken:\n%s", text)
		}
	}
}
