"""What the lock on failed logins goes by: which account is tried, and from where."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def account(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The address that was typed; another spelling of it is no other account."""
    given = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(given).strip().lower()


def forwarded_address(request: HttpRequest) -> str:
    """Where the visitor is, as the proxy in front says; older words of others are not believed."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rpartition(",")[2].strip() or str(request.META["REMOTE_ADDR"])
