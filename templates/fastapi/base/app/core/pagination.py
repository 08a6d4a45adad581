"""Keyset pagination: a cursor points behind a row, so rows that arrive meanwhile shift nothing."""

import base64
import hashlib
import uuid
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.core.errors import DomainError


class UnknownPageError(DomainError):
    """The cursor was not given out for this list, this order and these filters.

    It is a place that does not exist, hence 404: an empty page would make a client believe that
    it has seen everything.
    """

    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such page: the cursor belongs to another question.")


class Page[T](BaseModel):
    results: list[T]
    next_cursor: str | None = Field(description="Asks for the page behind this one; null: the end")


class Position(NamedTuple):
    """The row that a page begins behind."""

    value: Any  # of the field that the list is sorted by
    id: uuid.UUID


@cache
def _cursors(kind: Any) -> TypeAdapter[Any]:
    """Reads and writes cursors of lists that are sorted by values of a kind."""
    kinds = (str, kind, uuid.UUID)
    return TypeAdapter(tuple[kinds])  # type: ignore[valid-type]


class PageQuery(BaseModel):
    """Query of a list. Subclasses add `sort`, a choice of names, and their filters."""

    model_config = ConfigDict(extra="forbid")
    # Fields that `sort` may name, with the type of their values. A field whose value changes
    # would move rows between pages.
    SORTABLE: ClassVar[dict[str, Any]]

    limit: int = Field(default=50, ge=1, le=100, description="Largest number of results")
    cursor: Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", max_length=2_000)] | None = Field(
        default=None, description="`next_cursor` of the page before, with the same other parameters"
    )
    sort: str

    @property
    def field(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def position(self) -> Position | None:
        if self.cursor is None:
            return None
        try:
            text = base64.urlsafe_b64decode(self.cursor + "=" * (-len(self.cursor) % 4))
            question, value, row = self._adapter.validate_json(text)
        except (ValueError, ValidationError):
            raise UnknownPageError from None
        if question != self._question:
            raise UnknownPageError
        return Position(value, row)

    def cursor_behind(self, position: Position) -> str:
        text = self._adapter.dump_json((self._question, *position))
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    @property
    def _adapter(self) -> TypeAdapter[Any]:
        return _cursors(self.SORTABLE[self.field])

    @property
    def _question(self) -> str:
        """Mark of order and filters: a cursor of one question is of no use for another."""
        asked = type(self).__name__ + self.model_dump_json(exclude={"limit", "cursor"})
        return hashlib.sha256(asked.encode()).hexdigest()[:16]
