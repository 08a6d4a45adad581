"""What FastAPI Users asks of a database, answered with this project's session.

Nothing is committed here: that is the service's decision.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi_users.db import BaseUserDatabase
from sqlalchemy import delete, select

from app.core.db import Repository
from app.users.models import AccessToken, User, now


# mypy does not see that a mapped column has the type that the library's protocol wants.
class UserRepository(Repository, BaseUserDatabase[User, uuid.UUID]):  # type: ignore[type-var]
    async def get(self, id: uuid.UUID) -> User | None:  # noqa: A002  (the library's name)
        return await self._session.get(User, id)

    async def get_by_email(self, email: str) -> User | None:
        return await self._session.scalar(select(User).where(User.email == email.lower()))

    async def create(self, create_dict: dict[str, Any]) -> User:
        user = User(**create_dict)
        self._session.add(user)
        return user

    async def update(self, user: User, update_dict: dict[str, Any]) -> User:
        for name, value in update_dict.items():
            setattr(user, name, value)
        return user

    async def delete(self, user: User) -> None:
        await self._session.delete(user)

    async def all(self) -> list[User]:
        return list(await self._session.scalars(select(User).order_by(User.email)))


@dataclass
class IssuedToken:
    """A token as its owner knows it. The table has only its SHA-256."""

    token: str
    user_id: uuid.UUID
    created_at: datetime


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class TokenRepository(Repository):
    async def get_by_token(self, token: str, max_age: datetime | None = None) -> IssuedToken | None:
        """The token, unless it was made before `max_age`."""
        row = await self._session.get(AccessToken, _digest(token))
        if row is None or (max_age is not None and row.created_at < max_age):
            return None
        return IssuedToken(token, row.user_id, row.created_at)

    async def create(self, create_dict: dict[str, Any]) -> IssuedToken:
        issued = IssuedToken(**create_dict, created_at=now())
        self._session.add(
            AccessToken(
                token_sha256=_digest(issued.token),
                user_id=issued.user_id,
                created_at=issued.created_at,
            )
        )
        return issued

    async def update(self, access_token: IssuedToken, update_dict: dict[str, Any]) -> IssuedToken:
        raise NotImplementedError("a token never changes")

    async def delete(self, access_token: IssuedToken) -> None:
        digest = _digest(access_token.token)
        await self._session.execute(delete(AccessToken).where(AccessToken.token_sha256 == digest))

    async def delete_of(self, user: User, made_before: datetime | None = None) -> None:
        """All tokens of a user, or the old ones."""
        query = delete(AccessToken).where(AccessToken.user_id == user.id)
        if made_before is not None:
            query = query.where(AccessToken.created_at < made_before)
        await self._session.execute(query)
