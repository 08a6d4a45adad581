"""Migrations: they go both ways and end where the models are."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.core.config import Settings, get_settings
from app.core.db import Base, Engine, make_engine
from tests.database import ALEMBIC, ROOT, create_database, remove_database, renamed


@pytest.fixture
async def empty(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    """A second database with nothing in it."""
    address = renamed(settings.database_url, "_migrations")
    monkeypatch.setenv("DATABASE_URL", address)
    await create_database(address)
    get_settings.cache_clear()
    engine = make_engine(get_settings())
    yield engine
    await engine.dispose()
    await remove_database(address)
    get_settings.cache_clear()


async def _tables(engine: Engine) -> set[str]:
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    return set(names) - {"alembic_version"}


async def test_up_down_up(empty: Engine) -> None:
    for revision, tables in (("head", set(Base.metadata.tables)), ("base", set())):
        for _ in range(2):
            migrate = command.upgrade if revision == "head" else command.downgrade
            await asyncio.to_thread(migrate, ALEMBIC, revision)
            assert await _tables(empty) == tables
    await asyncio.to_thread(command.upgrade, ALEMBIC, "head")
    assert await _tables(empty) == set(Base.metadata.tables)


async def test_models_have_no_change_without_migration(engine: Engine) -> None:
    await asyncio.to_thread(command.check, ALEMBIC)


def test_history_has_one_end() -> None:
    assert len(ScriptDirectory.from_config(ALEMBIC).get_heads()) <= 1


def test_sql_can_be_printed(settings: Settings) -> None:
    printed = io.StringIO()
    config = Config(ROOT / "alembic.ini", output_buffer=printed)
    command.upgrade(config, "head", sql=True)
    for table in Base.metadata.tables:
        assert f"CREATE TABLE {table} " in printed.getvalue()
