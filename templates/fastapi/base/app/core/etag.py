"""Conditional requests (RFC 9110): read again only what changed, change only what was read."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from app.core.errors import DomainError

LONGEST = 1_000
IfMatch = Annotated[
    str | None,
    Header(max_length=LONGEST, description="`ETag` that has to be current: else 412"),
]
IfNoneMatch = Annotated[
    str | None,
    Header(max_length=LONGEST, description="`ETag` that is known: 304 while it is current"),
]


class PreconditionError(DomainError):
    """What the client has read is no longer current."""

    status = HTTPStatus.PRECONDITION_FAILED

    def __init__(self) -> None:
        super().__init__("It has changed since it was read: read it again.")


def etag(version: int) -> str:
    """A strong tag: every change of what is shown raises the version."""
    return f'"{version}"'


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",")]


def is_known(version: int, if_none_match: str | None) -> bool:
    """Compares weakly: a proxy that compresses turns a strong tag into a weak one."""
    tags = [tag.removeprefix("W/") for tag in _tags(if_none_match or "")]
    return etag(version) in tags or "*" in tags


def require_current(version: int, if_match: str | None) -> None:
    """Compares strongly: a weak tag never matches."""
    if if_match is not None and not {etag(version), "*"} & set(_tags(if_match)):
        raise PreconditionError
