"""What the command `tortoise` works with: `python -m tortoise migrate`."""

from typing import Any

from tortoise.config import TortoiseConfig
from tortoise.context import TortoiseContext
from tortoise.migrations.api import migrate as run

from app.core.config import Settings, get_settings
from app.core.orm import connection_config, tortoise_config


def config(settings: Settings) -> TortoiseConfig:
    # A change of a table on SQLite copies it and drops the old one. With foreign keys on, rows that
    # refer to it would go as well.
    return tortoise_config(connection_config(settings, foreign_keys="OFF"))


async def migrate(settings: Settings, target: str | None = None) -> None:
    """Bring the database to the newest version, or to the given one, such as `app.0001_items`."""
    async with TortoiseContext():
        await run(config=config(settings), target=target)


def __getattr__(name: str) -> Any:
    """`app.migrate.CONFIG`: the settings are read when the command asks for it."""
    if name != "CONFIG":
        raise AttributeError(name)
    return config(get_settings())
