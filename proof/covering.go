package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"scaffold/proof/cover"
	"scaffold/proof/proc"
)

// optionList is the part of `options --json` that the proof reads.
type optionList struct {
	Frameworks []string
	Keys       []struct {
		Key, Kind  string
		Frameworks []string
		Values     []struct {
			Value      string
			Frameworks []string
		}
	}
	Refusals []struct {
		Framework string
		When      map[string][]string
	}
}

// offers reports whether a framework can be had with these answers, in which
// keys may still be missing.
func (l optionList) offers(framework string, row cover.Row) bool {
	for _, refusal := range l.Refusals {
		refused := refusal.Framework == framework
		for key, values := range refusal.When {
			value, known := row[key]
			refused = refused && known && slices.Contains(values, value)
		}
		if refused {
			return false
		}
	}
	return true
}

// fullest begins the name of the fullest project of a framework.
const fullest = "fullest-"

// reason is given where a framework is taken that the shape does not lead to.
const reason = "the proof covers every pair"

// catalogue gives every combination that has a name: the hand-picked ones, the
// fullest project of each framework, and a pairwise cover of all shapes and
// options. What the binary offers is asked of the binary, so that a new option
// enters by itself.
func (r *runner) catalogue(ctx context.Context) ([]combination, error) {
	data, err := r.ask(ctx, "options", "--json")
	if err != nil {
		return nil, err
	}
	var list optionList
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("answer of scaffold options: %w", err)
	}
	all := slices.Clone(named)
	for _, framework := range list.Frameworks {
		full, err := r.fullest(ctx, framework, list)
		if err != nil {
			return nil, err
		}
		if full.Name != "" {
			all = append(all, full)
		}
	}
	for _, framework := range list.Frameworks {
		all = append(all, covering(framework, list)...)
	}
	return all, nil
}

// ask runs the binary for an answer on its standard output.
func (r *runner) ask(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, r.binary, args...)
	cmd.Env = r.environment()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("scaffold %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.Bytes(), nil
}

// factors gives the shapes of new products, and the options of a framework.
func factors(framework string, list optionList) []cover.Factor {
	var all []cover.Factor
	for _, key := range list.Keys {
		if key.Kind != "option" && key.Key != "shape" || !slices.Contains(key.Frameworks, framework) {
			continue
		}
		f := cover.Factor{Key: key.Key}
		for _, v := range key.Values {
			if slices.Contains(v.Frameworks, framework) && !strings.HasPrefix(v.Value, "existing-") {
				f.Values = append(f.Values, v.Value)
			}
		}
		all = append(all, f)
	}
	return all
}

// covering gives the combinations of the pairwise cover of a framework.
func covering(framework string, list optionList) []combination {
	var all []combination
	keys := factors(framework, list)
	offered := func(row cover.Row) bool { return list.offers(framework, unasked(row, list)) }
	for i, row := range cover.Pairs(keys, offered) {
		c := combination{
			Name: fmt.Sprintf("%s-%02d", framework, i+1), Framework: framework, Light: true,
			Answers: []answer{{"framework", framework}, {"reason", reason}},
		}
		for _, f := range keys {
			c.Answers = append(c.Answers, answer{f.Key, row[f.Key]})
		}
		all = append(all, c)
	}
	return all
}

// everyValue gives all named combinations, and as few of the cover as show every
// value of every key at least once: what a quick run has time for. The fullest
// ones count as of the cover there.
func everyValue(all []combination) []combination {
	type value struct {
		framework string
		answer
	}
	seen := map[value]bool{}
	unseen := func(c combination) (count int) {
		for _, one := range c.Answers {
			if !seen[value{c.Framework, one}] {
				count++
			}
		}
		return count
	}
	taken := map[string]bool{}
	for {
		best, most := combination{}, 0
		for _, c := range all {
			if n := unseen(c); c.Light && n > most {
				best, most = c, n
			}
		}
		if most == 0 {
			break
		}
		taken[best.Name] = true
		for _, one := range best.Answers {
			seen[value{best.Framework, one}] = true
		}
	}
	some := slices.DeleteFunc(slices.Clone(all), func(c combination) bool { return c.Light && !taken[c.Name] })
	for i := range some {
		some[i].Light = some[i].Light || strings.HasPrefix(some[i].Name, fullest)
	}
	return some
}

// unasked adds the questions that the cover leaves out, as nobody answers them.
func unasked(row cover.Row, list optionList) cover.Row {
	row = maps.Clone(row)
	for _, key := range list.Keys {
		if key.Kind == "question" && key.Key != "shape" {
			row[key.Key] = "unsure"
		}
	}
	return row
}

// fullest gives the combination that adds most to the project, in bytes, beside
// the defaults of a framework. It has no name where that is the default project.
func (r *runner) fullest(ctx context.Context, framework string, list optionList) (combination, error) {
	base := combination{}
	for _, one := range named {
		if one.Name == "default-"+framework {
			base = one
		}
	}
	full := combination{Name: fullest + framework, Framework: framework, Answers: slices.Clone(base.Answers)}
	answered := cover.Row{}
	for _, one := range base.Answers {
		answered[one.Key] = one.Value
	}
	offered := func(row cover.Row) bool {
		all := unasked(row, list)
		maps.Copy(all, answered)
		return list.offers(framework, all)
	}
	keys := slices.DeleteFunc(factors(framework, list), func(f cover.Factor) bool { return f.Key == "shape" })
	sizes := make([][]int, len(keys))
	for i, f := range keys {
		for _, value := range f.Values {
			c, size := base, -1
			if offered(cover.Row{f.Key: value}) {
				var err error
				c.Answers = append(slices.Clone(base.Answers), answer{f.Key, value})
				if size, err = r.size(ctx, c); err != nil {
					return full, err
				}
			}
			sizes[i] = append(sizes[i], size)
		}
	}
	most := cover.Most(keys, sizes, offered)
	for _, f := range keys {
		full.Answers = append(full.Answers, answer{f.Key, most[f.Key]})
	}
	usual, err := r.size(ctx, base)
	if err != nil {
		return full, err
	}
	largest, err := r.size(ctx, full)
	if largest == usual {
		return combination{}, err
	}
	return full, err
}

// size is how many bytes a project would have.
func (r *runner) size(ctx context.Context, c combination) (int, error) {
	args := append([]string{"new", filepath.Join(r.work, "sample"), "--dry-run", "--json", "--yes"}, c.flags()...)
	data, err := r.ask(ctx, args...)
	if err != nil {
		return 0, err
	}
	var plan struct{ Files []struct{ Size int } }
	if err := json.Unmarshal(data, &plan); err != nil {
		return 0, fmt.Errorf("answer of scaffold new: %w", err)
	}
	total := 0
	for _, file := range plan.Files {
		total += file.Size
	}
	return total, nil
}

// environment is that of a machine where nothing is set up but a git identity.
func (r *runner) environment() []string {
	home := filepath.Join(r.work, "home")
	return proc.CleanEnvironment(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Proof", "GIT_AUTHOR_EMAIL=proof@example.org",
		"GIT_COMMITTER_NAME=Proof", "GIT_COMMITTER_EMAIL=proof@example.org")
}
