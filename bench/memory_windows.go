package main

import "os"

// peakMemory is not told here.
func peakMemory(*os.ProcessState) float64 { return 0 }
