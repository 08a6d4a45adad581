"""A user for development, whose password is printed when it is made."""

import secrets
import sys

from app.core.config import get_settings
from app.core.db import Session
from app.users import service
from app.users.access import Access

EMAIL = "developer@example.com"


async def seed(session: Session) -> int:
    settings = get_settings()
    access = Access(session, settings)
    if settings.production or await access.users.get_by_email(EMAIL) is not None:
        return 0
    password = secrets.token_urlsafe(12)
    await service.create(access, EMAIL, password, superuser=True)
    sys.stdout.write(f"User for development, shown this once:\n{EMAIL} {password}\n")
    return 1
