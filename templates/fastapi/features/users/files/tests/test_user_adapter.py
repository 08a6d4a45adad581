"""The adapter for FastAPI Users: what the library asks of a database."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi_users.password import PasswordHelper
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher

from app.api.openapi import Api
from app.core.db import ConstraintError, Session
from app.users.access import Access
from app.users.models import AccessToken, User, now
from tests.accounts import rows

USER = {"email": "ada@example.com", "hashed_password": "x"}


@pytest.fixture
async def session(app: Api) -> AsyncIterator[Session]:
    async with app.state.sessions() as session:
        yield session


@pytest.fixture
def access(app: Api, session: Session) -> Access:
    return Access(session, app.state.settings)


async def _add(access: Access) -> User:
    user = await access.users.create(USER)
    await access.users.commit()
    return user


async def test_users(access: Access) -> None:
    user = await _add(access)
    assert (user.is_active, user.is_verified, user.is_superuser) == (True, False, False)
    assert await access.users.get(user.id) is user
    assert await access.users.get(uuid.uuid4()) is None
    assert await access.users.get_by_email("ADA@Example.com") is user
    assert await access.users.get_by_email("a%@example.com") is None
    changed = await access.users.update(user, {"email": "eve@example.com", "is_verified": True})
    await access.users.commit()
    assert await access.users.get_by_email("eve@example.com") is changed is user


async def test_user_who_is_gone_cannot_be_locked(access: Access) -> None:
    user = await _add(access)
    assert await access.users.lock(user)
    await access.users.delete(user)
    await access.users.commit()
    assert not await access.users.lock(user)


async def test_one_address_is_one_user(access: Access) -> None:
    await _add(access)
    await access.users.create(USER)
    with pytest.raises(ConstraintError):
        await access.users.commit()


async def test_nothing_lasts_without_a_commit(access: Access, session: Session) -> None:
    await access.users.create(USER)
    await session.rollback()
    assert await access.users.all() == []


async def test_tokens(access: Access) -> None:
    user = await _add(access)
    made = await access.tokens.create({"token": "secret", "user_id": user.id})
    await access.tokens.commit()
    assert await access.tokens.get_by_token("secret") == made
    assert await access.tokens.get_by_token("secret", now() - timedelta(minutes=1)) == made
    assert await access.tokens.get_by_token("secret", now() + timedelta(minutes=1)) is None
    assert await access.tokens.get_by_token("other") is None
    with pytest.raises(NotImplementedError):
        await access.tokens.update(made, {})
    await access.tokens.delete(made)
    await access.tokens.commit()
    assert await access.tokens.get_by_token("secret") is None


async def test_tokens_go_with_their_user(access: Access, session: Session) -> None:
    user = await _add(access)
    await access.strategy.write_token(user)
    await access.users.commit()
    await access.users.delete(user)
    await access.users.commit()
    assert await rows(session, AccessToken) == []


async def test_passwords_are_hashed_with_argon2(access: Access) -> None:
    hashed = await access.manager.hash_password("correct horse battery")
    assert hashed.startswith("$argon2id$")


async def test_hashes_of_another_kind_are_replaced(access: Access) -> None:
    """Users that came from elsewhere keep their passwords."""
    user = await _add(access)
    user.hashed_password = PasswordHelper(PasswordHash((BcryptHasher(rounds=4),))).hash("old one")
    assert await access.manager.check_password(user.email, "wrong") is None
    assert await access.manager.check_password(user.email, "old one") is user
    assert user.hashed_password.startswith("$argon2id$")
    assert await access.manager.check_password(user.email, "old one") is user
