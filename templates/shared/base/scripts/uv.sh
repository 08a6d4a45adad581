# Sourced by setup.sh and lock.sh: how this project uses uv.
# shellcheck shell=sh

# uv_works: is there a uv that runs? A version manager's shim can be on PATH and still refuse.
uv_works() {
    uv --version >/dev/null 2>&1
}

# uv_has_index: did somebody already tell uv which index to use?
uv_has_index() {
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}${UV_INDEX:-}" ] || return 0
    for uv_file in "${UV_CONFIG_FILE:-}" uv.toml \
        "${XDG_CONFIG_HOME:-${HOME:-}/.config}/uv/uv.toml" /etc/xdg/uv/uv.toml /etc/uv/uv.toml; do
        if [ -f "$uv_file" ] && grep -Eq '^(index-url *=|\[\[index\]\])' "$uv_file"; then
            return 0
        fi
    done
    [ -f pyproject.toml ] && grep -q '^\[\[tool\.uv\.index\]\]' pyproject.toml
}

# pip_setting NAME: the value of pip's setting NAME in $pip_settings, or nothing.
pip_setting() {
    printf '%s\n' "$pip_settings" |
        sed -nE "s/^(:env:|global|install)\.$1='(.*)'\$/\2/p" | head -n 1
}

# uv_like_pip PYTHON: uv does not read pip's configuration, so a company's package index
# and certificate authority are passed on, unless uv has settings of its own.
uv_like_pip() {
    if uv_has_index; then
        return 0
    fi
    pip_settings=$("$1" -m pip config list 2>/dev/null || pip config list 2>/dev/null || true)
    uv_index=$(pip_setting index-url)
    if [ -n "$uv_index" ]; then
        UV_DEFAULT_INDEX=$uv_index
        export UV_DEFAULT_INDEX
    fi
    uv_cert=$(pip_setting cert)
    if [ -n "$uv_cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then
        SSL_CERT_FILE=$uv_cert
        export SSL_CERT_FILE
    fi
}
