"""Who is calling. Whatever proves it, the rest of the application knows no more than this."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from app.core.errors import DomainError

# All scopes there are; filled while routers are imported.
SCOPES: set[str] = set()


@dataclass(frozen=True)
class Caller:
    id: str
    scopes: frozenset[str]


class UnauthenticatedError(DomainError):
    """The same answer for every reason: an attacker learns nothing from it."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, *, given: bool) -> None:
        super().__init__("Nobody known is calling: the credentials are missing, unknown or over.")
        self.headers = {"WWW-Authenticate": 'Bearer error="invalid_token"' if given else "Bearer"}


class MissingScopeError(DomainError):
    status = HTTPStatus.FORBIDDEN

    def __init__(self, missing: Iterable[str]) -> None:
        scopes = " ".join(missing)
        super().__init__(f"The caller needs the scope {scopes}.")
        self.headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scopes}"'}
