"""Database: what all tables rely on."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.db import UtcDateTime
from app.core.pagination import BadCursorError, Cursor


async def test_sqlite_checks_foreign_keys(engine: AsyncEngine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("concerns SQLite")
    async with engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"


def test_moments_are_utc() -> None:
    kind, dialect = UtcDateTime(), sqlite.dialect()
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    kept = kind.process_bind_param(summer, dialect)
    assert kept == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None
    assert kind.process_result_value(datetime(2026, 7, 1, 10), dialect) == summer  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 7, 1), dialect)  # noqa: DTZ001


def test_cursors_come_back_as_they_were() -> None:
    cursor = Cursor(datetime(2026, 7, 1, 10, tzinfo=UTC), uuid.UUID(int=7))
    assert Cursor.decode(cursor.encode()) == cursor


def test_cursors_need_a_time_zone() -> None:
    local = Cursor(datetime(2026, 7, 1, 10), uuid.UUID(int=7))  # noqa: DTZ001
    with pytest.raises(BadCursorError):
        Cursor.decode(local.encode())


@pytest.mark.parametrize("text", ["", "x", "e30=", "bnVsbA==", "WzEsMl0=", "W10=", "é"])
def test_foreign_cursors_are_refused(text: str) -> None:
    with pytest.raises(BadCursorError):
        Cursor.decode(text)
