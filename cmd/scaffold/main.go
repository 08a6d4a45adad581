// Command scaffold asks about a product, recommends Django or FastAPI, says
// why, and generates a Python backend that runs.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

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
		// Whoever asks again does not want to wait for the tidying up. What comes at
		// once is the same wish: wrappers pass on what the terminal has sent already.
		for asked := time.Now(); ; {
			if again := <-signals; time.Since(asked) > time.Second {
				os.Exit(cli.ExitCode(causes[again]))
			}
		}
	}()
	cli.ForOneRun()
	os.Exit(cli.Main(ctx, os.Args[1:], cli.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		LookupEnv: os.LookupEnv,
	}, app.New(templates.FS, templates.MatrixFile, os.LookupEnv)))
}
