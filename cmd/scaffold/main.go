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
		causes := map[os.Signal]error{os.Interrupt: cli.ErrInterrupted, syscall.SIGTERM: cli.ErrTerminated}
		stop(causes[<-signals])
		// Whoever asks twice does not want to wait for the tidying up.
		os.Exit(cli.ExitCode(causes[<-signals]))
	}()
	os.Exit(cli.Main(ctx, os.Args[1:], cli.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		LookupEnv: os.LookupEnv,
	}, app.New(templates.FS, templates.MatrixFile, os.LookupEnv)))
}
