package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

const dockerfile = `# comment
ARG BASE=python
FROM ${BASE} AS build
ENV A=1
RUN pip install \
    --require-hashes \
    -r requirements.txt
COPY requirements.txt /tmp/
WORKDIR /app
COPY . .
# made once
RUN DJANGO_SETTINGS_MODULE=config.settings.production \
    python manage.py collectstatic --noinput
RUN chmod -R u=rwX /app

FROM ${BASE}
ENV PATH=/opt/venv/bin:$PATH \
    MODE=production \
    TEXT="two words"
HEALTHCHECK CMD ["python", "-m", "health"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "config.wsgi"]
`

func TestParseImage(t *testing.T) {
	t.Parallel()
	got, err := parseImage(dockerfile)
	want := image{
		Prepare: []string{"DJANGO_SETTINGS_MODULE=config.settings.production python manage.py collectstatic --noinput"},
		Env:     []string{"MODE=production", "TEXT=two words"},
		Command: []string{"gunicorn", "--config", "gunicorn.conf.py", "config.wsgi"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestParseImageRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"FROM a\nCMD gunicorn app\n":               "not in exec form",
		"FROM a\nCMD [\"x\"]\nFROM b\n":            "no CMD",
		"FROM a\nENV NAME value\nCMD [\"x\"]\n":    "not NAME=value",
		"FROM a\nENV NAME=\"open\nCMD [\"x\"]\n":   "invalid syntax",
		"FROM a\nENV A=1 \"B\"=2\nCMD [\"x\"]\n\n": "not NAME=value",
	} {
		if _, err := parseImage(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestListenOn(t *testing.T) {
	t.Parallel()
	tests := []struct{ command, want []string }{
		{[]string{"gunicorn", "config.wsgi"}, []string{"gunicorn", "config.wsgi", "--bind", "127.0.0.1:99"}},
		{[]string{"python", "-m", "uvicorn", "app:x", "--port", "8000"}, []string{"python", "-m", "uvicorn", "app:x", "--port", "8000", "--host", "127.0.0.1", "--port", "99"}},
	}
	for _, test := range tests {
		if got, err := listenOn(test.command, 99); err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, %v", test.command, got, err)
		}
	}
	if got, err := listenOn([]string{"daphne"}, 99); err == nil {
		t.Errorf("daphne: got %q", got)
	}
}
