package gitx

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"scaffold/internal/pack"
)

// Request asks to record the files of a project.
type Request struct {
	Dir     string    // where the files are: the root of a work tree, or of one to be
	Tree    pack.Tree // the files; those of class local are left out
	Ready   *Blobs    // files that are being compressed already; nil for none
	Branch  string    // first branch of a new repository; "" for the user's default
	Message string    // of the first commit
	When    time.Time // of the first commit
	Env     []string  // environment; nil for that of the process

	// Scratch is a directory on the file system of Dir in which a new repository
	// is built, to be moved to Dir by one rename: who is killed leaves none, or a
	// whole one. "": it is built in its place.
	Scratch string
}

// Result says what was recorded.
type Result struct {
	Initialized bool   // a repository was made
	Branch      string // the branch that is checked out; "" when none is
	Commit      string // hexadecimal; "" when nothing was committed
	Staged      bool   // the files are in the index
	NoIdentity  bool   // nothing was committed because nobody said who commits
	Notes       []string
}

// Record makes the first commit with the files of a project: in a repository of
// its own, which is made unless there is one. Where nobody said who commits, and
// in a repository that has commits, the files are staged and nothing is
// committed. On an error the repository is as it was.
//
// The identity comes from the environment, else from the installed git, asked
// inside the repository, else from the files of the configuration unless they
// include others. A condition `includeIf "gitdir:..."` is met by Dir: for a
// project that is built in a staging directory beside its place, a pattern for
// its parents applies, one that names the project itself does not.
func Record(ctx context.Context, request Request) (Result, error) {
	r := &recorder{ctx: ctx, request: request, env: process(request.Env)}
	defer func() { _ = r.undo() }() // when something panics; empty otherwise
	err := r.record()
	if err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		return Result{}, errors.Join(err, r.undo())
	}
	r.undos = nil
	return r.result, nil
}

// recorder is one run of Record.
type recorder struct {
	journal
	ctx       context.Context
	request   Request
	env       environment
	repo      Repo
	tree      pack.Tree
	committer object.Signature
	result    Result
}

func (r *recorder) record() error {
	dir, err := filepath.EvalSymlinks(r.request.Dir)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	r.tree = slices.DeleteFunc(slices.Clone(r.request.Tree), func(f pack.File) bool { return f.Class == pack.ClassLocal })
	r.tree.Sort()
	if _, err := os.Lstat(filepath.Join(dir, ".git")); errors.Is(err, fs.ErrNotExist) {
		if err := r.initialize(dir); err != nil {
			return err
		}
	} else if r.repo, err = open(dir); err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(dir, ".git"), errNoRepository)
	}
	if err := r.fill(); err != nil {
		return err
	}
	return r.moveIn(filepath.Join(dir, ".git"))
}

// moveIn gives a repository that was built elsewhere its place.
func (r *recorder) moveIn(place string) error {
	built := r.repo.gitDir
	if !r.result.Initialized || built == place {
		return nil
	}
	if err := context.Cause(r.ctx); err != nil {
		return err
	}
	if err := os.Rename(built, place); err != nil {
		return err
	}
	r.undos = append(r.undos, func() error { return os.Rename(place, built) })
	return nil
}

// initialize makes an empty repository, all but the branch and whether the disk
// keeps executable bits.
func (r *recorder) initialize(dir string) error {
	r.repo = Repo{Root: dir, Own: true, Unborn: true, dir: dir, gitDir: filepath.Join(dir, ".git")}
	if r.request.Scratch != "" {
		r.repo.gitDir = filepath.Join(r.request.Scratch, "repository")
	}
	r.repo.common = r.repo.gitDir
	r.result.Initialized = true
	r.undos = append(r.undos, func() error { return os.RemoveAll(r.repo.gitDir) })
	for _, d := range []string{"", "objects/info", "objects/pack", "refs/heads", "refs/tags"} {
		if err := os.MkdirAll(filepath.Join(r.repo.gitDir, filepath.FromSlash(d)), 0o777); err != nil {
			return err
		}
	}
	config := "[core]\n\trepositoryformatversion = 0\n" +
		fmt.Sprintf("\tfilemode = %t\n\tbare = false\n\tlogallrefupdates = true\n", trusted(dir, r.tree))
	above, name := filepath.Split(r.repo.gitDir)
	if _, err := os.Lstat(filepath.Join(above, strings.ToUpper(name))); err == nil {
		config += "\tignorecase = true\n"
	}
	if err := os.WriteFile(filepath.Join(r.repo.gitDir, "config"), []byte(config), 0o666); err != nil {
		return err
	}
	return r.checkOut(DefaultBranch)
}

// checkOut makes a branch of a new repository the one that is checked out.
func (r *recorder) checkOut(branch string) error {
	r.repo.Branch = branch
	return os.WriteFile(filepath.Join(r.repo.gitDir, "HEAD"), []byte("ref: refs/heads/"+branch+"\n"), 0o666)
}

// answer is what came of reading the configuration.
type answer struct {
	source
	err error
}

