package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCoverLeavesOutWhatIsRefused reads a list as the binary prints it.
func TestCoverLeavesOutWhatIsRefused(t *testing.T) {
	t.Parallel()
	const text = `{"frameworks": ["fastapi"], "keys": [
		{"key": "shape", "kind": "question", "frameworks": ["fastapi"], "values": [{"value": "api", "frameworks": ["fastapi"]}, {"value": "ml", "frameworks": ["fastapi"]}, {"value": "existing-fastapi", "frameworks": ["fastapi"]}]},
		{"key": "team", "kind": "question", "frameworks": ["fastapi"], "values": [{"value": "small", "frameworks": ["fastapi"]}, {"value": "unsure", "frameworks": ["fastapi"]}]},
		{"key": "orm", "kind": "option", "frameworks": ["fastapi"], "values": [{"value": "sqlalchemy", "frameworks": ["fastapi"]}, {"value": "tortoise", "frameworks": ["fastapi"]}]},
		{"key": "admin", "kind": "option", "frameworks": ["fastapi"], "values": [{"value": "none", "frameworks": ["fastapi"]}, {"value": "sqladmin", "frameworks": ["fastapi"]}]}],
		"refusals": [
			{"framework": "fastapi", "when": {"admin": ["sqladmin"], "orm": ["tortoise"]}},
			{"framework": "fastapi", "when": {"shape": ["ml"], "orm": ["tortoise"], "team": ["unsure"]}},
			{"framework": "django", "when": {"admin": ["none"]}}]}`
	var list optionList
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range covering("fastapi", list) {
		value := func(key string) string {
			return c.Answers[slices.IndexFunc(c.Answers, func(a answer) bool { return a.Key == key })].Value
		}
		shape, orm, admin := value("shape"), value("orm"), value("admin")
		if orm == "tortoise" && (admin == "sqladmin" || shape == "ml") {
			t.Errorf("%s is refused: %v", c.Name, c.Answers)
		}
		seen[orm+" "+admin], seen[shape+" "+orm], seen[shape+" "+admin] = true, true, true
	}
	for _, pair := range []string{"sqlalchemy none", "sqlalchemy sqladmin", "tortoise none", "api sqlalchemy", "api tortoise", "ml sqlalchemy", "api none", "api sqladmin", "ml none", "ml sqladmin"} {
		if !seen[pair] {
			t.Errorf("%s is not in the cover", pair)
		}
	}
}

// TestEveryValue: a quick run leaves out no value, and little is left to leave out.
func TestEveryValue(t *testing.T) {
	t.Parallel()
	var all []combination
	for i, row := range [][2]string{{"1", "1"}, {"1", "2"}, {"2", "1"}, {"2", "2"}, {"3", "1"}} {
		for _, framework := range []string{"x", "y"} {
			all = append(all, combination{
				Name: fmt.Sprintf("%s-%d", framework, i), Framework: framework, Light: true, Answers: []answer{{"a", row[0]}, {"b", row[1]}},
			})
		}
	}
	all = append(all, combination{Name: "default-x", Framework: "x", Answers: []answer{{"a", "3"}}}, combination{Name: "fullest-x", Framework: "x"})
	var names []string
	for _, c := range everyValue(all) {
		name := c.Name
		if !c.Light {
			name += " whole"
		}
		names = append(names, name)
	}
	if got := strings.Join(names, " "); got != "x-0 y-0 x-3 y-3 x-4 y-4 default-x whole fullest-x" {
		t.Error(got)
	}
}
