package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestLogIn(t *testing.T) {
	t.Parallel()
	p := listening(t, func(w http.ResponseWriter, request *http.Request) {
		var given struct{ Email, Password string }
		if err := json.NewDecoder(request.Body).Decode(&given); err != nil || request.URL.Path != "/v1/auth/login" {
			t.Errorf("%s %s: %v", request.Method, request.URL.Path, err)
		}
		w.Header().Set("Content-Type", "application/json")
		switch given.Password {
		case "right":
			w.Write([]byte(`{"access_token": "secret", "token_type": "bearer"}`))
		case "wrong":
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(`{"title": "Unauthorized"}`))
		default:
			w.Write([]byte("<html>"))
		}
	})
	for password, want := range map[string]string{"right": "", "wrong": "401 Unauthorized", "strange": "invalid character"} {
		token, err := p.logIn(t.Context(), "ada@example.org", password)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", password, err, want)
		}
		if (token == "secret") != (want == "") {
			t.Errorf("%s: token %q", password, token)
		}
	}
}
