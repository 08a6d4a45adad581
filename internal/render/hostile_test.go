package render

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/Masterminds/sprig/v3"
)

// hostile renders one template and gives the error.
func hostile(t *testing.T, text string, limit time.Duration) (took time.Duration, err error) {
	t.Helper()
	begin := time.Now()
	_, err = Render(t.Context(), tiny(t, map[string]string{"base/f.tmpl": text, "slots/s.tmpl": text}), withQueue, Context{}, Options{limit: limit})
	return time.Since(begin), err
}

// TestNoFunctionReachesOutside: no function of a template reads the environment,
// the network, the clock, a file or chance, or can be made to.
func TestNoFunctionReachesOutside(t *testing.T) {
	t.Parallel()
	offered := functions()
	for _, name := range []string{
		"env", "expandenv", "getHostByName", "now", "date", "htmlDate", "ago", "randAlpha", "randBytes", "randInt", "uuidv4", "genPrivateKey",
		"genCA", "derivePassword", "bcrypt", "htpasswd", "encryptAES", "shuffle", "osBase", "fail", "until", "untilStep", "seq", "repeat",
		"tpl", "include", "toYaml", "fromYaml", "lookup", "readFile", "get", "set", "dig", "dict", "list", "regexMatch", "regexReplaceAll",
	} {
		if offered[name] != nil {
			t.Errorf("%s is offered", name)
		}
	}
	for name := range sprig.TxtFuncMap() {
		if offered[name] != nil || name == "print" {
			continue
		}
		var located *Error
		if _, err := hostile(t, "<% "+name+" 1 %>", 0); !errors.As(err, &located) || !strings.Contains(err.Error(), `function "`+name+`" not defined`) && !strings.Contains(err.Error(), "wrong number of args") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContextIsData: what a template can see are texts, numbers, switches, lists
// and structures of them, without one method: text/template calls any exported
// method of a value that it is given.
func TestContextIsData(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		if n := of.NumMethod() + reflect.PointerTo(of).NumMethod(); n > 0 {
			t.Errorf("%s has methods", path)
		}
		switch of.Kind() {
		case reflect.String, reflect.Int, reflect.Bool:
		case reflect.Slice:
			walk(path+"[]", of.Elem())
		case reflect.Struct:
			for i := range of.NumField() {
				walk(path+"."+of.Field(i).Name, of.Field(i).Type)
			}
		default:
			t.Errorf("%s is a %s", path, of.Kind())
		}
	}
	walk("Context", reflect.TypeFor[Context]())
	if len(seen) < 10 {
		t.Errorf("only %d types", len(seen))
	}
	for name, f := range functions() {
		for i := range reflect.TypeOf(f).NumOut() {
			if kind := reflect.TypeOf(f).Out(i).Kind(); kind == reflect.Func || kind == reflect.Pointer || kind == reflect.Chan {
				t.Errorf("%s gives a %s", name, kind)
			}
		}
	}
}

// TestEndlessTemplates: loops without output and a template inside itself end in
// an error, after the time that rendering may take at most.
func TestEndlessTemplates(t *testing.T) {
	t.Parallel()
	nested := strings.Repeat("<% range 1000000000 %>", 6) + strings.Repeat("<% end %>", 6)
	for name, test := range map[string]struct{ text, want string }{
		"empty loop":       {nested, "rendering takes longer than"},
		"recursion":        {`<% define "a" %><% template "a" %><% end %><% template "a" %>`, "exceeded maximum template depth"},
		"slot in itself":   {`<% slot "s" %>`, "is inside itself"},
		"endless output":   {`<% range 1000000000 %>0123456789012345678901234567890123456789<% end %>`, "larger than 8 MiB"},
		"huge indentation": {`<% indent 1000000000 "x" %>`, "an indentation of 1000000000 columns"},
		"negative one":     {`<% nindent -1 "x" %>`, "an indentation of -1 columns"},
		"doubling":         {`<% $s := "aaaaaaaaaa" %><% range 40 %><% $s = replace "a" "aaaaaaaaaa" $s %><% end %>`, "more than 8 MiB"},
		"huge number":      {`<% range 9223372036854775807 %><% end %>`, "rendering takes longer than"},
		"large template":   {strings.Repeat(" ", maxTemplate+1), "larger than 256 KiB"},
	} {
		limit := 20 * time.Second // what ends by itself has time to, also on a busy machine
		if strings.Contains(test.want, "takes longer") {
			limit = 2 * time.Second
		}
		took, err := hostile(t, test.text, limit)
		if err == nil || !strings.Contains(err.Error(), test.want) || took > limit+8*time.Second {
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
}

// TestDeepTemplates: blocks inside blocks, and brackets inside brackets, as many
// as fit into a template, do not break the parser.
func TestDeepTemplates(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("<%if 1%>", maxTemplate/8), strings.Repeat("<%if 1%>", maxTemplate/16) + strings.Repeat("<%end%>", maxTemplate/16),
		"<% " + strings.Repeat("(", maxTemplate/2) + " %>", "<% $x" + strings.Repeat(".a", maxTemplate/4) + " %>", strings.Repeat("<%/**/%>", maxTemplate/8),
	} {
		if took, err := hostile(t, text, 20*time.Second); took > 20*time.Second {
			t.Errorf("%.20s: %v after %v", text, err, took)
		}
	}
}

// TestRenderingCanBeInterrupted: Ctrl-C ends a template that does not end.
func TestRenderingCanBeInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	wish := errors.New("interrupted")
	time.AfterFunc(50*time.Millisecond, func() { cancel(wish) })
	stack := tiny(t, map[string]string{"base/f.tmpl": "<% range 20000000000 %><% end %>"})
	if _, err := Render(ctx, stack, withQueue, Context{}, Options{limit: 20 * time.Second}); !errors.Is(err, wish) {
		t.Errorf("%v", err)
	}
}
