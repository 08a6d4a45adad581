package choose

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// edited gives the built-in matrix with texts replaced, each of which must be
// there exactly once.
func edited(t *testing.T, replacements ...string) []byte {
	t.Helper()
	text := string(builtInSource(t))
	for i := 0; i < len(replacements); i += 2 {
		if n := strings.Count(text, replacements[i]); n != 1 {
			t.Fatalf("%q stands there %d times", replacements[i], n)
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return []byte(text)
}

// cutOut removes the text from one mark up to another.
func cutOut(t *testing.T, text []byte, from, to string) []byte {
	t.Helper()
	before, rest, ok := strings.Cut(string(text), from)
	_, after, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("%q or %q is not there", from, to)
	}
	return []byte(before + to + after)
}

func brief(r Report) []string {
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, strings.Join(strings.Fields(f.Code+" "+strings.Join(f.Rules, " ")+" | "+Witness(f.Witness)), " "))
	}
	return lines
}

// TestBuiltInMatrixHasNoFindings also holds the time: a lint takes under a second.
func TestBuiltInMatrixHasNoFindings(t *testing.T) {
	t.Parallel()
	began := time.Now()
	r := Lint("matrix.yaml", builtInSource(t))
	took := time.Since(began)
	for _, f := range r.Findings {
		t.Errorf("%d:%d %s %s %v %v", f.Line, f.Column, f.Code, f.Message, f.Rules, f.Witness)
	}
	if r.Failed() || r.Assignments != 129600 || r.Matrix == nil || r.Matrix.ID != "python-backend" {
		t.Errorf("%+v", r)
	}
	if took > time.Second && !raceDetector {
		t.Errorf("took %v", took)
	}
	t.Logf("%v", took)
}

// TestHouseMatrixHasNoErrors lints a matrix that is not built in.
func TestHouseMatrixHasNoErrors(t *testing.T) {
	t.Parallel()
	const file = "../app/testdata/house/matrix.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if r := Lint(file, data); r.Failed() {
		t.Errorf("%v", r.Problems(file))
	}
}

// TestFourFaults is a matrix with one row removed, one contradicting row, one
// dead row and one question without influence: four findings, each with a
// witness, and nothing that only follows from them.
func TestFourFaults(t *testing.T) {
	t.Parallel()
	data := cutOut(t, edited(t,
		"  - id: R09\n", "  - id: R13\n    shapes: website\n    pick: fastapi\n    why: W\n    source: S\n  - id: R09\n",
		"  - id: E14\n", "  - id: E15\n    when: {team: {not: [small, platform, other, unsure]}}\n    points: {django: 1}\n    why: W\n    source: S\n  - id: E14\n",
		"  - key: upgrades\n", "  - key: moon\n    ask: Is it full?\n    help: Look up.\n    values:\n"+
			"      - {value: full, label: Full, help: Round.}\n      - {value: unsure, label: Not sure, help: Clouds.}\n  - key: upgrades\n",
	), "  - id: R03\n", "  - id: R04\n")
	r := Lint("m.yaml", data)
	want := []string{
		"M010 | shape = marketplace",
		"M013 R08 R13 | shape = website",
		"M015 E15 | team = small",
		"M022 moon | moon = full",
	}
	got := brief(r)
	slices.Sort(got)
	if !slices.Equal(got, want) || !r.Failed() {
		t.Errorf("%q", got)
	}
	for _, p := range r.Problems("m.yaml") {
		if p.File != "m.yaml" || p.Line == 0 || !strings.Contains(p.Message, " = ") {
			t.Errorf("%+v", p)
		}
	}
}

