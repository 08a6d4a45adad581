package main

import (
	"fmt"
	"slices"
	"strings"
)

// markdown is the table of all outcomes: a row for each combination, a column
// for each check, seconds in the cells.
func markdown(outcomes []outcome) string {
	columns := ran(outcomes)
	rows := [][]string{append([]string{"combination"}, columns...)}
	for _, one := range outcomes {
		row := []string{one.combination.Name}
		for _, column := range columns {
			row = append(row, cell(one.results, column))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], len(text))
		}
	}
	var out strings.Builder
	for n, row := range rows {
		writeRow(&out, row, widths)
		if n == 0 {
			rule := make([]string, len(row))
			for i, width := range widths {
				rule[i] = strings.Repeat("-", width-1) + ":"
			}
			rule[0] = strings.Repeat("-", widths[0])
			writeRow(&out, rule, widths)
		}
	}
	return out.String()
}

// writeRow writes one row, the first column to the left and numbers to the right.
func writeRow(out *strings.Builder, row []string, widths []int) {
	for i, text := range row {
		if i == 0 {
			fmt.Fprintf(out, "| %-*s |", widths[i], text)
			continue
		}
		fmt.Fprintf(out, " %*s |", widths[i], text)
	}
	out.WriteString("\n")
}

// cell is what the table says of one check: seconds, FAIL, - for a check that
// does not concern the project, = and the name of a combination with the same
// files, ? for one that cannot run here, and nothing for one that was not
// reached.
func cell(results []result, column string) string {
	for _, one := range results {
		if one.Check != column {
			continue
		}
		switch one.State {
		case same:
			return "= " + one.Why
		case skipped:
			return "-"
		case unavailable:
			return "?"
		case failed:
			return fmt.Sprintf("FAIL %.1f", one.Seconds)
		default:
			return fmt.Sprintf("%.1f", one.Seconds)
		}
	}
	return ""
}

// ran are the checks that any of the combinations came to, in their order.
func ran(outcomes []outcome) []string {
	names := []string{}
	for _, one := range steps {
		if slices.ContainsFunc(outcomes, func(o outcome) bool { return cell(o.results, one.name) != "" }) {
			names = append(names, one.name)
		}
	}
	return names
}
