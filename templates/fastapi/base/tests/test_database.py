"""Database: what all tables rely on."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm.exc import StaleDataError

from app.core.db import ConstraintError, Repository, StaleError, UtcDateTime, make_sessions


async def test_sqlite_checks_foreign_keys(engine: AsyncEngine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("concerns SQLite")
    async with engine.connect() as connection:
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"


async def test_sqlite_writers_wait_for_each_other(engine: AsyncEngine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("concerns SQLite")

    async def count() -> None:
        async with engine.begin() as connection:
            number = await connection.scalar(text("PRAGMA user_version"))
            await asyncio.sleep(0.02)
            await connection.execute(text(f"PRAGMA user_version = {number + 1}"))

    await asyncio.gather(*(count() for _ in range(4)))
    async with engine.begin() as connection:
        assert await connection.scalar(text("PRAGMA user_version")) == 4
        await connection.execute(text("PRAGMA user_version = 0"))


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


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (IntegrityError("statement", {}, Exception()), ConstraintError),
        (StaleDataError(), StaleError),
    ],
)
async def test_commit_says_what_the_database_refused(
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    meaning: type[Exception],
) -> None:
    async def refuse() -> None:
        raise error

    async with make_sessions(engine)() as session:
        await session.scalar(text("SELECT 1"))
        monkeypatch.setattr(session, "commit", refuse)
        with pytest.raises(meaning):
            await Repository(session).commit()
        assert not session.in_transaction()
