package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// access is how requests get in as somebody who may do everything.
type access struct {
	headers map[string]string // of every request of a program
	cookies map[string]string // of a browser
}

// djangoAccess makes an administrator with a session, and prints it. A browser
// would get both cookies from the sign-in page.
const djangoAccess = `
import importlib, json, secrets
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
users = get_user_model()
user = users.objects.filter(email="proof@example.org").first()
if user is None:
    user = users.objects.create_superuser("proof@example.org", secrets.token_hex(16))
session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
token = None
if "knox" in settings.INSTALLED_APPS:
    from knox.models import AuthToken
    token = AuthToken.objects.create(user)[1]
print(json.dumps({
    "token": token,
    "session": [settings.SESSION_COOKIE_NAME, session.session_key],
    "csrf": [settings.CSRF_COOKIE_NAME, secrets.token_hex(16)],
}))
`

// getAccess makes an account or a key in the production database, or a token. A
// project without any of them needs none.
func (p *production) getAccess(ctx context.Context, log *os.File) (access, error) {
	got := access{headers: map[string]string{}, cookies: map[string]string{}}
	if p.provider != nil {
		token, err := p.provider.token()
		got.headers["Authorization"] = "Bearer " + token
		return got, err
	}
	if p.has("app/users/models.py") {
		return got, p.addUser(ctx, got, log)
	}
	if p.has("app/manage.py") {
		return got, p.addKey(ctx, got, log)
	}
	if !p.has("manage.py") {
		return got, nil
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.project.folder, ".venv", "bin", "python"), "-c", djangoAccess)
	var stdout bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.project.folder, p.env, &stdout, log
	if err := cmd.Run(); err != nil {
		return got, fmt.Errorf("making an administrator: %w", err)
	}
	var made struct {
		Token         string
		Session, Csrf [2]string
	}
	if err := json.Unmarshal(bytes.TrimSpace(stdout.Bytes()), &made); err != nil {
		return got, fmt.Errorf("making an administrator: %w", err)
	}
	maps.Copy(got.cookies, map[string]string{made.Session[0]: made.Session[1], made.Csrf[0]: made.Csrf[1]})
	got.headers["X-Forwarded-Proto"] = "https" // as the proxy in front would say
	if made.Token != "" {
		got.headers["Authorization"] = "Bearer " + made.Token
		return got, nil
	}
	maps.Copy(got.headers, map[string]string{
		"Cookie":      fmt.Sprintf("%s=%s; %s=%s", made.Session[0], made.Session[1], made.Csrf[0], made.Csrf[1]),
		"X-CSRFToken": made.Csrf[1],
		"Referer":     fmt.Sprintf("https://127.0.0.1:%d/", p.port),
	})
	return got, nil
}

// addKey makes an API key that may do everything with the sample domain.
func (p *production) addKey(ctx context.Context, got access, log *os.File) error {
	cmd := exec.CommandContext(ctx, filepath.Join(p.project.folder, ".venv", "bin", "python"), "-m", "app.manage",
		"keys", "create", "--name", "proof", "--scopes", "items:read,items:write")
	cmd.Dir, cmd.Env, cmd.Stderr = p.project.folder, p.env, log
	key, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("making an API key: %w", err)
	}
	got.headers["Authorization"] = "Bearer " + string(bytes.TrimSpace(key))
	return nil
}

// addUser makes a user who may do everything, and logs in.
func (p *production) addUser(ctx context.Context, got access, log *os.File) error {
	email, password := "proof-"+strings.ToLower(rand.Text())+"@example.org", rand.Text()
	cmd := exec.CommandContext(ctx, filepath.Join(p.project.folder, ".venv", "bin", "python"), "-m", "app.manage",
		"users", "create", email, "--superuser")
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.project.folder, p.env, strings.NewReader(password+"\n"), log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("making a user: %w", err)
	}
	token, err := p.logIn(ctx, email, password)
	got.headers["Authorization"] = "Bearer " + token
	return err
}

// logIn asks the running server for an access token.
func (p *production) logIn(ctx context.Context, email, password string) (string, error) {
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	address := fmt.Sprintf("http://127.0.0.1:%d/v1/auth/login", p.port)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("logging in: %w", err)
	}
	if answer.Token == "" {
		return "", fmt.Errorf("logging in: %s", response.Status)
	}
	return answer.Token, nil
}

// has reports whether the project has the file.
func (p *production) has(file string) bool {
	_, err := os.Stat(filepath.Join(p.project.folder, filepath.FromSlash(file)))
	return err == nil
}
