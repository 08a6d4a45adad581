package prompt

import (
	"sync"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
)

// selectTemplate draws a list. All pieces are wrapped before they come here, and
// each line ends with a line break, so that survey counts the lines right.
const selectTemplate = `
{{- define "option"}}
  {{- if eq .SelectedIndex .CurrentIndex}}{{color "cyan+b"}}> {{else}}  {{end}}
  {{- call .Description "label" .CurrentOpt.Index}}
  {{- if eq .SelectedIndex .CurrentIndex}}{{color "reset"}}{{end}}
{{end}}
{{- color "green+b"}}?{{color "reset"}} {{color "default+b"}}{{.Message}}{{color "reset"}}
{{- if .ShowAnswer}}{{color "cyan"}}{{call .Description .Answer -1}}{{color "reset"}}
{{else}}
{{if .ShowHelp}}{{color "cyan"}}{{.Help}}{{color "reset"}}
{{end}}
{{- color "black+h"}}{{call .Description "hint" 0}}{{color "reset"}}
{{range $row, $option := .PageEntries}}{{template "option" $.IterateOption $row $option}}
{{- else}}  Nothing matches. Backspace takes back.
{{end}}
{{- range $row, $option := .PageEntries}}
  {{- if eq $row $.SelectedIndex}}
    {{- with call $.Description "about" $option.Index}}{{color "cyan"}}{{.}}{{color "reset"}}
{{end}}
  {{- end}}
{{- end}}
{{- end}}`

// offsetTemplate is where survey looks up the height of a choice, also for a
// list of which one is taken.
const offsetTemplate = `
{{- define "option"}}
  {{- if eq .SelectedIndex .CurrentIndex}}{{call .Description "rows below" .CurrentOpt.Index}}
  {{- else}}{{call .Description "rows" .CurrentOpt.Index}}{{end}}
{{- end}}`

// lineTemplate draws a question that is answered with text.
const lineTemplate = `
{{- color "green+b"}}?{{color "reset"}} {{color "default+b"}}{{.Ask}}{{color "reset"}}
{{- if .Answered}}{{color "cyan"}}{{.Answer}}{{color "reset"}}
{{else}}
{{with .Help}}{{color "cyan"}}{{.}}{{color "reset"}}
{{end}}
{{- with .Hint}}{{color "black+h"}}{{.}}{{color "reset"}}
{{end}}
{{- with .Problem}}{{color "red"}}{{.}}{{color "reset"}}
{{end}}
{{- color "cyan+b"}}> {{color "reset"}}{{.Typed}}
{{- end}}`

// once guards the variables through which survey is told its templates and
// whether it may use colours: they are global to that package.
var once sync.Once

func useTemplates(color bool) {
	once.Do(func() {
		core.DisableColor = !color
		survey.SelectQuestionTemplate = selectTemplate
		survey.MultiSelectQuestionTemplate = offsetTemplate
	})
}