// fill writes objects, index and commit.
func (r *recorder) fill() error {
	config := make(chan answer, 1)
	go func() { // the installed git answers while the objects are compressed
		s, err := r.env.load(r.ctx, r.repo.Root, r.repo.gitDir)
		config <- answer{s, err}
	}()
	p := newPacker(r.request.Ready.zipper())
	root, blobs, err := p.addTree(r.tree, r.request.Ready)
	asked := <-config // always wait: what follows may remove the repository
	if err != nil {
		return err
	}
	if asked.err != nil {
		return asked.err
	}
	if r.result.Initialized {
		branch, err := asked.branch(r.request.Branch)
		if err != nil {
			return err
		}
		if err := r.checkOut(branch); err != nil {
			return err
		}
	}
	r.result.Branch = r.repo.Branch
	if r.repo.newFormat("objectformat") || r.repo.newFormat("refstorage") {
		return r.addWithGit(asked.source)
	}
	commit := plumbing.ZeroHash
	if r.repo.Unborn && r.repo.Branch != "" {
		if commit, err = r.compose(p, root, asked.source); err != nil {
			return err
		}
	}
	if err := r.store(p, blobs, commit); errors.Is(err, errForeignIndex) {
		if undone := r.undo(); undone != nil {
			return undone
		}
		return r.addWithGit(asked.source)
	} else if err != nil {
		return err
	}
	r.result.Staged = true
	if !commit.IsZero() {
		r.result.Commit = commit.String()
		r.result.Notes = append(asked.notes(), r.hooks()...)
	}
	return nil
}

// hooks gives a note when the repository has hooks of its own for a commit.
func (r *recorder) hooks() []string {
	for _, name := range []string{"pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"} {
		if _, err := os.Stat(filepath.Join(r.repo.common, "hooks", name)); err == nil {
			return []string{"the repository has hooks; they did not run for the commit"}
		}
	}
	return nil
}

// compose adds the first commit to the pack; without an identity there is none.
func (r *recorder) compose(p *packer, root plumbing.Hash, config source) (plumbing.Hash, error) {
	author, committer, err := r.identities(config)
	if err != nil || r.result.NoIdentity {
		return plumbing.ZeroHash, err
	}
	r.committer = r.signature(committer)
	return p.encode(&object.Commit{
		Author:    r.signature(author),
		Committer: r.committer,
		Message:   strings.TrimRight(r.request.Message, "\n") + "\n",
		TreeHash:  root,
	})
}

// identities finds who commits; that nobody does is part of the result.
func (r *recorder) identities(config source) (author, committer Identity, err error) {
	if author, err = r.env.identity(config, "author"); err == nil {
		committer, err = r.env.identity(config, "committer")
	}
	if errors.Is(err, ErrNoIdentity) {
		r.result.NoIdentity = true
		return Identity{}, Identity{}, nil
	}
	return author, committer, err
}

func (r *recorder) signature(id Identity) object.Signature {
	return object.Signature{Name: id.Name, Email: id.Email, When: r.request.When}
}

// store writes the pack, the index, and last the reference to the commit, from
// where on it counts.
func (r *recorder) store(p *packer, blobs []plumbing.Hash, commit plumbing.Hash) error {
	list, err := entries(r.repo.Root, r.tree, blobs)
	if err != nil {
		return err
	}
	packs := filepath.Join(r.repo.common, "objects", "pack")
	if err := r.mkdir(packs); err != nil {
		return err
	}
	if err := p.write(packs, &r.journal); err != nil {
		return err
	}
	if err := context.Cause(r.ctx); err != nil {
		return err
	}
	if err := r.repo.writeIndex(list, &r.journal); err != nil || commit.IsZero() {
		return err
	}
	if err := r.log(commit); err != nil {
		return err
	}
	ref := filepath.Join(r.repo.common, "refs", "heads", filepath.FromSlash(r.repo.Branch))
	if err := r.mkdir(filepath.Dir(ref)); err != nil {
		return err
	}
	return r.replace(ref, 0o666, []byte(commit.String()+"\n"))
}

// log writes the reflog of the first commit, so that `git reflog` knows it.
func (r *recorder) log(commit plumbing.Hash) error {
	var who strings.Builder
	if err := r.committer.Encode(&who); err != nil {
		return err
	}
	subject, _, _ := strings.Cut(r.request.Message, "\n")
	line := fmt.Sprintf("%s %s %s\tcommit (initial): %s\n", plumbing.ZeroHash, commit, &who, subject)
	for _, path := range []string{
		filepath.Join(r.repo.gitDir, "logs", "HEAD"),
		filepath.Join(r.repo.common, "logs", "refs", "heads", filepath.FromSlash(r.repo.Branch)),
	} {
		old, err := readFile(path, maxSmall)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := r.mkdir(filepath.Dir(path)); err != nil {
			return err
		}
		if err := r.replace(path, 0o666, old, []byte(line)); err != nil {
			return err
		}
	}
	return nil
}
