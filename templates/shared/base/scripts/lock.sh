#!/bin/sh
# Resolves the requirements of pyproject.toml again, to the newest versions that they allow:
#   requirements.txt       what the application needs
#   requirements-dev.txt   the same plus the tools of the group "dev"
# Both hold exact versions with hashes for every platform, and no address of a package index.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=scripts/uv.sh
. ./scripts/uv.sh

if ! uv_works; then
    printf '%s\n' "lock: uv is needed to resolve requirements and does not run here; install it, for example with: pipx install uv" >&2
    exit 1
fi
UV_PYTHON_DOWNLOADS=never
export UV_PYTHON_DOWNLOADS
python=.venv/bin/python
[ -x "$python" ] || python=python3
uv_like_pip "$python"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# resolve FILE OPTION...: the resolution of pyproject.toml with OPTIONs.
resolve() {
    output=$1
    shift
    uv pip compile --quiet --upgrade --universal --python-version 3.12 --python "$python" \
        --generate-hashes --no-build --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links --output-file "$output" "$@" pyproject.toml
}

# header OPTION...: the first two lines of a requirements file.
header() {
    printf '%s\n' "# Locked by scaffold for this project; refresh with: make lock" \
        "#   uv pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url $*"
}

resolve "$work/runtime"
resolve "$work/all" --group dev --constraints "$work/runtime"

{
    header pyproject.toml
    cat "$work/runtime"
} >"$work/requirements.txt"

# What the first file says already is left out of the second. An entry is a line that starts
# with a name, and the indented lines of hashes below it.
{
    header --group dev pyproject.toml
    printf '%s\n' "-r requirements.txt"
    awk '
        /^[A-Za-z0-9]/ { if (FNR == NR) known[$0]; keep = FNR != NR && !($0 in known) }
        keep
    ' "$work/runtime" "$work/all"
} >"$work/requirements-dev.txt"

cp "$work/requirements.txt" requirements.txt
cp "$work/requirements-dev.txt" requirements-dev.txt
printf '%s\n' "Refreshed requirements.txt and requirements-dev.txt. Next: make setup check" >&2
