"""Cursors: what they hold comes back, what they are not made for is refused."""

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

import pytest

from app.core.pagination import PageQuery, Position, UnknownPageError
from app.core.text import Moment, Text

ROW = uuid.UUID(int=7)


class Query(PageQuery):
    SORTABLE: ClassVar = {"at": Moment, "name": Text}

    sort: Literal["at", "-at", "name"] = "-at"
    part: str | None = None


class OtherQuery(Query):
    pass


@pytest.mark.parametrize(
    ("sort", "value"),
    [("-at", datetime(2026, 7, 1, 10, tzinfo=UTC)), ("name", "née 😀"), ("name", "2026-07-01")],
)
def test_cursors_come_back_as_they_were(sort: Any, value: object) -> None:
    cursor = Query(sort=sort).cursor_behind(Position(value, ROW))
    assert Query(sort=sort, cursor=cursor).position == (value, ROW)
    assert Query(sort=sort).position is None


def test_longest_value_fits() -> None:
    cursor = Query(sort="name").cursor_behind(Position("😀" * 200, ROW))
    assert Query(sort="name", cursor=cursor).position == ("😀" * 200, ROW)


@pytest.mark.parametrize("other", [Query(sort="at"), Query(part="x"), OtherQuery()])
def test_cursors_of_other_questions_are_refused(other: Query) -> None:
    cursor = other.cursor_behind(Position(datetime(2026, 7, 1, tzinfo=UTC), ROW))
    with pytest.raises(UnknownPageError):
        _ = Query(cursor=cursor).position


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 1, None])
def test_values_that_no_database_takes_are_refused(value: object) -> None:
    good = Query(sort="name").cursor_behind(Position("a", ROW))
    question = json.loads(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4)))[0]
    text = json.dumps([question, value, str(ROW)])
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    with pytest.raises(UnknownPageError):
        _ = Query(sort="name", cursor=cursor).position


@pytest.mark.parametrize("cursor", ["x", "e30", "bnVsbA", "WzEsMl0", "W10", "A", "____"])
def test_foreign_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(UnknownPageError):
        _ = Query(cursor=cursor).position
