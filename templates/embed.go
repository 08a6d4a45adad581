// Package templates carries the built-in packs and the decision matrix inside
// the binary.
package templates

import "embed"

// FS holds the packs (one folder each) and [MatrixFile].
//
//go:embed matrix.yaml all:shared all:django all:fastapi
var FS embed.FS

// MatrixFile is the path of the decision matrix in [FS].
const MatrixFile = "matrix.yaml"
