package main

// mutation is a fault that somebody could make in the templates.
type mutation struct {
	name    string
	project string // the combination that it shows in
	check   string // the check of the proof that has to catch it
	edits   []edit
}

// edit is a change of one file below templates/: one text for another, which
// stands there so many times (0 means once), or, with an empty old text, the
// removal of the file.
type edit struct {
	file, old, new string
	times          int
}

// mutations are the faults, from the cheap to catch to the dear.
var mutations = []mutation{
	{"unpinned requirement", "default-django", "setup", []edit{{
		file: "shared/base/requirements.txt.tmpl", old: "<% range .Pins %>", new: "idna\n<% range .Pins %>",
	}}},
	{"setting that nothing reads", "default-fastapi", "traces", []edit{{
		file: "fastapi/pack.yaml", old: "      - name: MAX_BODY_BYTES",
		new: "      - name: BODY_KILOBYTES\n        meaning: Largest request body.\n        example: \"5\"\n        default: \"1\"\n      - name: MAX_BODY_BYTES",
	}}},
	{"shell variable without quotes", "default-django", "shell", []edit{{
		file: "shared/base/scripts/setup.sh.tmpl", old: "printf '%s\\n' \"$locked\"", new: "printf '%s\\n' $locked",
	}}},
	{"relative folder in the image", "default-django", "dockerfile", []edit{{
		file: "shared/base/Dockerfile.tmpl", old: "WORKDIR /app\nCOPY . .\n", new: "WORKDIR app\nCOPY . .\n",
	}}},
	{"production starts without a password", "default-django", "compose", []edit{{
		file: "shared/features/full/files/compose.production.yaml.tmpl",
		old:  "${POSTGRES_PASSWORD:?letters and digits only}", new: "${POSTGRES_PASSWORD:-postgres}",
	}}},
	{"action that is not pinned to a commit", "default-django", "pipeline", []edit{{
		file: "shared/features/github/files/dot_github/workflows/ci.yml.tmpl", times: 2,
		old: "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0", new: "actions/setup-python@main",
	}}},
	{"directive that nginx does not know", "default-django", "proxy", []edit{{
		file: "shared/features/full/files/deploy/nginx.conf.tmpl", old: "server_tokens off;", new: "server_token off;",
	}}},
	{"import of what another requirement brings", "default-fastapi", "dependencies", []edit{{
		file: "fastapi/base/app/core/text.py", old: "from typing import", new: "import anyio\nfrom typing import",
	}}},
	{"wrong import in one feature", "default-django", "check", []edit{{
		file: "django/features/worker/files/apps/notes/tasks.py",
		old:  "from apps.notes.models import Note", new: "from apps.notes.model import Note",
	}}},
	{"dropped migration", "default-fastapi", "check", []edit{{
		file: "fastapi/features/sqlalchemy-core/files/migrations/versions/0001_items.py.tmpl",
	}}},
	{"blocking call in an async route", "default-fastapi", "check", []edit{
		{file: "fastapi/base/app/api/health.py", old: "from typing import", new: "import time\nfrom typing import"},
		{file: "fastapi/base/app/api/health.py", old: "    return Alive()", new: "    time.sleep(0.1)\n    return Alive()"},
	}},
	{"removal of the sample domain forgets a line", "default-fastapi", "sample", []edit{{
		file: "fastapi/features/handbook/files/docs/architecture.md.tmpl",
		old:  "line   app/api/v1.py       router.include_router(items<% if on \"auth\" %>, responses=problems(401, 403)<% end %>)\n",
	}}},
	{"answer missing in the contract", "default-fastapi", "contract", []edit{
		{file: "fastapi/base/app/api/v1.py.tmpl", old: "problems(401, 403)", new: "problems(403)"},
		{
			file: "fastapi/base/openapi.json.tmpl", times: 10,
			old: "\"401\": {\n            \"description\": \"Nobody known is calling\"",
			new: "\"402\": {\n            \"description\": \"Nobody has paid\"",
		},
	}},
	{"inline script", "default-django", "pages", []edit{{
		file: "django/base/templates/base.html.tmpl",
		old:  "    <link rel=\"icon\"", new: "    <script>document.title += \" *\"</script>\n    <link rel=\"icon\"",
	}}},
	{"readiness that always says yes", "default-fastapi", "outage", []edit{
		{file: "fastapi/base/app/core/readiness.py", old: "            return False\n", new: "            return True\n", times: 2},
		{file: "fastapi/base/app/core/readiness.py", old: "return error is None", new: "return True"},
	}},
	{"secret in the log", "default-fastapi", "faults", []edit{{
		file: "fastapi/base/app/main.py.tmpl", old: "    engine = make_engine(settings)\n",
		new: "    engine = make_engine(settings)\n    print(f\"connecting to {settings.database_url}\", flush=True)\n",
	}}},
	{"commit after the response", "default-fastapi", "faults", []edit{
		{file: "fastapi/features/sqlalchemy-core/files/app/core/db.py.tmpl", old: "await self._session.commit()", new: "await self._session.flush()"},
		{file: "fastapi/features/sqlalchemy-core/files/app/core/db.py.tmpl", old: "        yield session\n", new: "        yield session\n        await session.commit()\n"},
	}},
	{"root user", "default-fastapi", "image", []edit{{
		file: "shared/base/Dockerfile.tmpl", old: "USER 10001:10001\n", new: "",
	}}},
}
