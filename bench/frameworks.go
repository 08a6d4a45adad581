package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"

	"scaffold/proof/load"
)

// fastapiList has no authentication, like its bare application; both servers are
// one process.
var fastapiList = listing{
	name:      "list-fastapi",
	framework: "FastAPI and SQLAlchemy",
	answers:   []string{"--shape", "api", "--auth", "none", "--jobs", "none"},
	path:      "/v1/items",
	prepare: func(ctx context.Context, s *site) (generated, plain contender, err error) {
		serve := []string{s.bin("uvicorn"), "--host", "127.0.0.1", "--port", "PORT", "--no-access-log"}
		generated = contender{
			name: "generated", folder: s.folder, env: []string{"ENVIRONMENT=production"},
			command: append(slices.Clone(serve), "--no-server-header", "--factory", "app.main:create_app"),
		}
		plain = contender{name: "bare", folder: s.bare(), command: append(serve, "fastapi_bare:app")}
		return generated, plain, s.run(ctx, generated, "make", "migrate")
	},
	fill: fill,
}

// djangoList asks with a token, like its bare application; both servers are two
// processes with four threads each. The limits on requests are off.
var djangoList = listing{
	name:      "list-django",
	framework: "Django REST framework",
	answers:   []string{"--shape", "saas", "--api", "drf", "--jobs", "none"},
	path:      "/api/v1/notes",
	prepare: func(ctx context.Context, s *site) (generated, plain contender, err error) {
		path := "PYTHONPATH=" + s.bare() + string(filepath.ListSeparator) + s.folder
		serve := []string{s.bin("gunicorn"), "--bind", "127.0.0.1:PORT", "--config", filepath.Join(s.folder, "gunicorn.conf.py"), "--max-requests", "0"}
		generated = contender{
			name: "generated", folder: s.folder,
			env:     []string{path, "DJANGO_SETTINGS_MODULE=generated_settings", "SECRET_KEY=" + rand.Text() + rand.Text(), "MAIL_URL=smtp://127.0.0.1"},
			command: append(slices.Clone(serve), "config.wsgi"),
			target:  load.Target{Headers: map[string]string{"X-Forwarded-Proto": "https"}},
		}
		plain = contender{
			name: "bare", folder: s.bare(), env: []string{path, "DJANGO_SETTINGS_MODULE=djangobare.settings"},
			command: append(serve, "djangobare.wsgi"), target: load.Target{Headers: map[string]string{}},
		}
		if err := s.run(ctx, plain, filepath.Join(s.postgres, "psql"), "--no-psqlrc", "--quiet", "--command", "CREATE DATABASE bare", s.database); err != nil {
			return generated, plain, err
		}
		for _, one := range []struct {
			contender             contender
			scheme, migrate, fill string
		}{
			{generated, "Bearer", "migrate", "fill_generated.py"},
			{plain, "Token", "migrate && " + s.bin("django-admin") + " migrate --run-syncdb", "fill_bare.py"},
		} {
			if err := s.run(ctx, one.contender, "sh", "-ec", s.bin("django-admin")+" "+one.migrate); err != nil {
				return generated, plain, err
			}
			token, err := s.output(ctx, one.contender, s.bin("python"), filepath.Join(s.bare(), one.fill), fmt.Sprint(listRows))
			if err != nil {
				return generated, plain, err
			}
			one.contender.target.Headers["Authorization"] = one.scheme + " " + token
		}
		return generated, plain, nil
	},
}

// expect wants an answer to have this status.
func expect(response *http.Response, status int) error {
	if response.StatusCode != status {
		return fmt.Errorf("%s answers %s", response.Request.URL, response.Status)
	}
	return nil
}

// fill adds rows to the list at the address.
func fill(ctx context.Context, address string) error {
	for i := range listRows {
		body := fmt.Sprintf(`{"name": "Item %d", "description": "One of %d, for the benchmark."}`, i, listRows)
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(body)))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		if err := errors.Join(response.Body.Close(), expect(response, http.StatusCreated)); err != nil {
			return err
		}
	}
	return nil
}
