"""Keyset pagination: a cursor points behind a row, so rows that arrive meanwhile shift nothing."""

import base64
import binascii
import json
import uuid
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Query
from pydantic import BaseModel

from app.core.errors import DomainError

Limit = Annotated[int, Query(ge=1, le=100, description="Largest number of results")]
CursorText = Annotated[
    str | None, Query(max_length=200, description="`next_cursor` of the page before")
]


class BadCursorError(DomainError):
    """The cursor did not come from this API."""


class Page[T](BaseModel):
    results: list[T]
    next_cursor: str | None


class Cursor(NamedTuple):
    moment: datetime
    id: uuid.UUID

    def encode(self) -> str:
        text = json.dumps([self.moment.isoformat(), self.id.hex])
        return base64.urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def decode(cls, text: str) -> "Cursor":
        try:
            moment, row = json.loads(base64.b64decode(text, altchars=b"-_", validate=True))
            cursor = cls(datetime.fromisoformat(moment), uuid.UUID(row))
        except (binascii.Error, ValueError, TypeError, AttributeError):
            raise BadCursorError("The cursor is not one of this API.") from None
        if cursor.moment.tzinfo is None:
            raise BadCursorError("The cursor is not one of this API.")
        return cursor
