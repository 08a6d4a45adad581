"""The unit of work, with a table of the tests' own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tortoise import fields
from tortoise.config import AppConfig, TortoiseConfig
from tortoise.context import TortoiseContext

from app.core.config import Settings
from app.core.db import ConstraintError, Engine, Repository, Session, Sessions, StaleError
from app.core.models import Base, UtcDatetimeField, Versioned
from app.core.orm import connection_config


class Note(Versioned):
    id = fields.IntField(primary_key=True)
    text = fields.CharField(max_length=20)
    updated_at = UtcDatetimeField(auto_now=True)

    class Meta:
        table = "note"


class Tag(Base):
    name = fields.CharField(max_length=20, primary_key=True)
    note = fields.IntField(null=True)

    class Meta:
        table = "tag"


@pytest.fixture
async def _tables(engine: Engine) -> AsyncIterator[None]:
    client = await engine.client()
    number = "SERIAL" if client.capabilities.dialect == "postgres" else "INTEGER"
    await client.execute_script(
        f"CREATE TABLE note (id {number} PRIMARY KEY, text VARCHAR(20) UNIQUE,"
        " version INT, updated_at TIMESTAMPTZ);"
        "CREATE TABLE tag (name VARCHAR(20) PRIMARY KEY, note INT)"
    )
    yield
    await client.execute_script("DROP TABLE note; DROP TABLE tag")


@asynccontextmanager
async def _known(engine: Engine, settings: Settings) -> AsyncIterator[Sessions]:
    """Tortoise knows these tables instead of the application's."""
    apps = {"app": AppConfig(models=["tests.test_session"])}
    config = TortoiseConfig(connections={"default": connection_config(settings)}, apps=apps)
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield Sessions(engine)


async def _texts(sessions: Sessions) -> list[str]:
    async with sessions() as session:
        return await session.values(Note.all().order_by("id"), "text")


async def _note(session: Session, text: str) -> Note:
    note = await session.first(Note.filter(text=text))
    assert note is not None
    return note


@pytest.mark.usefixtures("_tables")
async def test_nothing_is_written_before_the_commit(engine: Engine, settings: Settings) -> None:
    async with _known(engine, settings) as sessions, sessions() as session:
        first, second = Note(text="a"), Note(text="b")
        session.add(first, second, Tag(name="x"))
        assert await _texts(sessions) == []
        await session.commit()
        assert await _texts(sessions) == ["a", "b"]
        assert (first.id, second.id, first.version) == (1, 2, 1)
        first.text = "c"
        session.remove(second)
        assert await _texts(sessions) == ["a", "b"]
        await session.commit()
        assert await _texts(sessions) == ["c"]
        assert first.version == 2


@pytest.mark.usefixtures("_tables")
async def test_only_what_changed_is_written(engine: Engine, settings: Settings) -> None:
    async with _known(engine, settings) as sessions, sessions() as session:
        session.add(Note(text="a"))
        await session.commit()
        note = await _note(session, "a")
        before = note.updated_at
        note.text = "a"
        await session.commit()
        assert (note.version, note.updated_at) == (1, before)
        note.text = "b"
        await session.commit()
        await session.refresh(note)
        assert (note.version, note.text) == (2, "b")
        assert note.updated_at > before
        assert note.changed == set()


@pytest.mark.usefixtures("_tables")
async def test_refused_changes_are_forgotten_as_a_whole(engine: Engine, settings: Settings) -> None:
    async with _known(engine, settings) as sessions, sessions() as session:
        repository = Repository(session)
        session.add(Note(text="a"), Note(text="b"))
        await repository.commit()
        (await _note(session, "b")).text = "a"
        session.add(Tag(name="x"))
        with pytest.raises(ConstraintError):
            await repository.commit()
        await repository.commit()
        assert await _texts(sessions) == ["a", "b"]
        assert await session.all(Tag.all()) == []


@pytest.mark.usefixtures("_tables")
async def test_who_comes_second_is_told(engine: Engine, settings: Settings) -> None:
    async with _known(engine, settings) as sessions, sessions() as slow, sessions() as fast:
        slow.add(Note(text="a"), Tag(name="x"))
        await slow.commit()
        note, tag = await _note(slow, "a"), await slow.first(Tag.all())
        assert tag is not None
        (await _note(fast, "a")).text = "b"
        for other in await fast.all(Tag.all()):
            fast.remove(other)
        await fast.commit()
        slow.remove(note)
        with pytest.raises(StaleError):
            await slow.commit()
        tag.note = 1
        await slow.commit()  # forgotten with the rest
        assert await _texts(sessions) == ["b"]


@pytest.mark.usefixtures("_tables")
async def test_rows_that_are_gone_cannot_be_changed(engine: Engine, settings: Settings) -> None:
    async with _known(engine, settings) as sessions, sessions() as session:
        session.add(Tag(name="x"))
        await session.commit()
        (tag,) = await session.all(Tag.all())
        await (await session.client()).execute_query("DELETE FROM tag")
        tag.note = 1
        with pytest.raises(StaleError):
            await session.commit()
