package choose

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
)

func warningIDs(d Decision) []string {
	ids := []string{}
	for _, w := range d.Warnings {
		ids = append(ids, w.ID)
	}
	return ids
}

func TestUse(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	type answers = map[string]string
	tests := []struct {
		name              string
		given             answers
		framework, reason string
		overridden        bool
		warnings          []string
		verdict           Verdict
		outcome           Name
	}{
		{"accepting is no override", answers{"shape": "cms"}, "django", "", false, []string{}, VerdictRecommend, "django"},
		{"against the row, no reason", answers{"shape": "cms"}, "fastapi", "", true, []string{"W1", "W4"}, VerdictRecommend, "django"},
		{"against the row, blank reason", answers{"shape": "cms"}, "fastapi", " \t", true, []string{"W1", "W4"}, VerdictRecommend, "django"},
		{"against the row, with a reason", answers{"shape": "cms"}, "fastapi", "we know it", true, []string{"W1"}, VerdictRecommend, "django"},
		{"service on Django", answers{"shape": "realtime", "connections": "many"}, "django", "x", true, []string{"W2"}, VerdictRecommend, "fastapi"},
		{"nothing asked", answers{}, "django", "", true, []string{}, VerdictInsufficient, ""},
		{"nothing asked, FastAPI", nil, "fastapi", "", true, []string{}, VerdictInsufficient, ""},
		{"no shape, warnings look at what is built", answers{"team": "small"}, "fastapi", "", true, []string{"W3"}, VerdictInsufficient, ""},
		{"no shape, evidence for the other", answers{"back_office": "day-one", "team": "small"}, "fastapi", "", true, []string{"W1", "W3"}, VerdictRecommend, "django"},
		{"too close, one taken", answers{"back_office": "day-one", "connections": "many"}, "django", "", true, []string{"W2"}, VerdictTooClose, ""},
		{"staying on what exists", answers{"shape": "existing-django"}, "django", "", false, []string{}, VerdictStay, "django"},
		{"leaving what exists", answers{"shape": "existing-django", "back_office": "day-one"}, "fastapi", "", true, []string{}, VerdictStay, "django"},
		{"a framework of another pack", answers{"shape": "cms"}, "flask", "", true, []string{"W4"}, VerdictRecommend, "django"},
		{"nothing used", answers{"shape": "cms"}, "", "", false, []string{}, VerdictRecommend, "django"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := Decide(m, tt.given).Use(tt.framework, "env", tt.reason)
			if got := warningIDs(d); !slices.Equal(got, tt.warnings) {
				t.Errorf("warnings %v, want %v", got, tt.warnings)
			}
			if d.Framework != Name(tt.framework) || d.Verdict != tt.verdict || d.Outcome != tt.outcome {
				t.Errorf("framework %q, verdict %q, outcome %q", d.Framework, d.Verdict, d.Outcome)
			}
			if (d.Overridden != nil) != tt.overridden {
				t.Fatalf("overridden is %v", d.Overridden)
			}
			if d.Overridden != nil && d.Overridden.By != "env" {
				t.Errorf("overridden by %q", d.Overridden.By)
			}
		})
	}
}

func TestUseTurnsTheSides(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "saas", "callers": "software", "team": "small"})
	used := d.Use("fastapi", "prompt", "an API comes first")
	if !reflect.DeepEqual(d.For, used.Against) || !reflect.DeepEqual(d.Against, used.For) {
		t.Errorf("for and against do not change places:\n%v\n%v", d, used)
	}
	if d.Framework != "" || d.Overridden != nil {
		t.Error("Use changed the decision that it was called on")
	}
	back := used.Use("django", "prompt", "")
	if !reflect.DeepEqual(back.For, d.For) || back.Overridden != nil {
		t.Errorf("back on the outcome: %+v", back)
	}
	foreign := d.Use("flask", "flag", "x")
	if len(foreign.For) != 0 || len(foreign.Against) != len(d.For)+len(d.Against) {
		t.Errorf("for %v, against %v", foreign.For, foreign.Against)
	}
}

func TestReasonsNameTheAnswersTheyRestOn(t *testing.T) {
	t.Parallel()
	d := Decide(builtIn(t), map[string]string{"shape": "api", "callers": "software", "upgrades": "best-tool"})
	want := []struct {
		rule    string
		points  int
		because map[string]string
	}{
		{"R04", 0, map[string]string{"shape": "api"}},
		{"E03", 3, map[string]string{"callers": "software"}}, // not the shape that it rules out
		{"E14", 1, map[string]string{"upgrades": "best-tool"}},
	}
	if len(d.For) != len(want) {
		t.Fatalf("for: %v", d.For)
	}
	for i, w := range want {
		if r := d.For[i]; r.Rule != w.rule || r.Points != w.points || !maps.Equal(r.Because, w.because) || r.Why == "" || r.Source == "" {
			t.Errorf("reason %d is %+v, want %+v", i, r, w)
		}
	}
}

