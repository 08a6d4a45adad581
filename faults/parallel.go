//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// crowd is how many runs start at once, and rounds how often.
const (
	crowd  = 100
	rounds = 3
)

func parallelNew(b *bench, r *result) { b.parallel(r, "shop", false) }

func parallelParents(b *bench, r *result) { b.parallel(r, filepath.Join("deep", "er", "shop"), false) }

func parallelInside(b *bench, r *result) { b.parallel(r, "shop", true) }

// parallel starts many runs for one place; made says that the directory is there
// already.
func (b *bench) parallel(r *result, path string, made bool) {
	for round := range rounds {
		parent := b.place()
		target := filepath.Join(parent, path)
		if made {
			if err := os.Mkdir(target, 0o755); err != nil {
				r.check("round", err.Error())
				return
			}
		}
		ends := make([]outcome, crowd)
		var all sync.WaitGroup
		for i := range ends {
			all.Go(func() { ends[i] = b.new(target) })
		}
		all.Wait()
		won := 0
		for i, o := range ends {
			fault := ""
			if r.saw(fmt.Sprintf("exit %d", o.Code)); o.Code == 0 {
				won++
			} else {
				fault = o.fault(7, target)
			}
			if strings.Contains(o.Stdout+o.Stderr, "was killed") {
				fault += " it calls another's work a leftover: " + o.Stdout + o.Stderr
			}
			r.check(fmt.Sprintf("round %d, run %d", round+1, i+1), fault)
		}
		one := ""
		if won != 1 {
			one = fmt.Sprintf("%d runs succeeded", won)
		}
		first, _, _ := strings.Cut(path, string(filepath.Separator))
		r.check(fmt.Sprintf("round %d, what is there", round+1),
			one, b.complete(target), holds(parent, bystander, first), holds(filepath.Dir(target), around(parent, target)...))
		_ = os.RemoveAll(parent)
	}
}

// around names what lies where the target is.
func around(parent, target string) []string {
	if filepath.Dir(target) == parent {
		return []string{bystander, "shop"}
	}
	return []string{"shop"}
}
