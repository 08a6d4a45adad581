package prompt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// recorder is a test whose failures are looked at.
type recorder struct {
	failures []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

func TestScript(t *testing.T) {
	t.Parallel()
	s := NewScript(t,
		Answer{Ask: "data store", Take: "Postg"},
		Answer{Ask: "data store"},
		Answer{Ask: "Name", Take: " store "},
		Answer{Ask: "Name"},
		Answer{Ask: "data store", Err: ErrInterrupted},
		Answer{Ask: "Name", Err: ErrDeclined},
	)
	ctx := t.Context()
	name := Input{Ask: "Name?", Default: "shop"}
	if got, err := s.Select(ctx, few()); got != 0 || err != nil {
		t.Errorf("prefix: %d, %v", got, err)
	}
	if got, err := s.Select(ctx, few()); got != 2 || err != nil {
		t.Errorf("default: %d, %v", got, err)
	}
	if got, err := s.Input(ctx, name); got != "store" || err != nil {
		t.Errorf("text: %q, %v", got, err)
	}
	if got, err := s.Input(ctx, name); got != "shop" || err != nil {
		t.Errorf("default text: %q, %v", got, err)
	}
	if _, err := s.Select(ctx, few()); !errors.Is(err, ErrInterrupted) {
		t.Errorf("interrupted: %v", err)
	}
	if _, err := s.Input(ctx, name); !errors.Is(err, ErrDeclined) {
		t.Errorf("declined: %v", err)
	}
	s.Say("One.\n\n")
	s.Say("Two.")
	if got := s.Said(); got != "One.\nTwo.\n" {
		t.Errorf("said %q", got)
	}
	store := few().Ask
	if got := s.Asked(); !slices.Equal(got, []string{store, store, "Name?", "Name?", store, "Name?"}) {
		t.Errorf("asked %q", got)
	}
	if s.Width() != 80 {
		t.Errorf("width %d", s.Width())
	}
}

func TestScriptFails(t *testing.T) {
	t.Parallel()
	refuse := Input{Ask: "Name?", Check: func(string) error { return errors.New("use hyphens") }}
	tests := map[string]struct {
		answers []Answer
		ask     func(context.Context, *Script)
		want    string
	}{
		"unexpected question": {nil, choosing, "unexpected question"},
		"another question":    {[]Answer{{Ask: "Name"}}, choosing, `expected "Name"`},
		"not offered":         {[]Answer{{Ask: "store", Take: "Oracle"}}, choosing, `does not offer "Oracle", only: PostgreSQL | Post-it | SQLite`},
		"several labels":      {[]Answer{{Ask: "store", Take: "Post"}}, choosing, "several labels"},
		"refused text": {
			[]Answer{{Ask: "Name", Take: "a_b"}},
			func(ctx context.Context, s *Script) { _, _ = s.Input(ctx, refuse) }, `refuses "a_b": use hyphens`,
		},
		"left over": {[]Answer{{Ask: "Name", Take: "x"}}, func(context.Context, *Script) {}, `nobody asked "Name" (to answer "x")`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			test.ask(t.Context(), NewScript(r, test.answers...))
			for _, cleanup := range r.cleanups {
				cleanup()
			}
			if got := strings.Join(r.failures, "\n"); !strings.Contains(got, test.want) {
				t.Errorf("failures %q, want %q", got, test.want)
			}
		})
	}
}

func choosing(ctx context.Context, s *Script) { _, _ = s.Select(ctx, few()) }

func TestScriptContext(t *testing.T) {
	t.Parallel()
	stop := errors.New("terminated")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := NewScript(t).Select(ctx, few()); !errors.Is(err, stop) {
		t.Errorf("got %v, want %v", err, stop)
	}
}
