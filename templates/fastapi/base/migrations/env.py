"""Runs migrations, with the settings of the application."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

import app.items.models  # noqa: F401  (importing makes tables known; one line per domain)
from app.core.config import get_settings
from app.core.db import Base, make_engine
from app.core.logging import configure_logging

settings = get_settings()


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        # SQLite cannot change most things about a table: Alembic copies it instead.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_online() -> None:
    engine = make_engine(settings)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()


def run_offline() -> None:
    """Print the SQL instead of running it: `alembic upgrade head --sql`."""
    context.configure(
        dialect_name=make_url(settings.database_url).get_backend_name(),
        target_metadata=Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    if settings.environment != "test":
        configure_logging(settings)
    asyncio.run(run_online())
