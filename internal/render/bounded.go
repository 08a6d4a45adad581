package render

import (
	"fmt"
	"strings"
)

// bounded are the functions of the allow-list that can give far more text than
// they take, in place of sprig's: they stop before the memory is full.
func bounded() map[string]any {
	return map[string]any{
		"indent": indent,
		"nindent": func(spaces int, text string) (string, error) {
			indented, err := indent(spaces, text)
			return "\n" + indented, err
		},
		"join": join,
		"replace": func(old, fresh, text string) (string, error) {
			if size := len(text) + strings.Count(text, old)*(len(fresh)-len(old)); size > maxFile {
				return "", tooLong(size)
			}
			return strings.ReplaceAll(text, old, fresh), nil
		},
	}
}

func tooLong(size int) error {
	return fmt.Errorf("a text of %d bytes, more than %d MiB", size, maxFile>>20)
}

// maxIndent bounds an indentation in columns.
const maxIndent = 200

// indent puts spaces before every line.
func indent(spaces int, text string) (string, error) {
	if spaces < 0 || spaces > maxIndent {
		return "", fmt.Errorf("an indentation of %d columns, 0 to %d are possible", spaces, maxIndent)
	}
	if size := len(text) + (1+strings.Count(text, "\n"))*spaces; size > maxFile {
		return "", tooLong(size)
	}
	pad := strings.Repeat(" ", spaces)
	return pad + strings.ReplaceAll(text, "\n", "\n"+pad), nil
}

// join puts a separator between the elements of a list.
func join(separator string, list []string) (string, error) {
	size := len(separator) * len(list)
	for _, one := range list {
		size += len(one)
	}
	if size > maxFile {
		return "", tooLong(size)
	}
	return strings.Join(list, separator), nil
}
