package project

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/internal/yamlx"
)

// stagePrefix begins the name of every staging directory for this target. The
// length is bounded, since a file name is.
func stagePrefix(base string) string {
	const most = 100
	if len(base) > most {
		base = strings.ToValidUTF8(base[:most], "")
	}
	return "." + base + ".scaffold-"
}

// isStage reports whether a name is that of a staging directory for this target:
// the prefix and the number that [os.MkdirTemp] adds.
func isStage(name, base string) bool {
	number, ok := strings.CutPrefix(name, stagePrefix(base))
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}

// isFolder reports whether a path is a directory, and no link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// leftovers lists the staging directories for this target in its parent that
// runs which were killed have left there.
func leftovers(parent, base string) []string {
	d, err := os.Open(parent)
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1) // a note is not worth an error
	var found []string
	for _, name := range names {
		if stage := filepath.Join(parent, name); isStage(name, base) && isFolder(stage) && abandoned(stage) {
			found = append(found, stage)
		}
	}
	slices.Sort(found)
	return found
}

// still gives those of the staging directories that were found which nobody
// works in now either: a run that had just made one may not have locked it yet.
func still(found []string) []string {
	return slices.DeleteFunc(slices.Clone(found), func(stage string) bool { return !abandoned(stage) })
}

// killed says what a run that was killed has left in a directory that is in the
// way, and how to go on; ok is false when there was none.
func (t Target) killed() (note yamlx.Problem, ok bool) {
	found := still(t.Leftovers)
	if len(found) == 0 {
		return yamlx.Problem{}, false
	}
	names := make([]string, len(found))
	for i, stage := range found {
		names[i] = filepath.Base(stage)
	}
	list := strings.Join(names, ", ")
	return t.problem(list,
		fmt.Sprintf("an earlier run that was killed left %s, and perhaps some of the files; what it moved away is in old/ there", list),
		fmt.Sprintf("the same answers with --into go on from there; then %s can be removed", list)), true
}
