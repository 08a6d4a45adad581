package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// contractFile is the OpenAPI document of a project with an API.
const contractFile = "openapi.json"

// collection is an address of an API that lists things and takes new ones.
type collection struct {
	path   string
	schema schema
	parts  map[string]schema
}

// schema is the part of a JSON Schema that a new thing can be made from.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       names             `json:"type"`
	Enum       []any             `json:"enum"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
}

// names are one name, or a list of them.
type names []string

// UnmarshalJSON reads either form.
func (n *names) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*n = names{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(n))
}

// is reports whether the first name is one of these.
func (n names) is(wanted ...string) bool { return len(n) > 0 && slices.Contains(wanted, n[0]) }

// readCollection finds the first collection in the project's OpenAPI document;
// nil when the project has no API, or none that takes JSON.
func readCollection(folder string) (*collection, error) {
	data, err := os.ReadFile(filepath.Join(folder, contractFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	type operation struct {
		RequestBody struct {
			Content map[string]struct{ Schema schema }
		} `json:"requestBody"`
	}
	var document struct {
		Paths      map[string]map[string]json.RawMessage
		Components struct{ Schemas map[string]schema }
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", contractFile, err)
	}
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		methods := document.Paths[path]
		if methods["get"] == nil || methods["post"] == nil || strings.Contains(path, "{") {
			continue
		}
		var post operation
		if err := json.Unmarshal(methods["post"], &post); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", contractFile, path, err)
		}
		if body, ok := post.RequestBody.Content["application/json"]; ok {
			return &collection{path, body.Schema, document.Components.Schemas}, nil
		}
	}
	return nil, nil
}

// body is a new thing, as JSON, with a text that nothing had before.
func (c *collection) body() (data []byte, text string) {
	text = "proof " + rand.Text()
	data, err := json.Marshal(c.value(c.schema, text))
	if err != nil {
		panic(err) // nothing in it can fail to be written
	}
	return data, text
}

// value is an example of a schema: what is required, and no more.
func (c *collection) value(s schema, text string) any {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return c.value(c.parts[name], text)
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type.is("object") || s.Properties != nil:
		made := map[string]any{}
		for _, name := range s.Required {
			made[name] = c.value(s.Properties[name], text)
		}
		return made
	case s.Type.is("integer", "number"):
		return 1
	case s.Type.is("boolean"):
		return true
	case s.Type.is("array"):
		return []any{}
	default:
		return text
	}
}
