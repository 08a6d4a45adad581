package main

// mutation is a fault that somebody could make in the templates.
type mutation struct {
	name    string
	project string // the combination that it shows in
	check   string // the check of the proof that has to catch it
	edits   []edit
}

// edit is a change of one file below templates/: one text for another, or, with
// an empty old text, the removal of the file.
type edit struct{ file, old, new string }

// mutations are the faults, from the cheap to catch to the dear.
var mutations = []mutation{
	{"unpinned requirement", "default-django", "setup", []edit{{
		"shared/base/requirements.txt.tmpl", "<% range .Pins %>", "idna\n<% range .Pins %>",
	}}},
	{"setting that nothing reads", "default-fastapi", "traces", []edit{{
		"fastapi/pack.yaml", "      - name: MAX_BODY_BYTES", "      - name: BODY_KILOBYTES\n        meaning: Largest request body.\n        example: \"5\"\n        default: \"1\"\n      - name: MAX_BODY_BYTES",
	}}},
	{"wrong import in one feature", "default-django", "check", []edit{{
		"django/features/celery/files/apps/notes/tasks.py", "from apps.notes.models import Note", "from apps.notes.model import Note",
	}}},
	{"dropped migration", "default-fastapi", "check", []edit{{
		"fastapi/base/migrations/versions/0001_items.py.tmpl", "", "",
	}}},
	{"blocking call in an async route", "default-fastapi", "check", []edit{
		{"fastapi/base/app/api/health.py", "from typing import", "import time\nfrom typing import"},
		{"fastapi/base/app/api/health.py", "    return Alive()", "    time.sleep(0.1)\n    return Alive()"},
	}},
	{"removal of the sample domain forgets a line", "default-fastapi", "sample", []edit{{
		"fastapi/features/handbook/files/docs/architecture.md.tmpl", "line   app/api/v1.py       router.include_router(items)\n", "",
	}}},
	{"readiness that always says yes", "default-fastapi", "outage", []edit{{
		"fastapi/base/app/core/readiness.py", "            return False\n", "            return True\n",
	}}},
	{"secret in the log", "default-fastapi", "faults", []edit{{
		"fastapi/base/app/core/logging.py.tmpl", "show_locals=False", "show_locals=True",
	}}},
}
