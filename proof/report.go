package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is the JSON form of a run.
type report struct {
	Date         string           `json:"date"` // of the end, UTC
	Command      string           `json:"command"`
	Python       string           `json:"python"` // version
	Machine      string           `json:"machine"`
	Seconds      float64          `json:"seconds"`
	Passed       int              `json:"passed"`
	Failed       int              `json:"failed"`
	Unavailable  int              `json:"unavailable"`
	Combinations []reportedResult `json:"combinations"`
}

// reportedResult is a combination of the report.
type reportedResult struct {
	Name    string   `json:"name"`
	Answers []string `json:"answers"` // as flags of `scaffold new`
	Results []result `json:"results"`
}

// writeReport writes the Markdown file that was asked for, and the same as JSON
// beside it.
func (r *runner) writeReport(s settings, outcomes []outcome, took time.Duration) error {
	if err := os.MkdirAll(filepath.Dir(s.report), 0o755); err != nil {
		return err
	}
	made := r.report(s, outcomes, took)
	if err := os.WriteFile(s.report, []byte(made.markdown(outcomes)), 0o644); err != nil {
		return err
	}
	data, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(strings.TrimSuffix(s.report, filepath.Ext(s.report))+".json", append(data, '\n'), 0o644)
}

// report puts a run into its JSON form.
func (r *runner) report(s settings, outcomes []outcome, took time.Duration) report {
	made := report{
		Date: time.Now().UTC().Format(time.DateOnly), Command: s.command(), Python: r.python.Version,
		Machine: fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
		Seconds: took.Round(time.Second).Seconds(),
	}
	made.Passed, made.Failed, made.Unavailable = count(outcomes)
	for _, one := range outcomes {
		made.Combinations = append(made.Combinations, reportedResult{one.combination.Name, one.combination.flags(), one.results})
	}
	return made
}

// command is the command line of a run, without where it works.
func (s settings) command() string {
	words := []string{"go run ./proof"}
	for _, one := range []struct{ flag, value string }{
		{"--only", s.only}, {"--answers", s.answers}, {"--check", s.checks}, {"--report", s.report},
	} {
		if one.value != "" {
			words = append(words, fmt.Sprintf("%s '%s'", one.flag, one.value))
		}
	}
	if s.quick {
		words = append(words, "--quick")
	}
	return strings.Join(words, " ")
}

// markdown is the report for people.
func (p report) markdown(outcomes []outcome) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# Proof\n\n`%s` on %s: %s, Python %s, %s.\n\n", p.Command, p.Date, p.Machine, p.Python, minutes(time.Duration(p.Seconds)*time.Second))
	fmt.Fprintf(&text, "**%d passed, %d failed, %d could not run there.** A cell is seconds; `-` does not concern the project, `=` names a combination with the same files, `?` could not run there.\n\n", p.Passed, p.Failed, p.Unavailable)
	text.WriteString(markdown(outcomes))
	if lines := missing(outcomes); len(lines) > 0 {
		text.WriteString("\n## Could not run there\n\n")
		for _, line := range lines {
			fmt.Fprintf(&text, "- %s\n", line)
		}
	}
	text.WriteString(figures(outcomes))
	text.WriteString(parts(outcomes))
	text.WriteString("\n## Combinations\n\n")
	for _, one := range outcomes {
		fmt.Fprintf(&text, "- `%s`: `scaffold new sample %s`\n", one.combination.Name, shellWords(one.combination.flags()))
	}
	return text.String()
}

// shellWords are arguments as a shell takes them.
func shellWords(args []string) string {
	words := slices.Clone(args)
	for i, word := range words {
		if strings.Contains(word, " ") {
			words[i] = "'" + word + "'"
		}
	}
	return strings.Join(words, " ")
}

// missing says of each check that could not run why, once for each reason.
func missing(outcomes []outcome) []string {
	lines := []string{}
	for _, one := range outcomes {
		for _, done := range one.results {
			line := done.Check + ": " + strings.TrimPrefix(done.Why, errUnavailable.Error()+": ")
			if done.State == unavailable && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// figures are what checks counted or measured.
func figures(outcomes []outcome) string {
	var text strings.Builder
	for _, one := range outcomes {
		for _, done := range one.results {
			if done.Figure != "" {
				fmt.Fprintf(&text, "| %s | %s | %s |\n", one.combination.Name, done.Check, done.Figure)
			}
		}
	}
	if text.Len() == 0 {
		return ""
	}
	return "\n## Figures\n\n| combination | check | figure |\n| --- | --- | --- |\n" + text.String()
}

// parts are the lines of the checks that try several things: once for each
// thing, what was expected, and what each combination gave.
func parts(outcomes []outcome) string {
	type line struct{ check, name, expected, got string }
	var order []line
	from := map[line][]string{}
	for _, one := range outcomes {
		for _, done := range one.results {
			for _, p := range done.Parts {
				key := line{done.Check, p.Name, p.Expected, p.Got}
				if !p.OK {
					key.got += " (FAIL)"
				}
				if from[key] == nil {
					order = append(order, key)
				}
				from[key] = append(from[key], one.combination.Name)
			}
		}
	}
	if len(order) == 0 {
		return ""
	}
	slices.SortStableFunc(order, func(a, b line) int {
		return strings.Compare(a.check+"\x00"+a.name, b.check+"\x00"+b.name)
	})
	var text strings.Builder
	text.WriteString("\n## What was tried\n\n| check | what | expected | got | where |\n| --- | --- | --- | --- | --- |\n")
	for _, key := range order {
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s |\n", key.check, key.name, key.expected, key.got, places(from[key]))
	}
	return text.String()
}

// places names a few combinations, or counts many.
func places(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:2], ", "), len(names)-2)
}
