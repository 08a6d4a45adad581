package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"scaffold/internal/app"
	"scaffold/internal/prompt"
	"scaffold/internal/yamlx"
)

// Variables that stand for flags which are no keys of the catalogue.
const (
	envNoInput    = "SCAFFOLD_NO_INPUT"
	envDefaults   = "SCAFFOLD_DEFAULTS"
	envMatrix     = "SCAFFOLD_MATRIX"
	envAccessible = "ACCESSIBLE"
)

// askFlags say whether and how a person is asked.
type askFlags struct {
	noInput, yes, accessible bool
}

func addAskFlags(cmd *cobra.Command) *askFlags {
	flags := &askFlags{}
	f := cmd.Flags()
	f.BoolVar(&flags.noInput, "no-input", false, "never ask (also "+envNoInput+"=1)")
	f.BoolVar(&flags.yes, "yes", false, "same as --no-input: defaults for all that is not given")
	f.BoolVar(&flags.accessible, "accessible", false, "ask with plain numbered lines (also "+envAccessible+"=1)")
	return flags
}

// prompter gives whoever can be asked, nil when nobody can or shall be. A config
// file means that everything is said.
func (e *env) prompter(ask *askFlags, sources app.Sources) prompt.Prompter {
	if ask.noInput || ask.yes || sources.Config != nil || e.isOn(envNoInput) {
		return nil
	}
	accessible := ask.accessible || e.isOn(envAccessible)
	if accessible {
		e.withoutColor() // not one control sequence
	}
	p, ok := prompt.Open(e.In, e.Err, prompt.Options{
		Accessible: accessible,
		Color:      e.colors(e.Err).on,
		LookupEnv:  e.LookupEnv,
	})
	if !ok {
		return nil
	}
	return p
}

// isOn reports whether a variable is set to anything but a word for no.
func (e *env) isOn(name string) bool {
	value, _ := e.LookupEnv(name)
	return !slices.Contains([]string{"", "0", "false", "no", "off"}, strings.ToLower(value))
}

// defaults reads the defaults file that is named by the flag or the variable,
// else the one in the user's configuration folder when there is one.
func (e *env) defaults(named string) (*app.File, error) {
	where, how := yamlx.WhereFlag, "--defaults "+named
	if named == "" {
		named, _ = e.LookupEnv(envDefaults)
		where, how = yamlx.WhereEnv, envDefaults+"="+named
	}
	if named != "" {
		return readNamed(where, "defaults", how, named)
	}
	folder, err := e.configFolder()
	if err != nil {
		return nil, nil // no home, no configuration
	}
	file := filepath.Join(folder, "defaults.yaml")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	return readNamed(yamlx.WhereDefaults, "defaults", file, file)
}

// configFolder is where the user's own settings of this program are.
func (e *env) configFolder() (string, error) {
	folder, err := os.UserConfigDir()
	return filepath.Join(folder, e.program), err
}

// readNamed reads a file that somebody named, and says so when it cannot.
func readNamed(where yamlx.Where, key, how, file string) (*app.File, error) {
	f, err := os.Open(file)
	if err == nil {
		defer f.Close()
		var data []byte
		if data, err = io.ReadAll(io.LimitReader(f, yamlx.MaxBytes+1)); err == nil {
			return &app.File{Name: file, Data: data}, nil
		}
	}
	return nil, app.NewError(app.CodeUsage, how+": the file cannot be read", yamlx.Problem{
		Where: where, Key: key, Given: file, Allowed: []string{}, Message: how + ": " + why(err),
	})
}

// why gives the cause of a failed system call without the call and the path.
func why(err error) string {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err.Error()
	}
	return err.Error()
}

// matrixFile gives the matrix that stands in place of the built-in one: the last
// --matrix among the words, else the variable; "" for none. It has to be known
// before the flags are read, since the questions of the matrix are flags.
func (e *env) matrixFile(args []string) (file, how string, where yamlx.Where) {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--matrix="); ok {
			file = value
		} else if arg == "--matrix" && i+1 < len(args) {
			file = args[i+1]
		}
	}
	if file != "" {
		return file, "--matrix " + file, yamlx.WhereFlag
	}
	file, _ = e.LookupEnv(envMatrix)
	return file, envMatrix + "=" + file, yamlx.WhereEnv
}

// useMatrix puts the matrix that the user named in place.
func (e *env) useMatrix(args []string) error {
	file, how, where := e.matrixFile(args)
	if file == "" {
		return nil
	}
	read, err := readNamed(where, "matrix", how, file)
	if err == nil {
		e.app.UseMatrix(*read)
	}
	return err
}
