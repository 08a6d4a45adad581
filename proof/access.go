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
	// Where an account can have a second factor: the browser of one that has none
	// yet, and the password of the one that has.
	plain    map[string]string
	password string
}

// sessionOf is where somebody is logged in: names and values of two cookies.
type sessionOf struct{ Session, Csrf [2]string }

// cookies are what a browser sends.
func (s sessionOf) cookies() map[string]string {
	return map[string]string{s.Session[0]: s.Session[1], s.Csrf[0]: s.Csrf[1]}
}

// djangoAccess makes an administrator with a session, and prints it. A browser
// would get both cookies from the sign-in page. With allauth the administrator
// has a second factor, and there is a user without; both have just typed their
// passwords.
const djangoAccess = `
import importlib, json, secrets, time
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
users = get_user_model()
def account(email, **fields):
    user = users.objects.filter(email=email).first()
    return user or users.objects.create_user(email, **fields)
def session_of(user):
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return {"session": [settings.SESSION_COOKIE_NAME, session.session_key],
            "csrf": [settings.CSRF_COOKIE_NAME, secrets.token_hex(16)]}
user = account("proof@example.org", is_staff=True, is_superuser=True)
more = {}
if "allauth.account" in settings.INSTALLED_APPS:
    from allauth.account.models import EmailAddress
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    plain = account("plain@example.org", is_staff=True)
    more["password"] = secrets.token_hex(16)
    for one in (user, plain):
        one.set_password(more["password"])
        one.save()
        EmailAddress.objects.get_or_create(user=one, email=one.email, defaults={"verified": True, "primary": True})
    if not user.authenticator_set.exists():
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    more["plain"] = session_of(plain)
token = None
if "knox" in settings.INSTALLED_APPS:
    from knox.models import AuthToken
    token = AuthToken.objects.create(user)[1]
print(json.dumps({"token": token, **session_of(user), **more}))
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
		sessionOf
		Token, Password string
		Plain           sessionOf
	}
	if err := json.Unmarshal(bytes.TrimSpace(stdout.Bytes()), &made); err != nil {
		return got, fmt.Errorf("making an administrator: %w", err)
	}
	got.cookies, got.password = made.cookies(), made.Password
	if made.Password != "" {
		got.plain = made.Plain.cookies()
	}
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
