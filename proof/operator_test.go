package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestOpenSession(t *testing.T) {
	t.Parallel()
	p := listening(t, func(w http.ResponseWriter, request *http.Request) {
		if request.URL.Path != "/admin/login" || request.Header.Get("Origin") != "https://"+request.Host {
			t.Errorf("%s from %q", request.URL.Path, request.Header.Get("Origin"))
		}
		switch request.FormValue("password") {
		case "right":
			http.SetCookie(w, &http.Cookie{Name: "admin", Value: "session"})
			w.WriteHeader(http.StatusFound)
		case "forgetful":
			w.WriteHeader(http.StatusFound)
		default:
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	for password, want := range map[string]string{"right": "", "wrong": "400 Bad Request", "forgetful": "302 Found"} {
		cookies := map[string]string{}
		err := p.openSession(t.Context(), "ada@example.org", password, cookies)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", password, err, want)
		}
		if (cookies["admin"] == "session") != (want == "") {
			t.Errorf("%s: cookies %v", password, cookies)
		}
	}
}
