"""A key for development, printed when it is made."""

import sys

import app.api.v1  # noqa: F401  (routers say which scopes there are)
from app.auth import service
from app.auth.caller import SCOPES
from app.auth.repository import KeyRepository
from app.core.config import get_settings
from app.core.db import Session

NAME = "development"


async def seed(session: Session) -> int:
    keys = KeyRepository(session)
    if get_settings().production or any(key.name == NAME for key in await keys.all()):
        return 0
    text = await service.create(keys, NAME, SCOPES, lifetime=None)
    sys.stdout.write(f"Key for development, shown this once:\n{text}\n")
    return 1
