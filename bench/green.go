package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"scaffold/proof/interpreter"
)

// green are the steps from nothing to a project whose own tests pass.
const green = `"$1" new "$2" --shape "$3" --name shop --yes; cd "$2"; make setup; make test`

// measureGreen times these steps with warm caches: uv and the packages are there.
func measureGreen(ctx context.Context, b *bench) ([]row, error) {
	python, err := interpreter.Find(ctx)
	if err != nil {
		return nil, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	limits := map[string]float64{"FastAPI": 4.7}
	var rows []row
	for _, sample := range samples {
		target := filepath.Join(b.work, "green", "shop")
		// The caches of uv and pip are the user's own.
		env := []string{"HOME=" + home, "PYTHON=" + python.Path, "UV_PYTHON_DOWNLOADS=never"}
		measured := &contest{prepare: removed(target), folder: b.work, env: env, command: []string{"sh", "-ec", green, "sh", b.tool, target, sample.shape}}
		if err := b.inRounds(ctx, 5, measured); err != nil {
			return nil, err
		}
		found := row{what: "empty folder to own tests green, default " + sample.framework, figure: fmt.Sprintf("%.1f s", measured.seconds())}
		if limit := limits[sample.framework]; limit > 0 {
			found.budget, found.holds = fmt.Sprintf("at most %.1f s", limit), measured.seconds() <= limit
		}
		rows = append(rows, found)
	}
	return rows, nil
}
