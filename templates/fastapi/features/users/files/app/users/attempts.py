"""Limits how often something is tried, over all processes and whoever asks."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import case, delete, literal, update

from app.core.db import ConstraintError, Repository, UtcDateTime
from app.users.models import Attempts, now


class Limit(NamedTuple):
    name: str
    most: int
    window: timedelta


def _key(limit: Limit, subject: str) -> str:
    return hashlib.sha256(f"{limit.name}:{subject}".encode()).hexdigest()


class AttemptRepository(Repository):
    async def count(self, limit: Limit, subject: str) -> timedelta | None:
        """Count one attempt, which lasts at once. How long to wait, when it was one too many."""
        key, moment = _key(limit, subject), now()
        row = await self._increase(key, moment, limit.window)
        if row is None:
            await self._session.execute(delete(Attempts).where(Attempts.ends_at <= moment))
            self._session.add(Attempts(key=key, tries=1, ends_at=moment + limit.window))
            try:
                await self.commit()
            except ConstraintError:  # somebody else was the first
                row = await self._increase(key, moment, limit.window)
        await self.commit()
        if row is None:
            return None
        tries, ends_at = row
        return None if tries <= limit.most else ends_at - moment

    async def _increase(
        self, key: str, moment: datetime, window: timedelta
    ) -> tuple[int, datetime] | None:
        over = Attempts.ends_at <= moment
        result = await self._session.execute(
            update(Attempts)
            .where(Attempts.key == key)
            .values(
                tries=case((over, 1), else_=Attempts.tries + 1),
                ends_at=case((over, literal(moment + window, UtcDateTime)), else_=Attempts.ends_at),
            )
            .returning(Attempts.tries, Attempts.ends_at)
            .execution_options(synchronize_session=False)
        )
        row = result.one_or_none()
        return None if row is None else (row.tries, row.ends_at)

    async def forget(self, limit: Limit, subject: str) -> None:
        key = _key(limit, subject)
        await self._session.execute(delete(Attempts).where(Attempts.key == key))
