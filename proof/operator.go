package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// operators is the file of FastAPI projects whose admin pages have accounts.
const operators = "app/admin/manage.py"

// addOperator makes an operator, and logs in as a browser behind the proxy would.
func (p *production) addOperator(ctx context.Context, got access, log *os.File) error {
	email, password := "proof-"+strings.ToLower(rand.Text())+"@example.org", rand.Text()
	cmd := exec.CommandContext(ctx, filepath.Join(p.project.folder, ".venv", "bin", "python"), "-m", "app.admin.manage",
		"create", email)
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.project.folder, p.env, strings.NewReader(password+"\n"), log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("making an operator: %w", err)
	}
	return p.openSession(ctx, email, password, got.cookies)
}

// openSession asks the running server for the cookies of a session.
func (p *production) openSession(ctx context.Context, email, password string, cookies map[string]string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	host := fmt.Sprintf("127.0.0.1:%d", p.port)
	form := url.Values{"username": {email}, "password": {password}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+host+"/admin/login", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-Proto", "https")
	request.Header.Set("Origin", "https://"+host)
	response, err := http.DefaultTransport.RoundTrip(request) // the answer itself, not where it leads
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		cookies[cookie.Name] = cookie.Value
	}
	if response.StatusCode != http.StatusFound || len(response.Cookies()) == 0 {
		return fmt.Errorf("logging in as an operator: %s", response.Status)
	}
	return nil
}
