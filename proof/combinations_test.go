package main

import (
	"slices"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	all := []string{}
	for _, one := range named {
		all = append(all, one.Name)
	}
	everything := append(slices.Clone(named), combination{Name: "django-01", Light: true})
	all = append(all, "django-01")
	tests := []struct {
		only, answers string
		want          []string
		err           string
	}{
		{"", "", all, ""},
		{"default-django", "", []string{"default-django"}, ""},
		{"*-fastapi, default-fastapi", "", []string{"default-fastapi", "smallest-fastapi"}, ""},
		{"smallest-*,default-*", "", []string{"smallest-django", "smallest-fastapi", "default-django", "default-fastapi"}, ""},
		{"", "shape=api,jobs=none", []string{"custom"}, ""},
		{"default-django", "shape=api", []string{"default-django", "custom"}, ""},
		{"biggest", "", nil, "there are default-django"},
		{"django-0*", "", []string{"django-01"}, ""},
		{"[", "", nil, "syntax error"},
		{"", "shape", nil, "not KEY=VALUE"},
		{"", "shape=", nil, "not KEY=VALUE"},
	}
	for _, test := range tests {
		chosen, err := choose(everything, test.only, test.answers)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%q %q: got %v, want %q", test.only, test.answers, err, test.err)
			}
			continue
		}
		got := []string{}
		for _, one := range chosen {
			got = append(got, one.Name)
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q %q: got %v, %v; want %v", test.only, test.answers, got, err, test.want)
		}
	}
}

func TestCombinationsInWords(t *testing.T) {
	t.Parallel()
	one, err := spelledOut("shape=api, back_office=day-one")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := one.flags(), []string{"--shape", "api", "--back-office", "day-one"}; !slices.Equal(got, want) {
		t.Errorf("flags are %q, want %q", got, want)
	}
	if got, want := one.again(), "go run ./proof --answers 'shape=api,back_office=day-one'"; got != want {
		t.Errorf("again is %q, want %q", got, want)
	}
	if got, want := named[0].again(), "go run ./proof --only default-django"; got != want {
		t.Errorf("again is %q, want %q", got, want)
	}
}
