package main

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scaffold/internal/pack"
	"scaffold/internal/yamlx"
)

const (
	hashA = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	hashB = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func TestParseCompiled(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       packages
		err        string
	}{
		{
			name: "annotations, markers, extras and several hashes",
			text: "# made by hand\n" +
				"Alpha_Beta[extra]==1.0.post1 ; sys_platform == 'win32' and python_version < '3.14' \\\n" +
				"    --hash=" + hashA + " \\\n    --hash=" + hashB + "\n    # via\n    #   -r in\n    #   gamma\n" +
				"gamma==2!3.0 --hash=" + hashB + "  # via -r in\n",
			want: packages{
				"alpha-beta": {Version: "1.0.post1", Marker: "sys_platform == 'win32' and python_version < '3.14'", Hashes: []string{hashA, hashB}},
				"gamma":      {Version: "2!3.0", Hashes: []string{hashB}},
			},
		},
		{
			name: "line ends of Windows",
			text: "gamma==3.0 \\\r\n    --hash=" + hashA + "\r\n",
			want: packages{"gamma": {Version: "3.0", Hashes: []string{hashA}}},
		},
		{name: "nothing", text: "\n# nothing\n", want: packages{}},
		{
			name: "two versions of one package",
			text: "a.b==1.0 ; python_version < '3.13' \\\n    --hash=" + hashA + "\nA-B==2.0 ; python_version >= '3.13' \\\n    --hash=" + hashB + "\n",
			err:  "a-b: resolved twice, to 1.0 and to 2.0",
		},
		{name: "no hash", text: "gamma==3.0\n", err: "gamma==3.0: no hash"},
		{name: "a weak hash", text: "gamma==3.0 --hash=md5:00\n", err: "not understood"},
		{name: "not pinned", text: "gamma>=3.0 --hash=" + hashA + "\n", err: "not pinned"},
		{name: "pinned to a family", text: "gamma==3.* --hash=" + hashA + "\n", err: "not pinned"},
		{name: "an address", text: "gamma @ https://example.org/gamma.whl\n", err: "not pinned"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseCompiled(test.text)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("got %v, %v; want an error with %q", got, err, test.err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %v, %v; want %v", got, err, test.want)
			}
		})
	}
}

func TestCheckDirect(t *testing.T) {
	t.Parallel()
	for requirement, want := range map[string]string{
		"django>=6.1.3,<6.2":                       "",
		"celery[redis]>=5.7, <6":                   "",
		"a-b ~= 1.4":                               "",
		"uvloop>=0.2,<1 ; sys_platform != 'win32'": "",
		"pinned==1.0":                              "",
		"django":                                   "no floor and no cap",
		"django ; python_version < '4'":            "no floor and no cap",
		"django<7":                                 "no floor",
		"django>=6.1":                              "no cap",
		"django!=6.1.1,>=6":                        "no cap",
		"[x]>=1,<2":                                "not a requirement",
	} {
		err := checkDirect(requirement)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", requirement, err, want)
		}
	}
}

func TestVersionOrder(t *testing.T) {
	t.Parallel()
	ordered := []string{
		"0.9", "1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0rc2.dev1", "1.0rc2",
		"1.0", "1.0.post1.dev1", "1.0.post1", "1.0.1", "1.9", "1.10", "2026.10.1", "1!0.1",
	}
	parsed := make([]version, len(ordered))
	for i, text := range ordered {
		one, err := parseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		parsed[i] = one
		if want := strings.ContainsAny(text, "abr") || strings.Contains(text, "dev"); one.isPre() != want {
			t.Errorf("%s: pre-release %t, want %t", text, one.isPre(), want)
		}
	}
	for i, a := range parsed {
		for j, b := range parsed {
			if got := a.compare(b); got != sign(i-j) {
				t.Errorf("%s against %s: %d, want %d", a.text, b.text, got, sign(i-j))
			}
		}
	}
	short, _ := parseVersion("1.0")
	long, _ := parseVersion("1.0.0+local.1")
	if short.compare(long) != 0 {
		t.Error("1.0 and 1.0.0 differ")
	}
	for _, text := range []string{"", "one", "1.0-alpha", "1.0 "} {
		if _, err := parseVersion(text); err == nil {
			t.Errorf("%q passes as a version", text)
		}
	}
}