// TestEachCode breaks one thing at a time in the built-in matrix.
func TestEachCode(t *testing.T) {
	t.Parallel()
	rule := func(id, when, outcome string) string {
		return "  - id: " + id + "\n    when: " + when + "\n    points: {" + outcome + ": 1}\n    why: W\n    source: S\n"
	}
	for name, test := range map[string]struct {
		data []byte
		want []string
	}{
		"unknown outcome":  {edited(t, "    shapes: website\n    pick: django", "    shapes: website\n    pick: djago"), []string{"M001 |"}},
		"unknown question": {edited(t, "when: {team: small}\n    points", "when: {taem: small}\n    points"), []string{"M001 |"}},
		"unknown value":    {edited(t, "when: {team: platform}", "when: {team: plattform}"), []string{"M002 |"}},
		"unknown shape":    {edited(t, "shapes: marketplace", "shapes: market"), []string{"M002 |"}},
		"id twice":         {edited(t, "  - id: E02\n", "  - id: E01\n"), []string{"M003 |"}},
		"value twice":      {edited(t, "      - value: later\n", "      - value: never\n"), []string{"M003 |"}},
		"no reason":        {edited(t, "    why: Staff get an admin", "    why: \"\" # Staff get an admin"), []string{"M004 |"}},
		"reason left out":  {edited(t, "    why: Staff get an admin", "    # Staff get an admin"), []string{"M004 |"}},
		"not YAML":         {[]byte("a: [\n"), []string{"M005 |"}},
		"gap in the verdict": {edited(t, "if: {row: pick, net: {min: -4, max: -2}}", "if: {row: pick, net: {min: -4, max: -3}}"),
			[]string{"M010 | growth = website, shape = api"}},
		"overlap": {edited(t, "if: {row: none, points: {max: 2}}", "if: {row: none, points: {max: 3}}"), []string{
			"M011 V06 V08 | growth = api, upgrades = version-bump", "M011 V06 V09 | connections = many", "M011 V06 V11 | growth = website, upgrades = version-bump"}},
		"two rows, one pick": {edited(t, "shapes: internal-tool", "shapes: [internal-tool, marketplace]"), []string{"M012 R02 R03 | shape = marketplace"}},
		"one rule twice":     {edited(t, "  - id: E05\n", rule("E15", "{team: [platform]}", "fastapi")+"  - id: E05\n"), []string{"M012 E15 E10 | team = platform"}},
		"evidence both ways": {edited(t, "  - id: E05\n", rule("E15", "{growth: same}", "fastapi")+rule("E16", "{growth: {not: [website, api, unsure]}}", "django")+"  - id: E05\n"),
			[]string{"M013 E15 E16 | growth = same"}},
		"case that never speaks": {edited(t, "        when: {connections: many}\n        text", "        when: {shape: api, connections: many}\n        text"),
			[]string{"M014 W2 | connections = many, shape = api", "M030 | connections = many, shape = marketplace"}},
		"verdict row said before": {edited(t, "  - id: V05\n", "  - id: V12\n    if: {row: pick, net: {max: -6}}\n    verdict: recommend\n    strength: contested\n    say: "+sayOf(t, "V02")+"\n  - id: V05\n"),
			[]string{"M014 V12 V02 | callers = software, connections = many, shape = cms"}},
		"verdict row for nothing": {edited(t, "  - id: V05\n", "  - id: V12\n    if: {row: none, points: {max: -1}}\n    verdict: insufficient\n    say: Odd.\n  - id: V05\n"),
			[]string{"M015 V12 | shape = unsure"}},
		"case for nothing": {edited(t, "        when: {connections: many}\n        text", "        when: {connections: {not: [many, few, unsure]}}\n        text"),
			[]string{"M015 W2 | connections = many", "M030 | connections = many, shape = marketplace"}},
		"outcome that nothing leads to": {edited(t, "    label: FastAPI\n\n", "    label: FastAPI\n  - id: flask\n    label: Flask\n\n"),
			[]string{"M021 flask |"}},
		"an answer that decides": {edited(t, "    points: {fastapi: 3}\n    why: Thousands", "    points: {fastapi: 30}\n    why: Thousands"), []string{
			"M030 | connections = many, shape = marketplace", "M030 | back_office = day-one, connections = many, shape = unsure", "M025 fastapi django | callers = software, connections = many, growth = api, team = platform, upgrades = best-tool, waiting = most", "M023 E08 | connections = many"}},
		"an example that fails": {edited(t, "given: {shape: internal-tool}", "given: {shape: realtime}"), []string{"M030 | shape = realtime", "M031 R02 | shape = internal-tool"}},
		"a rule without example": {cutOut(t, edited(t), "  - name: an integration with a person behind it\n", "  - name: a prototype that becomes an API is no warning\n"),
			[]string{"M031 R09 | shape = integration", "M031 E05 | back_office = later"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := Lint("m.yaml", test.data)
			if got := brief(r); !slices.Equal(got, test.want) {
				t.Errorf("%q", got)
			}
			if m, err := Load("m.yaml", test.data); err == nil {
				verifyWitnesses(t, m, r)
			}
		})
	}
}

// sayOf gives the comment of a verdict row, quoted.
func sayOf(t *testing.T, id string) string {
	t.Helper()
	for _, v := range builtIn(t).data.Verdict {
		if v.ID == id {
			return fmt.Sprintf("%q", v.Say)
		}
	}
	t.Fatalf("no verdict row %s", id)
	return ""
}

// TestTooManyAssignments are not tried.
func TestTooManyAssignments(t *testing.T) {
	t.Parallel()
	var more strings.Builder
	for i := range 5 {
		fmt.Fprintf(&more, "  - key: extra_%d\n    ask: Is it?\n    help: Look.\n    values:\n", i)
		for _, v := range []string{"a", "b", "c", Unsure} {
			fmt.Fprintf(&more, "      - {value: %s, label: %s, help: H.}\n", v, v)
		}
	}
	r := Lint("m.yaml", edited(t, "  - key: upgrades\n", more.String()+"  - key: upgrades\n"))
	if len(r.Findings) != 1 || r.Findings[0].Code != "M005" || r.Assignments != 0 {
		t.Errorf("%+v", r)
	}
}
