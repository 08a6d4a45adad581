#!/bin/sh
# Prepares this checkout: .venv with the locked requirements, and .env with fresh secrets.
# Safe to run again at any time; it never changes an existing .env.
#
#   PYTHON=/path/to/python   use this interpreter (3.12 or newer)
#   INSTALLER=pip            use venv and pip even where uv is installed
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/uv.sh
. ./scripts/uv.sh

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "setup: $*"
    exit 1
}

choose_installer() {
    case ${INSTALLER:-} in
        '') if uv_works; then installer=uv; else installer=pip; fi ;;
        pip) installer=pip ;;
        uv) uv_works || die "INSTALLER=uv, but uv does not run here"; installer=uv ;;
        *) die "INSTALLER must be uv or pip, not '$INSTALLER'" ;;
    esac
}

# check_python COMMAND: prints the path of the interpreter behind COMMAND if it can run this
# project. It has to be run to know: a shim may refuse, a build may lack a module. Asked from
# within a virtual environment it answers with the interpreter that environment was made from.
check_python() {
    "$1" - "$installer" 2>/dev/null <<'PYTHON'
import sys
if sys.version_info < (3, 12):
    sys.exit(1)
import sqlite3, ssl, venv
if sys.argv[1] == "pip":
    import ensurepip
print(getattr(sys, "_base_executable", None) or sys.executable)
PYTHON
}

# find_python: sets $python. 3.13 is what the image runs; any other from 3.12 on works too.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        python=$(check_python "$PYTHON") ||
            die "PYTHON=$PYTHON is not a usable Python 3.12 or newer"
        return 0
    fi
    for version in 3.13 3.14 3.12; do
        for candidate in "python$version" "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/$version".*/bin/python; do
            if python=$(check_python "$candidate"); then
                return 0
            fi
        done
    done
    for candidate in python3 python; do
        if python=$(check_python "$candidate"); then
            return 0
        fi
    done
    if [ "$installer" = uv ] && candidate=$(uv python find --no-project '>=3.12' 2>/dev/null) &&
        python=$(check_python "$candidate"); then
        return 0
    fi
    say "setup: no Python 3.12 or newer found (looked at python3.13, python3.14, python3.12, python3"
    say "and python on PATH, and at the versions of pyenv)."
    say "Install one, on Debian and Ubuntu together with its venv package, or name it:"
    say "    make setup PYTHON=/path/to/python3.13"
    exit 1
}

# make_environment: .venv with the Python that was found; one that still works is kept.
make_environment() {
    if [ -x .venv/bin/python ] && [ -z "${PYTHON:-}" ] &&
        python=$(check_python .venv/bin/python); then
        return 0
    fi
    find_python
    if [ -x .venv/bin/python ] && [ "$(check_python .venv/bin/python)" = "$python" ]; then
        return 0
    fi
    if [ -e .venv ] || [ -L .venv ]; then
        [ -f .venv/pyvenv.cfg ] ||
            die ".venv is not a virtual environment; move it out of the way first"
        rm -rf .venv
    fi
    say "Python: $("$python" --version | cut -d ' ' -f 2) ($python)"
    case $installer in
        uv) uv venv --quiet --python "$python" .venv ;;
        pip) "$python" -m venv .venv ;;
    esac
}

# install_requirements: exactly the locked versions, checked against their hashes, wheels only
# (so that no code of a package runs while it is installed).
install_requirements() {
    case $installer in
        uv)
            rm -f .venv/.installed
            uv_like_pip "$python"
            uv pip sync --quiet --python .venv/bin/python --require-hashes --no-build \
                requirements-dev.txt
            ;;
        pip)
            locked=$(cat requirements.txt requirements-dev.txt | cksum)
            if [ "$(cat .venv/.installed 2>/dev/null)" = "$locked" ]; then
                return 0
            fi
            # pip removes nothing, so a changed list of requirements gets a new environment.
            [ ! -f .venv/.installed ] || "$python" -m venv --clear .venv
            say "Installing with pip; this takes about half a minute (uv is faster)."
            .venv/bin/python -m pip --version >/dev/null 2>&1 ||
                .venv/bin/python -m ensurepip >/dev/null
            .venv/bin/python -m pip install --quiet --disable-pip-version-check \
                --require-hashes --only-binary :all: --requirement requirements-dev.txt
            printf '%s\n' "$locked" >.venv/.installed
            ;;
    esac
}

# make_env_file: .env with a fresh value for each variable that .env.example sets to change-me.
make_env_file() {
    if [ -e .env ] || [ -L .env ]; then
        return 0
    fi
    .venv/bin/python - <<'PYTHON'
import os, re, secrets
with open(".env.example", encoding="utf-8") as example:
    names = re.findall(r"^(\w+)=change-me$", example.read(), re.MULTILINE)
lines = ["# Settings of this checkout, not for git; .env.example explains every variable."]
lines += [f"{name}={secrets.token_urlsafe(48)}" for name in names]
with os.fdopen(os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as env:
    env.write("\n".join(lines) + "\n")
PYTHON
    say "Created .env (fresh secrets, readable by you alone)."
}

UV_PYTHON_DOWNLOADS=never
export UV_PYTHON_DOWNLOADS
choose_installer
make_environment
install_requirements
make_env_file
say "Ready. Next: make dev"
