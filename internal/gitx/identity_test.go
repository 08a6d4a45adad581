package gitx

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
)

// asking is a place where an identity may be found.
type asking struct {
	name, config string
	more         []string
	change       func([]string) []string
	want         string // "author committer"; "" for no identity
}

func askings() []asking {
	const user = "[user]\n\tname = Conf\n\temail = conf@example.org\n"
	without := func(list []string) []string { // no git on PATH
		return append(list, "PATH=")
	}
	return []asking{
		{"nothing", "", nil, nil, ""},
		{"nothing, no git", "", nil, without, ""},
		{"configuration", user, nil, nil, "Conf <conf@example.org> Conf <conf@example.org>"},
		{"configuration, no git", user, nil, without, "Conf <conf@example.org> Conf <conf@example.org>"},
		{"environment first", user, []string{"GIT_AUTHOR_NAME=Env", "GIT_AUTHOR_EMAIL=env@example.org"}, nil, "Env <env@example.org> Conf <conf@example.org>"},
		{"half an environment", user, []string{"GIT_AUTHOR_NAME=Env"}, nil, "Env <conf@example.org> Conf <conf@example.org>"},
		{"EMAIL last", "[user]\n\tname = Conf\n", []string{"EMAIL=mail@example.org"}, nil, "Conf <mail@example.org> Conf <mail@example.org>"},
		{"a name alone", "[user]\n\tname = Conf\n", nil, nil, ""},
		{"author of its own", user + "[author]\n\tname = Pen\n", nil, nil, "Pen <conf@example.org> Conf <conf@example.org>"},
		{"characters of a commit", "[user]\n\tname = \" .A <b> \\\"\"\n\temail = <a@b.c>\n", nil, nil, "A b <a@b.c> A b <a@b.c>"},
		{"nothing but characters", "[user]\n\tname = \"<>\"\n\temail = a@b.c\n", nil, nil, ""},
		{"include", "[include]\n\tpath = more\n", nil, nil, "Inc <inc@example.org> Inc <inc@example.org>"},
		{"include, no git", "[include]\n\tpath = more\n" + user, nil, without, ""},
		{"include, no git, environment", "[include]\n\tpath = more\n", nil, func(l []string) []string { return without(person(l)) }, "Ada <ada@example.org> Grace <grace@example.org>"},
		{"includeIf of the parent", user + "[includeIf \"gitdir:PARENT/\"]\n\tpath = more\n", nil, nil, "Inc <inc@example.org> Inc <inc@example.org>"},
		{"includeIf of elsewhere", user + "[includeIf \"gitdir:/nowhere/\"]\n\tpath = more\n", nil, nil, "Conf <conf@example.org> Conf <conf@example.org>"},
		{"broken configuration", "[user\n", nil, nil, ""},
		{"another repository in the environment", user, []string{"GIT_DIR=/nowhere", "GIT_INDEX_FILE=/nowhere"}, nil, "Conf <conf@example.org> Conf <conf@example.org>"},
		{"by variables", "", []string{"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=user.name", "GIT_CONFIG_VALUE_0=V", "GIT_CONFIG_KEY_1=User.Email", "GIT_CONFIG_VALUE_1=v@x"}, without, "V <v@x> V <v@x>"},
	}
}

func TestRecordIdentity(t *testing.T) {
	t.Parallel()
	for _, test := range askings() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plain := env(t)
			if _, ok := process(plain).binary(); !ok && strings.Contains(strings.ToLower(test.config), "include") {
				t.Skip("git is not installed")
			}
			e := append(slices.Clone(plain), test.more...)
			if test.change != nil {
				e = test.change(e)
			}
			parent, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			config := strings.ReplaceAll(test.config, "PARENT", filepath.ToSlash(parent))
			lay(t, process(e).home(), pack.Tree{{Path: ".gitconfig", Data: []byte(config)}, {Path: "more", Data: []byte("[user]\nname=Inc\nemail=inc@example.org\n")}})
			dir := filepath.Join(parent, ".shop.scaffold-1")
			lay(t, dir, sample())
			got := record(t, request(dir, e))
			if got.NoIdentity != (test.want == "") || !got.Staged || !got.Initialized {
				t.Fatalf("result: %+v", got)
			}
			if strings.HasPrefix(test.config, "[user\n") {
				return // git itself stops at this configuration
			}
			if test.want == "" {
				if out := git(t, plain, dir, "diff", "--cached", "--name-only", "--diff-filter=A", "-z"); strings.Count(out, "\x00") != len(sample()) {
					t.Errorf("staged: %q", out)
				}
				if out := git(t, plain, dir, "fsck", "--strict", "--no-progress"); strings.Contains(out, "error") || strings.Contains(out, "missing") {
					t.Errorf("fsck: %s", out)
				}
				git(t, person(slices.Clone(plain)), dir, "commit", "-qm", "by hand")
				healthy(t, plain, dir)
				return
			}
			if out := git(t, plain, dir, "log", "--format=%an <%ae> %cn <%ce>"); out != test.want {
				t.Errorf("identity %q, want %q", out, test.want)
			}
		})
	}
}