func sign(n int) int { return max(-1, min(1, n)) }

func TestRefusals(t *testing.T) {
	t.Parallel()
	lockOf := func(version string) *pack.Lock {
		return &pack.Lock{Packages: packages{"alpha": {Version: version, Hashes: []string{hashA}}}}
	}
	tests := []struct {
		name     string
		now      string
		old      *pack.Lock
		accepted []string
		want     string
	}{
		{"first lock", "1.0", nil, nil, ""},
		{"newer", "1.10", lockOf("1.9"), nil, ""},
		{"the same", "1.9", lockOf("1.9"), nil, ""},
		{"older", "1.9", lockOf("1.10"), nil, "alpha: 1.9 is older than 1.10"},
		{"older and accepted", "1.9", lockOf("1.10"), []string{"alpha"}, ""},
		{"pre-release", "2.0rc1", lockOf("1.10"), nil, "alpha: 2.0rc1 is a pre-release"},
		{"pre-release even when accepted as older", "1.0.dev1", lockOf("1.10"), []string{"alpha"}, "pre-release"},
		{"no version", "x", nil, nil, "not a version"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			found := refusals(lockOf(test.now), test.old, test.accepted)
			switch {
			case test.want == "" && len(found) > 0:
				t.Errorf("got %v", found)
			case test.want != "" && (len(found) != 1 || !strings.Contains(found[0].Error(), test.want)):
				t.Errorf("got %v, want %q", found, test.want)
			}
		})
	}
}

// only gives the condition that a key has one of these values.
func only(key string, values ...string) yamlx.Conditions {
	return yamlx.Conditions{{key: yamlx.Match{In: values}}}
}

