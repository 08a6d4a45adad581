// Command scaffold asks about a product, recommends Django or FastAPI, says
// why, and generates a Python backend that runs.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"scaffold/internal/app"
	"scaffold/internal/cli"
	"scaffold/templates"
)

func main() {
	ctx, stop := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		for sig := range signals {
			cause := cli.ErrInterrupted
			if sig == syscall.SIGTERM {
				cause = cli.ErrTerminated
			}
			stop(cause)
		}
	}()
	os.Exit(cli.Main(ctx, os.Args[1:], cli.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		LookupEnv: os.LookupEnv,
	}, app.New(templates.FS, templates.MatrixFile, os.LookupEnv)))
}
