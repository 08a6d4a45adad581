//go:build race

package choose

// raceDetector is whether the tests run under it, which takes ten times as long.
const raceDetector = true
