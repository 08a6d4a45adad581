package main

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"scaffold/internal/app"
	"scaffold/internal/cli"
	"scaffold/templates"
)

const repository = "../.."

func build(t *testing.T) map[string]string {
	t.Helper()
	files, err := manual()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func tree(t *testing.T) *cobra.Command {
	t.Helper()
	root, err := cli.Tree(app.New(templates.FS, templates.MatrixFile, func(string) (string, bool) { return "", false }))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// walk visits every command with its flags, inherited ones too.
func walk(cmd *cobra.Command, visit func(*cobra.Command, []*pflag.Flag)) {
	cmd.InitDefaultHelpFlag()
	var flags []*pflag.Flag
	for _, set := range []*pflag.FlagSet{cmd.NonInheritedFlags(), cmd.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) { flags = append(flags, f) })
	}
	visit(cmd, flags)
	for _, child := range cmd.Commands() {
		walk(child, visit)
	}
}

func TestManualIsCurrent(t *testing.T) {
	t.Parallel()
	files := build(t)
	docs := filepath.Join(repository, folder)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := os.ReadFile(filepath.Join(docs, filepath.FromSlash(name)))
		if err != nil {
			t.Errorf("%v; run `make docs`", err)
		} else if string(data) != files[name] {
			t.Errorf("docs/%s is not what the commands say; run `make docs`", name)
		}
	}
	pages, err := filepath.Glob(filepath.Join(docs, "man", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if _, ok := files["man/"+filepath.Base(page)]; !ok {
			t.Errorf("docs/man/%s is the page of no command; run `make docs`", filepath.Base(page))
		}
	}
}

func TestRunWritesOnlyWhatIsCurrent(t *testing.T) {
	t.Parallel()
	docs := t.TempDir()
	if err := os.Mkdir(filepath.Join(docs, "man"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"man/scaffold-gone.1", "notes.md"} {
		if err := os.WriteFile(filepath.Join(docs, name), []byte("old\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(docs); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := fs.WalkDir(os.DirFS(docs), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			got = append(got, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := append(slices.Collect(maps.Keys(build(t))), "notes.md")
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("docs holds %v, want %v", got, want)
	}
}

func TestEverythingIsDocumented(t *testing.T) {
	t.Parallel()
	files := build(t)
	reference := files["commands.md"]
	sections := map[string]string{}
	for section := range strings.SplitSeq(reference, "\n## ") {
		heading, text, _ := strings.Cut(section, "\n")
		sections[heading] = text
	}
	walk(tree(t), func(cmd *cobra.Command, flags []*pflag.Flag) {
		path := cmd.CommandPath()
		if cmd.IsAdditionalHelpTopicCommand() {
			if !strings.Contains(reference, "`scaffold help "+cmd.Name()+"`") {
				t.Errorf("docs/commands.md does not name the topic %s", cmd.Name())
			}
			return
		}
		text, ok := sections[path]
		if !ok {
			t.Errorf("docs/commands.md has no section for %s", path)
			return
		}
		page := files["man/"+strings.ReplaceAll(path, " ", "-")+".1"]
		for _, f := range flags {
			if !strings.Contains(text, "`--"+f.Name+"`") {
				t.Errorf("docs/commands.md: %s: --%s is missing", path, f.Name)
			}
			if !strings.Contains(page, `\fB`+escaped.Replace("--"+f.Name)+`\fR`) {
				t.Errorf("the manual page of %s: --%s is missing", path, f.Name)
			}
			if f.Usage == "" {
				t.Errorf("%s: --%s has no help", path, f.Name)
			}
		}
		if cmd.Runnable() && !cmd.HasSubCommands() && cmd.Example == "" {
			t.Errorf("%s has no example", path)
		}
	})
}

// namedFlag finds flags in a text: after a space, a quote or a bracket.
var namedFlag = regexp.MustCompile("(?m)(?:^|[\\s`\"'(\\[|])--([a-z][a-z-]*)")

// otherProgram finds the lines about programs with flags of their own.
var otherProgram = regexp.MustCompile(`\./(proof|bench|faults)|(PROOF|BENCH|FAULTS)=`)

// TestNamedFlagsExist keeps texts from naming a flag that is gone.
func TestNamedFlagsExist(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	exist := map[string]bool{}
	walk(tree(t), func(cmd *cobra.Command, flags []*pflag.Flag) {
		texts["help of "+cmd.CommandPath()] = cmd.Long + "\n" + cmd.Example
		for _, f := range flags {
			exist[f.Name] = true
			texts["help of "+cmd.CommandPath()] += "\n" + f.Usage
		}
	})
	for _, pattern := range []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", folder + "/*.md"} {
		files, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no such file (%v)", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.Base(file)] = string(data)
		}
	}
	found := 0
	for name, text := range texts {
		for line := range strings.Lines(text) {
			if otherProgram.MatchString(line) {
				continue
			}
			for _, match := range namedFlag.FindAllStringSubmatch(line, -1) {
				found++
				if !exist[match[1]] {
					t.Errorf("%s names --%s, which does not exist", name, match[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d flags found in all texts; the search is broken", found)
	}
}

// TestPagesFormat asks the formatter for its warnings where there is one.
func TestPagesFormat(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	for name, text := range build(t) {
		if !strings.HasSuffix(name, ".1") {
			continue
		}
		cmd := exec.CommandContext(t.Context(), groff, "-man", "-ww", "-z", "-Tutf8")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestPagesHaveAllSections(t *testing.T) {
	t.Parallel()
	always := []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "EXIT STATUS", "SEE ALSO"}
	for name, text := range build(t) {
		if !strings.HasSuffix(name, ".1") {
			continue
		}
		at := 0
		for _, section := range always {
			i := strings.Index(text, ".SH "+quoted(section)+"\n")
			if i < at {
				t.Errorf("%s: the section %s is missing or not in its place", name, section)
			}
			at = max(at, i)
		}
		for _, c := range text {
			if c > 126 || c < 32 && c != '\n' {
				t.Errorf("%s: holds %q; the pages are ASCII", name, c)
				break
			}
		}
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	r := &roff{}
	r.line(`.5 is 'half' of C:\x ~ ^ ` + "`--yes`")
	r.macro("B", `say "hi"`)
	want := `\&.5 is \(aqhalf\(aq of C:\(rsx \(ti \(ha ` + `\(ga\-\-yes\(ga` + "\n" + `.B "say \(dqhi\(dq"` + "\n"
	if r.String() != want {
		t.Errorf("got  %q\nwant %q", r.String(), want)
	}
}