func TestSetsOf(t *testing.T) {
	t.Parallel()
	stack := &pack.Stack{Packs: []*pack.Pack{
		{Features: []pack.Feature{{Name: "base", Requirements: []string{"below>=1,<2"}}}},
		{
			Options: []pack.Option{{Key: "jobs", Values: []pack.OptionValue{{Value: "old"}, {Value: "new"}, {Value: "none"}}}},
			Lock:    []pack.LockRow{{When: only("jobs", "old"), Value: "narrow"}, {Value: "wide"}},
			Features: []pack.Feature{
				{Name: "base", Requirements: []string{"above>=1,<2"}},
				{Name: "old", When: only("jobs", "old")},
				{Name: "new", When: only("jobs", "new")},
				{Name: "worker", When: yamlx.Conditions{{"jobs": {In: []string{"none"}, Not: true}}}},
				{Name: "cache", When: append(only("jobs", "new"), only("shape", "shop")...)},
				{Name: "both", When: yamlx.Conditions{{"jobs": {In: []string{"old"}}, "shape": {In: []string{"shop"}}}}},
			},
		},
	}}
	want := map[string][]string{
		"narrow": {"base", "old", "worker", "cache", "both"},
		"wide":   {"base", "new", "worker", "cache"},
	}
	got := map[string][]string{}
	for _, s := range setsOf(stack) {
		for _, f := range s.features {
			got[s.name] = append(got[s.name], f.Name)
		}
		if entries := s.entries(); !slices.Equal(entries["base"], []string{"above>=1,<2", "below>=1,<2"}) {
			t.Errorf("set %s: base is %v", s.name, entries["base"])
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSetsByAQuestion(t *testing.T) {
	t.Parallel()
	stack := &pack.Stack{Packs: []*pack.Pack{{
		Lock:     []pack.LockRow{{When: only("shape", "shop"), Value: "one"}, {Value: "other"}},
		Features: []pack.Feature{{Name: "x", When: yamlx.Conditions{{"shape": {In: []string{"shop"}, Not: true}}}}},
	}}}
	for _, s := range setsOf(stack) {
		if got, want := len(s.features) == 1, s.name == "other"; got != want {
			t.Errorf("set %s: feature x %t, want %t", s.name, got, want)
		}
	}
	if got := valuesOf(stack, "shape"); !slices.Equal(got, []string{"shop", "unsure"}) {
		t.Errorf("values are %v", got)
	}
}

func TestSameAs(t *testing.T) {
	t.Parallel()
	one := pack.LockedPackage{Version: "1.0", Marker: "sys_platform == 'win32'", Hashes: []string{hashA}}
	change := func(edit func(*pack.LockedPackage)) []pack.Pin {
		copied := one
		edit(&copied)
		return []pack.Pin{{Name: "alpha", LockedPackage: copied}}
	}
	tests := []struct {
		name string
		got  []pack.Pin
		want string
	}{
		{"equal", change(func(*pack.LockedPackage) {}), ""},
		{"everywhere instead of on one platform", change(func(p *pack.LockedPackage) { p.Marker = "" }), ""},
		{"another marker", change(func(p *pack.LockedPackage) { p.Marker = "sys_platform == 'linux'" }), "marker"},
		{"another version", change(func(p *pack.LockedPackage) { p.Version = "2.0" }), "alpha is 2.0, should be 1.0"},
		{"another hash", change(func(p *pack.LockedPackage) { p.Hashes = []string{hashB} }), "hashes"},
		{"missing", nil, "alpha is missing"},
		{"too much", append(change(func(*pack.LockedPackage) {}), pack.Pin{Name: "beta"}), "beta is not needed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := sameAs(packages{"alpha": one}, test.got)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestLockSurvivesTheDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "locks", "x.json")
	if old, err := readLock(path); old != nil || err != nil {
		t.Fatalf("a lock that is not there: %v, %v", old, err)
	}
	made := &pack.Lock{
		Schema: 1, Python: ">=3.12",
		Packages: packages{
			"beta":  {Version: "2.0", Hashes: []string{hashB}},
			"alpha": {Version: "1.0", Marker: "python_version < '3.14'", Hashes: []string{hashA, hashB}},
		},
		Options: map[string]pack.LockedOption{"base": {Direct: []string{"alpha>=1,<2"}, Closure: []string{"alpha", "beta"}}},
	}
	if err := writeLock(path, made); err != nil {
		t.Fatal(err)
	}
	read, err := readLock(path)
	if err != nil || !reflect.DeepEqual(read, made) {
		t.Errorf("got %+v, %v", read, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"    \"alpha\": {\"version\":\"1.0\",\"marker\":\"python_version < '3.14'\",\"hashes\":[\"" + hashA + "\",\"" + hashB + "\"]},\n",
		"    \"beta\": {\"version\":\"2.0\",\"hashes\":[\"" + hashB + "\"]}\n",
		"    \"base\": {\"direct\":[\"alpha>=1,<2\"],\"closure\":[\"alpha\",\"beta\"]}\n",
	} {
		if !strings.Contains(string(data), line) {
			t.Errorf("no line %s in\n%s", line, data)
		}
	}
	made.Packages = maps.Clone(made.Packages)
	delete(made.Packages, "beta")
	made.Packages["alpha"] = pack.LockedPackage{Version: "1.1"}
	made.Packages["gamma"] = pack.LockedPackage{Version: "3.0"}
	if got, want := changes(made, read), []string{"~ alpha 1.0 -> 1.1", "+ gamma 3.0", "- beta 2.0"}; !slices.Equal(got, want) {
		t.Errorf("changes are %v, want %v", got, want)
	}
}
