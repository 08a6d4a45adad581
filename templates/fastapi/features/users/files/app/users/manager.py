"""FastAPI Users' manager, as this project runs it.

Passwords are hashed in threads: Argon2 takes tens of milliseconds by design, in which nothing else
would be answered. Tokens for mails hold a fingerprint of the password's hash, so that each works
once, and none survives a new password.
"""

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import override

import jwt
from fastapi import Request
from fastapi_users import BaseUserManager, UUIDIDMixin
from fastapi_users.exceptions import (
    FastAPIUsersException,
    InvalidResetPasswordToken,
    InvalidVerifyToken,
    UserNotExists,
)
from fastapi_users.jwt import decode_jwt, generate_jwt

from app.users.adapter import UserRepository
from app.users.models import User

# Each takes 64 MB of memory while it works: a flood of logins must not take all there is.
HASHERS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="password")


async def _in_thread[**P, R](work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    call = partial(work, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(HASHERS, call)


def _fingerprint(user: User) -> str:
    state = f"{user.hashed_password}:{user.is_verified}"
    return hashlib.sha256(state.encode()).hexdigest()[:32]


class UserManager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):  # type: ignore[type-var]
    verification_token_lifetime_seconds = 24 * 3_600
    reset_password_token_lifetime_seconds = 3_600

    def __init__(self, users: UserRepository, secret: str) -> None:
        super().__init__(users)
        self._secret = secret

    async def hash_password(self, password: str) -> str:
        return await _in_thread(self.password_helper.hash, password)

    async def check_password(self, email: str, password: str) -> User | None:
        """The user, when it is the right password. An unknown address takes as long."""
        try:
            user = await self.get_by_email(email)
        except UserNotExists:
            await self.hash_password(password)
            return None
        right, better = await _in_thread(
            self.password_helper.verify_and_update, password, user.hashed_password
        )
        if better is not None:  # the hash was made with weaker settings
            await self.user_db.update(user, {"hashed_password": better})
        return user if right else None

    def verification_token(self, user: User) -> str:
        return self._token(
            user, self.verification_token_audience, self.verification_token_lifetime_seconds
        )

    def reset_token(self, user: User) -> str:
        return self._token(
            user, self.reset_password_token_audience, self.reset_password_token_lifetime_seconds
        )

    @override
    async def verify(self, token: str, request: Request | None = None) -> User:
        user = await self._owner(token, self.verification_token_audience, InvalidVerifyToken)
        return await self.user_db.update(user, {"is_verified": True})

    @override
    async def reset_password(
        self, token: str, password: str, request: Request | None = None
    ) -> User:
        user = await self._owner(
            token, self.reset_password_token_audience, InvalidResetPasswordToken
        )
        # Who has the mail has the mailbox: the address is proved, too.
        changes = {"hashed_password": await self.hash_password(password), "is_verified": True}
        return await self.user_db.update(user, changes)

    def _token(self, user: User, audience: str, seconds: int) -> str:
        data = {"sub": str(user.id), "aud": audience, "state": _fingerprint(user)}
        return generate_jwt(data, self._secret, seconds)

    async def _owner(self, token: str, audience: str, error: type[FastAPIUsersException]) -> User:
        try:
            data = decode_jwt(token, self._secret, [audience])
            user = await self.get(self.parse_id(data["sub"]))
        except (jwt.PyJWTError, FastAPIUsersException, KeyError):
            raise error from None
        if not user.is_active or not hmac.compare_digest(_fingerprint(user), data["state"]):
            raise error
        return user
