package main

import (
	"errors"
	"os/exec"

	"scaffold/proof/services"
)

// programs are the executables of the machine that the proof uses.
type programs struct {
	postgres string // folder of initdb, postgres and createdb
	redis    string
	git      string // "" when there is none
}

// findPrograms looks for everything at once, and says of all that is missing
// how to get it.
func findPrograms() (programs, error) {
	var p programs
	var missing []error
	if _, err := exec.LookPath("make"); err != nil {
		missing = append(missing, errors.New("make not found; get it with: apt-get install make, or xcode-select --install"))
	}
	folder, err := services.PostgresFolder()
	if err != nil {
		missing = append(missing, err)
	}
	p.postgres = folder
	if p.redis, err = services.RedisProgram(); err != nil {
		missing = append(missing, err)
	}
	p.git, _ = exec.LookPath("git")
	return p, errors.Join(missing...)
}
