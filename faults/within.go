//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// withinFlag makes the program look at one file system of its own: see [within].
const withinFlag = "-within"

// room is a file system that exists for one run of the program only, in a mount
// namespace of its own.
type room struct {
	Program string
	Dir     string            // where it is mounted
	Want    map[string]string // files of a complete project
	Bytes   int               // of the file system
	Inodes  int               // 0: as many as wanted
	Sealed  bool              // read-only when the program runs
	Target  string            // below Dir; "." for the mount point itself
	Folder  bool              // the target is a directory that is there
	Beside  bool              // a file of the user lies in Dir
	More    []string          // arguments
}

// seen is what was found after a run in a room.
type seen struct {
	End   outcome
	Fault string // what is not as it should be
}

// within is the other half of [bench.visit], inside the namespace.
func within(spec io.Reader) {
	var m room
	if err := json.NewDecoder(spec).Decode(&m); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	got, err := m.visit()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(encode(got))
}

// visit mounts the file system, runs the program and looks at what is there.
func (m room) visit() (seen, error) {
	if err := m.mount(false); err != nil {
		return seen{}, err
	}
	target := filepath.Join(m.Dir, m.Target)
	if m.Folder && m.Target != "." {
		if err := os.Mkdir(target, 0o755); err != nil {
			return seen{}, err
		}
	}
	if m.Beside {
		if err := os.WriteFile(filepath.Join(m.Dir, bystander), []byte("mine\n"), 0o644); err != nil {
			return seen{}, err
		}
	}
	if m.Sealed {
		if err := m.mount(true); err != nil {
			return seen{}, err
		}
	}
	b := &bench{program: m.Program, want: m.Want}
	got := seen{End: b.new(target, m.More...)}
	got.Fault = m.look(b, target, got.End)
	return got, nil
}

// look compares what is there with what must be: the project, or all as before.
func (m room) look(b *bench, target string, o outcome) string {
	if m.Beside {
		if fault := mine(m.Dir); fault != "" {
			return fault
		}
	}
	if o.Code == 0 {
		if m.Beside && m.Target == "." {
			got, err := files(target)
			if err != nil {
				return err.Error()
			}
			delete(got, bystander)
			return differ(got, b.want)
		}
		return b.complete(target)
	}
	var before []string
	if m.Beside {
		before = append(before, bystander)
	}
	if m.Folder && m.Target != "." {
		before = append(before, m.Target)
		if fault := holds(target); fault != "" {
			return fault
		}
	}
	return holds(m.Dir, before...)
}
