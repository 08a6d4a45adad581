package templates_test

import (
	"regexp"
	"strconv"
	"testing"

	"scaffold/internal/render"
)

// turns says where a project has the limit of time for a job, and how many jobs
// one process of a worker may do in turn before it ends.
var turns = map[string]struct {
	file, limit string
	jobs        int
}{
	"celery":       {"config/settings/base.py", `CELERY_TASK_TIME_LIMIT = (\d+)`, 1},
	"django-q2":    {"config/settings/base.py", `"timeout": (\d+)`, 3},
	"django-tasks": {"apps/core/limits.py", `TIME_LIMIT = (\d+)`, 1},
}

var grace = regexp.MustCompile(`(?s)\n  worker:.*?stop_grace_period: (\d+)s`)

// TestContainersLetWorkersFinish compares what Compose waits for a worker of Django
// after SIGTERM with the time that its jobs may take.
func TestContainersLetWorkersFinish(t *testing.T) {
	t.Parallel()
	m, seen := matrix(t), map[string]bool{}
	for _, stack := range stacks(t) {
		if stack.Framework != "django" {
			continue
		}
		for _, values := range combinations(stack, m) {
			library, ok := turns[values["jobs"]]
			if !ok || seen[values["jobs"]] {
				continue
			}
			seen[values["jobs"]] = true
			tree, err := render.Render(t.Context(), stack, values, render.Context{Project: render.Project{Name: "my-app", Title: "My app", Database: "my_app"}}, render.Options{})
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, file := range tree {
				files[file.Path] = string(file.Data)
			}
			given := seconds(t, grace, files["compose.yaml"])
			if needed := library.jobs * seconds(t, regexp.MustCompile(library.limit), files[library.file]); given <= needed {
				t.Errorf("%s: the container is killed after %d seconds, its jobs may take %d", values["jobs"], given, needed)
			}
		}
	}
	if len(seen) != len(turns) {
		t.Errorf("only %v were looked at", seen)
	}
}

func seconds(t *testing.T, pattern *regexp.Regexp, text string) int {
	t.Helper()
	found := pattern.FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("nothing fits %s", pattern)
	}
	number, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return number
}
