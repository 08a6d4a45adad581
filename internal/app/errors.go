package app

import (
	"scaffold/internal/choose"
	"scaffold/internal/yamlx"
)

// Code names a kind of failure. The list is closed and part of the JSON promise.
type Code string

// The kinds of failures.
const (
	CodeFailure          Code = "failure"           // input, output or anything unforeseen
	CodeUsage            Code = "usage"             // the command line itself
	CodeInvalidAnswers   Code = "invalid_answers"   // values that are wrong or do not go together
	CodeMissingAnswers   Code = "missing_answers"   // required values that nobody gave
	CodeDeclined         Code = "declined"          // a prompt was left without an answer
	CodeNoRecommendation Code = "no_recommendation" // the answers do not settle it
	CodeExistingCodebase Code = "existing_codebase" // the answer is to stay where you are
	CodeTargetInTheWay   Code = "target_in_the_way" // something is where the project should go
	CodeMatrix           Code = "matrix_findings"   // the matrix that was named has findings
	CodePack             Code = "pack_error"        // a pack or the built-in matrix is wrong
	CodeTemplate         Code = "template_error"    // a template is wrong
	CodeInterrupted      Code = "interrupted"       // SIGINT
	CodeTerminated       Code = "terminated"        // SIGTERM
)

// exits gives the exit code of the process for each kind of failure.
var exits = map[Code]int{
	CodeFailure: 1, CodeUsage: 2, CodeInvalidAnswers: 2, CodeMissingAnswers: 2,
	CodeDeclined: 3, CodeMatrix: 5, CodeNoRecommendation: 6, CodeExistingCodebase: 6, CodeTargetInTheWay: 7,
	CodePack: 8, CodeTemplate: 8, CodeInterrupted: 130, CodeTerminated: 143,
}

// Error is a failure as users and other tools see it.
type Error struct {
	Code     Code           `json:"code"`
	Exit     int            `json:"exit"`
	Message  string         `json:"message"`
	Problems yamlx.Problems `json:"problems"`
	// Decision is set when there is one, for no_recommendation and
	// existing_codebase.
	Decision *choose.Decision `json:"decision,omitempty"`
}

// NewError gives an error of a kind; its exit code follows from the kind.
func NewError(code Code, message string, problems ...yamlx.Problem) *Error {
	if problems == nil {
		problems = yamlx.Problems{}
	}
	return &Error{Code: code, Exit: exits[code], Message: message, Problems: problems}
}

// Error gives the message and the problems, one per line.
func (e *Error) Error() string {
	if len(e.Problems) == 0 {
		return e.Message
	}
	return e.Message + "\n" + e.Problems.Error()
}
