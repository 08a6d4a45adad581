package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestReadCollection(t *testing.T) {
	t.Parallel()
	folder := lay(t, map[string]string{contractFile: `{
		"paths": {
			"/v1/health": {"get": {}},
			"/v1/items/{id}": {"get": {}, "post": {"requestBody": {"content": {"application/json": {"schema": {}}}}}},
			"/v1/items": {"get": {}, "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}}}
		},
		"components": {"schemas": {
			"New": {"type": "object", "required": ["name", "count", "kind", "on", "tags"], "properties": {
				"name": {"type": "string"}, "count": {"type": ["integer", "null"]}, "on": {"type": "boolean"},
				"kind": {"$ref": "#/components/schemas/Kind"}, "tags": {"type": "array"}, "more": {"type": "string"}}},
			"Kind": {"enum": ["a", "b"]}
		}}
	}`})
	c, err := readCollection(folder)
	if err != nil || c == nil || c.path != "/v1/items" {
		t.Fatalf("%+v, %v", c, err)
	}
	data, text := c.body()
	var made map[string]any
	if err := json.Unmarshal(data, &made); err != nil {
		t.Fatal(err)
	}
	if len(made) != 5 || made["name"] != text || made["count"] != 1.0 || made["kind"] != "a" || made["on"] != true {
		t.Errorf("%s", data)
	}
	if _, other := c.body(); other == text {
		t.Error("the same text twice")
	}
	if c, err := readCollection(t.TempDir()); c != nil || err != nil {
		t.Errorf("no document: %v, %v", c, err)
	}
	if _, err := readCollection(lay(t, map[string]string{contractFile: "{"})); err == nil || !strings.Contains(err.Error(), contractFile) {
		t.Errorf("%v", err)
	}
}
