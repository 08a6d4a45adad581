"""Which addresses there are, and what somebody gets there."""

from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver


def names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Names of all addresses, except those of the admin, which has tests for every model."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from names(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


def statuses(address: str, *clients: Client) -> tuple[int, ...]:
    return tuple(client.get(address).status_code for client in clients)
