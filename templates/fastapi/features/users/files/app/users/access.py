"""The parts of FastAPI Users, put together for one request or one command."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.config import Settings
from app.core.db import SessionDep
from app.users.adapter import IssuedToken, TokenRepository, UserRepository
from app.users.attempts import AttemptRepository
from app.users.manager import UserManager
from app.users.models import User


class Access:
    """Who may come in: users, their passwords and their tokens, in one transaction."""

    lifetime = timedelta(days=14)  # of an access token

    def __init__(self, session: AsyncSession, settings: Settings) -> None:
        self.users = UserRepository(session)
        self.tokens = TokenRepository(session)
        self.manager = UserManager(self.users, settings.secret_key)
        self.strategy = DatabaseStrategy[User, uuid.UUID, IssuedToken](  # type: ignore[type-var]
            self.tokens, int(self.lifetime.total_seconds())
        )

    async def owner(self, token: str) -> User | None:
        """Who has this access token, if it is good and its owner may come in."""
        user = await self.strategy.read_token(token, self.manager)
        return user if user is not None and user.is_active and user.is_verified else None


def get_access(request: Request, session: SessionDep) -> Access:
    return Access(session, request.app.state.settings)


def get_attempts(session: SessionDep) -> AttemptRepository:
    return AttemptRepository(session)


AccessDep = Annotated[Access, Depends(get_access)]
AttemptsDep = Annotated[AttemptRepository, Depends(get_attempts)]
