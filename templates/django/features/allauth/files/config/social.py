"""Logging in with an account elsewhere: a provider is offered once its client id is set."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment

# Provider: variables with the client and its secret, and where people confirm the login.
PROVIDERS = {
    "google": ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "https://accounts.google.com"),
    "github": ("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "https://github.com"),
}


def providers(env: Environment) -> dict[str, dict[str, Any]]:
    """Settings of each provider whose client the environment names."""
    found = {}
    for name, (client, secret, _) in PROVIDERS.items():
        if client_id := env.text(client):
            app = {"client_id": client_id, "secret": env.text(secret)}
            if not app["secret"]:
                raise ImproperlyConfigured(f"{secret} is not set, though {client} is.")
            found[name] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    return found


def apps(names: Iterable[str]) -> list[str]:
    """The app of each provider; without its app a provider has no addresses."""
    return [f"allauth.socialaccount.providers.{name}" for name in names]


def origins(names: Iterable[str]) -> list[str]:
    """Where the providers are, for the content security policy."""
    return [PROVIDERS[name][2] for name in names]
