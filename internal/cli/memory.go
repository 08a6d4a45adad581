package cli

import (
	"os"
	"runtime/debug"
)

// ForOneRun settles the memory of a process that makes one run and ends: most runs
// allocate less than 16 MB, and what is never collected costs nothing. From 128 MB
// on, with a large pack, memory counts more than time. Whoever set GOGC or
// GOMEMLIMIT knows better.
func ForOneRun() {
	if os.Getenv("GOGC")+os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(128 << 20)
	}
}