func TestAnswersThatTheMatrixDoesNotKnowDoNotCount(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	plain := Decide(m, map[string]string{"shape": "api", "team": Unsure})
	odd := Decide(m, map[string]string{"shape": "api", "team": "giants", "colour": "red"})
	if !reflect.DeepEqual(plain, odd) {
		t.Errorf("%+v\n%+v", plain, odd)
	}
}

func TestZeroDecisionCanBeUsed(t *testing.T) {
	t.Parallel()
	if d := (Decision{}).Use("django", "flag", ""); d.Framework != "django" || d.Overridden == nil {
		t.Errorf("got %+v", d)
	}
}

// TestJSON holds the field names, and what is null, an object or a list.
func TestJSON(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	contested := map[string]string{"shape": "agent", "back_office": "day-one", "team": "small", "growth": "website"}
	tests := []struct {
		name string
		d    Decision
		null []string
	}{
		{"nothing known", Decide(m, nil), []string{"framework", "outcome", "overridden", "strength"}},
		{"recommended", Decide(m, map[string]string{"shape": "cms"}), []string{"framework", "overridden"}},
		{"accepted", Decide(m, map[string]string{"shape": "cms"}).Use("django", "flag", ""), []string{"overridden"}},
		{"overridden", Decide(m, map[string]string{"shape": "cms"}).Use("fastapi", "flag", ""), nil},
		{"chosen, not assessed", Decide(m, nil).Use("fastapi", "flag", ""), []string{"outcome", "strength"}},
		{"contested", Decide(m, contested), []string{"framework", "overridden"}},
		{"stay", Decide(m, map[string]string{"shape": "existing-django"}), []string{"framework", "overridden"}},
	}
	lists := []string{"for", "against", "warnings", "notes", "flips", "unanswered"}
	fields := append([]string{"schema", "outcome", "verdict", "strength", "framework", "shape", "scores", "reasons", "overridden", "matrix"}, lists...)
	slices.Sort(fields)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := object(t, tt.d)
			if keys := slices.Sorted(maps.Keys(got)); !slices.Equal(keys, fields) {
				t.Errorf("fields %v, want %v", keys, fields)
			}
			for key, value := range got {
				if (value == nil) != slices.Contains(tt.null, key) {
					t.Errorf("%s is %v", key, value)
				}
			}
			for _, key := range lists {
				if _, ok := got[key].([]any); !ok {
					t.Errorf("%s is %T, not a list", key, got[key])
				}
			}
			for _, outcome := range []string{"django", "fastapi"} {
				if _, ok := got["reasons"].(map[string]any)[outcome].([]any); !ok {
					t.Errorf("reasons for %s are no list", outcome)
				}
				if _, ok := got["scores"].(map[string]any)[outcome].(float64); !ok {
					t.Errorf("score of %s is no number", outcome)
				}
			}
		})
	}
}

func object(t *testing.T, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestJSONOfTheParts(t *testing.T) {
	t.Parallel()
	m := builtIn(t)
	d := Decide(m, map[string]string{"shape": "cms", "connections": "many"}).Use("fastapi", "config", "because")
	tests := []struct {
		name string
		part any
		want []string
	}{
		{"reason", d.Reasons["django"][0], []string{"because", "points", "rule", "source", "why"}},
		{"warning", d.Warnings[0], []string{"id", "text"}},
		{"note", d.Notes[0], []string{"id", "text"}},
		{"flip", d.Flips[0], []string{"change", "outcome", "strength"}},
		{"override", d.Overridden, []string{"by", "reason"}},
		{"matrix", d.Matrix, []string{"digest", "id", "version"}},
	}
	for _, tt := range tests {
		if keys := slices.Sorted(maps.Keys(object(t, tt.part))); !slices.Equal(keys, tt.want) {
			t.Errorf("%s has %v, want %v", tt.name, keys, tt.want)
		}
	}
	if got := object(t, m); len(got["questions"].([]any)) != 8 || got["digest"] != m.Digest() {
		t.Errorf("matrix as JSON: %v", slices.Sorted(maps.Keys(got)))
	}
}

func BenchmarkDecide(b *testing.B) {
	m := builtIn(b)
	for name, answers := range map[string]map[string]string{
		"nothing": {}, "shape": {"shape": "marketplace"}, "existing": {"shape": "existing-django"},
		"all": {"shape": "api", "callers": "software", "back_office": "never", "waiting": "most", "connections": "few", "team": "platform", "growth": "same", "upgrades": "best-tool"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Decide(m, answers)
			}
		})
	}
}

func BenchmarkEvaluate(b *testing.B) {
	m := builtIn(b)
	v, _ := m.vector(map[string]string{"shape": "agent", "team": "small", "connections": "many"})
	b.ReportAllocs()
	for b.Loop() {
		m.rules.evaluate(v, none)
	}
}
