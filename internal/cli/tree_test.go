package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scaffold/internal/answers"
	"scaffold/internal/app"
)

// constants gives the values of the string constants of a type in a file.
func constants(t *testing.T, file, typeName string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if named, ok := spec.Type.(*ast.Ident); !ok || named.Name != typeName {
			return true
		}
		for _, v := range spec.Values {
			if text, ok := v.(*ast.BasicLit); ok {
				value, _ := strconv.Unquote(text.Value)
				values = append(values, value)
			}
		}
		return true
	})
	if len(values) < 5 {
		t.Fatalf("%s: only %d constants of type %s found", file, len(values), typeName)
	}
	return values
}

// TestListsAreComplete holds the closed lists of the manual against the code.
func TestListsAreComplete(t *testing.T) {
	t.Parallel()
	var origins []string
	for _, o := range answers.Origins() {
		origins = append(origins, string(o))
	}
	tests := map[string]struct {
		entries []Entry
		want    []string
	}{
		"codes":   {ErrorCodes(), constants(t, "../app/errors.go", "Code")},
		"places":  {Places(), constants(t, "../yamlx/problem.go", "Where")},
		"origins": {Origins(), origins},
	}
	for name, tt := range tests {
		var got []string
		for _, e := range tt.entries {
			got = append(got, e.Name)
			if e.Meaning == "" {
				t.Errorf("%s: %s has no meaning", name, e.Name)
			}
		}
		if name != "origins" { // their order is part of what is said
			slices.Sort(got)
			slices.Sort(tt.want)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestEveryErrorCodeHasADocumentedExit(t *testing.T) {
	t.Parallel()
	for _, code := range ErrorCodes() {
		exit := strconv.Itoa(app.NewError(app.Code(code.Name), "").Exit)
		if exit == "0" || !slices.ContainsFunc(ExitCodes(), func(e Entry) bool { return e.Name == exit }) {
			t.Errorf("%s ends with %s, which is no documented failure", code.Name, exit)
		}
	}
}

// TestEnvironmentIsDocumented finds the variables that the code looks up.
func TestEnvironmentIsDocumented(t *testing.T) {
	t.Parallel()
	lookups := []string{"LookupEnv", "lookup", "value", "forced", "isOn"}
	read := map[string]bool{}
	for _, file := range []string{"color.go", "ask.go", "../prompt/open.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			var found []ast.Expr
			switch n := n.(type) {
			case *ast.CallExpr:
				if slices.Contains(lookups, callee(n)) {
					found = n.Args
				}
			case *ast.ValueSpec:
				if strings.HasPrefix(n.Names[0].Name, "env") {
					found = n.Values
				}
			}
			for _, expr := range found {
				if text, ok := expr.(*ast.BasicLit); ok {
					name, _ := strconv.Unquote(text.Value)
					read[name] = true
				}
			}
			return true
		})
	}
	documented := Environment()
	for name := range read {
		if !slices.ContainsFunc(documented, func(e Entry) bool { return e.Name == name }) {
			t.Errorf("%s is read and not documented", name)
		}
	}
	elsewhere := []string{"GIT_AUTHOR_NAME", "XDG_CONFIG_HOME"} // read by git and the standard library
	for _, e := range documented {
		if !read[e.Name] && !slices.Contains(elsewhere, e.Name) {
			t.Errorf("%s is documented and not read", e.Name)
		}
	}
}

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
