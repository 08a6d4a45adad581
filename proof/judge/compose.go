package judge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

// The compose files of a project, and what is put together from them.
const (
	composeFile    = "compose.yaml"
	overrideFile   = "compose.override.yaml"
	productionFile = "compose.production.yaml"
)

// compose loads the compose files as the project's documentation combines them,
// with the loader of Compose itself.
func compose(ctx context.Context, p Project, log io.Writer) error {
	environment, err := exampleEnvironment(p.Folder)
	if err != nil {
		return err
	}
	var found []error
	for _, files := range [][]string{{composeFile}, {composeFile, overrideFile}, {composeFile, productionFile}} {
		if !p.has(files[len(files)-1]) {
			continue
		}
		project, err := load(ctx, p.Folder, environment, files...)
		if err != nil {
			found = append(found, fmt.Errorf("%s: %w", strings.Join(files, " + "), err))
			continue
		}
		fmt.Fprintf(log, "%s: %s\n", strings.Join(files, " + "), strings.Join(project.ServiceNames(), ", "))
	}
	if p.has(productionFile) {
		found = append(found, required(ctx, p)...)
	}
	return errors.Join(found...)
}

// variable finds the variables that a compose file asks for without a default.
var variable = regexp.MustCompile(`\$\{([A-Z0-9_]+)(?::?\?[^}]*)?\}`)

// required leaves out one variable after the other that the production file asks
// for, and wants each refused: production must not start with a value that
// somebody forgot.
func required(ctx context.Context, p Project) []error {
	text, err := os.ReadFile(filepath.Join(p.Folder, productionFile))
	if err != nil {
		return []error{err}
	}
	var found []error
	asked := map[string]bool{}
	for _, one := range variable.FindAllStringSubmatch(string(text), -1) {
		asked[one[1]] = true
	}
	for missing := range asked {
		given := []string{}
		for name := range asked {
			if name != missing {
				given = append(given, name+"=example")
			}
		}
		if _, err := load(ctx, p.Folder, given, composeFile, productionFile); err == nil {
			found = append(found, fmt.Errorf("%s: loads without %s", productionFile, missing))
		}
	}
	return found
}

// The loader warns on standard error of every variable without a value; what
// matters is looked at here.
func init() { logrus.SetOutput(io.Discard) }

// load reads compose files with an environment of NAME=value.
func load(ctx context.Context, folder string, environment []string, files ...string) (*types.Project, error) {
	paths := make([]string, len(files))
	for i, name := range files {
		paths[i] = filepath.Join(folder, name)
	}
	options, err := cli.NewProjectOptions(paths, cli.WithWorkingDirectory(folder), cli.WithEnv(environment), cli.WithName("sample"))
	if err != nil {
		return nil, err
	}
	return options.LoadProject(ctx)
}

// exampleEnvironment are the variables that the compose files ask for, with
// values that nobody has: they are what their documentation says to set.
func exampleEnvironment(folder string) ([]string, error) {
	environment := []string{
		"POSTGRES_PASSWORD=example", "TLS_CERTIFICATE=/etc/tls/certificate.pem", "TLS_KEY=/etc/tls/key.pem",
	}
	text, err := os.ReadFile(filepath.Join(folder, ".env.example"))
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "# ")
		if name, _, ok := strings.Cut(line, "="); ok && name == strings.ToUpper(name) && !strings.Contains(name, " ") {
			environment = append(environment, line)
		}
	}
	return environment, nil
}

// Worker is how a service of a project that answers no requests is run.
type Worker struct {
	Name    string
	Command []string
	Health  []string // nil: it has none
}

// Migration is the command that brings the database of a project to the version
// of its code.
func Migration(ctx context.Context, folder string) ([]string, error) {
	project, err := load(ctx, folder, nil, composeFile)
	if err != nil {
		return nil, err
	}
	return project.Services["migrate"].Command, nil
}

// Volumes are the folders of the web server that a volume takes the place of:
// what it may write to, and what outlives it.
func Volumes(ctx context.Context, folder string) ([]string, error) {
	project, err := load(ctx, folder, nil, composeFile)
	if err != nil {
		return nil, err
	}
	folders := []string{}
	for _, one := range project.Services["web"].Volumes {
		if one.Type == types.VolumeTypeVolume {
			folders = append(folders, one.Target)
		}
	}
	return folders, nil
}

// Workers are the services of a project that run its own image with a command of
// their own and stay: not the web server, and not what runs once.
func Workers(ctx context.Context, folder string) ([]Worker, error) {
	project, err := load(ctx, folder, nil, composeFile)
	if err != nil {
		return nil, err
	}
	image := project.Services["web"].Image
	found := []Worker{}
	for _, name := range project.ServiceNames() {
		service := project.Services[name]
		if name == "web" || service.Image != image || service.HealthCheck != nil && service.HealthCheck.Disable {
			continue
		}
		one := Worker{Name: name, Command: service.Command}
		if check := service.HealthCheck; check != nil && len(check.Test) > 1 {
			switch check.Test[0] {
			case "CMD":
				one.Health = check.Test[1:]
			case "CMD-SHELL":
				one.Health = []string{"sh", "-c", check.Test[1]}
			}
		}
		found = append(found, one)
	}
	return found, nil
}
