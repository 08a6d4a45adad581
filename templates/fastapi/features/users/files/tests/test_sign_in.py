"""Logging in and out, access tokens, what users may do."""

import asyncio
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient

from app import schema
from app.auth.caller import SCOPES
from app.users import attempts, manager, service
from app.users.access import Access
from app.users.adapter import _digest
from app.users.attempts import AttemptRepository, Limit
from app.users.models import AccessToken, Attempts, User, now
from app.users.scopes import EVERYBODY, scopes_of
from tests.accounts import EMAIL, PASSWORD, Visitor, rows, visitor

__all__ = ["visitor"]
PUBLIC = {
    "/v1/auth/login",
    "/v1/auth/password/forgot",
    "/v1/auth/password/reset",
    "/v1/auth/register",
    "/v1/auth/verify",
    "/v1/auth/verify/request",
}


async def _me(client: AsyncClient) -> int:
    return (await client.get("/v1/me")).status_code


async def test_log_in_and_out(visitor: Visitor) -> None:
    await visitor.add_user()
    assert await _me(visitor.client) == 401
    assert await visitor.log_in() == 200
    token = visitor.client.headers["Authorization"].removeprefix("Bearer ")
    assert await _me(visitor.client) == 200
    (row,) = await rows(visitor.access.users._session, AccessToken)
    assert row.token_sha256 == _digest(token)
    assert (await visitor.client.post("/v1/auth/logout")).status_code == 204
    assert await _me(visitor.client) == 401


async def test_failures_look_alike(visitor: Visitor) -> None:
    user = await visitor.add_user()
    answers = [
        await visitor.post("login", email=EMAIL, password="wrong"),
        await visitor.post("login", email="nobody@example.com", password=PASSWORD),
    ]
    await service.set_active(visitor.access, user, active=False)
    answers.append(await visitor.post("login", email=EMAIL, password=PASSWORD))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    for answer in answers:
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"


async def test_who_guesses_has_to_wait(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    await visitor.add_user()
    for email in (EMAIL, "nobody@example.com"):
        statuses = [await visitor.log_in(email, "wrong") for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
    answer = await visitor.post("login", email=EMAIL.upper(), password=PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert answer.headers["content-type"] == "application/problem+json"
    later = now() + timedelta(minutes=16)
    monkeypatch.setattr(attempts, "now", lambda: later)
    assert await visitor.log_in() == 200


async def test_no_connection_waits_for_the_hash(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a flood of logins takes all connections, and SQLite lets nobody write meanwhile."""
    user = await visitor.add_user()
    held: list[bool] = []
    in_thread = manager._in_thread

    async def watched(*work: Any) -> Any:
        held.append(visitor.access.users._session.in_transaction())
        return await in_thread(*work)

    monkeypatch.setattr(manager, "_in_thread", watched)
    assert await visitor.access.manager.check_password(EMAIL, PASSWORD) is user
    assert await visitor.access.manager.check_password("nobody@example.com", PASSWORD) is None
    token = visitor.access.manager.reset_token(user)
    await visitor.access.manager.reset_password(token, "another good password")
    assert held == [False] * 3


@pytest.fixture
async def overtaken(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> User:
    """A user who gets another password from elsewhere while the next one is hashed."""
    user = await visitor.add_user()
    in_thread = manager._in_thread

    async def work_and_change(*work: Any) -> Any:
        done = await in_thread(*work)
        await visitor.access.users.update(user, {"hashed_password": "another"})
        await visitor.access.users.commit()
        return done

    monkeypatch.setattr(manager, "_in_thread", work_and_change)
    return user


@pytest.mark.usefixtures("overtaken")
async def test_old_password_does_not_let_in_after_a_new_one(visitor: Visitor) -> None:
    assert await visitor.log_in() == 401
    assert await rows(visitor.access.users._session, AccessToken) == []


async def test_mail_is_good_for_one_new_password(visitor: Visitor, overtaken: User) -> None:
    token = visitor.access.manager.reset_token(overtaken)
    answer = await visitor.post("password/reset", token=token, password="yet another password")
    assert (answer.status_code, overtaken.hashed_password) == (404, "another")


async def test_two_hashes_at_a_time() -> None:
    """Each takes 64 MB of memory."""
    free = threading.Semaphore(2)

    def work() -> bool:
        taken = free.acquire(blocking=False)
        threading.Event().wait(0.02)
        if taken:
            free.release()
        return taken

    assert all(await asyncio.gather(*(manager._in_thread(work) for _ in range(6))))


async def test_success_clears_failures(visitor: Visitor) -> None:
    await visitor.add_user()
    for _ in range(3):
        assert [await visitor.log_in(password=one) for one in ("a", "b", PASSWORD)][-1] == 200


async def test_a_mailed_password_reset_lets_in_again(visitor: Visitor) -> None:
    user = await visitor.add_user()
    for _ in range(6):
        await visitor.log_in(password="wrong")
    token = visitor.access.manager.reset_token(user)
    await visitor.post("password/reset", token=token, password="another good password")
    assert await visitor.log_in(password="another good password") == 200


async def test_old_counts_are_removed(visitor: Visitor) -> None:
    session = visitor.access.users._session
    counts = AttemptRepository(session)
    short = Limit("test", 1, timedelta())
    for subject in ("a", "b"):
        assert await counts.count(short, subject) is None
    assert len(await rows(session, Attempts)) == 1


async def test_first_attempts_at_once(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = AttemptRepository(visitor.access.users._session)
    limit = Limit("test", 1, timedelta(minutes=1))
    assert await counts.count(limit, "a") is None
    increase, asked = counts._increase, []

    async def not_there_yet(*of: Any) -> tuple[int, datetime] | None:
        asked.append(of)
        return None if len(asked) == 1 else await increase(*of)

    monkeypatch.setattr(counts, "_increase", not_there_yet)
    assert await counts.count(limit, "a") is not None
    assert len(asked) == 2


async def test_tokens_end(visitor: Visitor) -> None:
    await visitor.add_user()
    assert await visitor.log_in() == 200
    session = visitor.access.users._session
    (row,) = await rows(session, AccessToken)
    row.created_at = now() - Access.lifetime - timedelta(seconds=1)
    await session.commit()
    assert await _me(visitor.client) == 401
    assert await visitor.log_in() == 200
    session.expire_all()
    assert len(await rows(session, AccessToken)) == 1


@pytest.mark.parametrize("change", ["is_active", "is_verified"])
async def test_tokens_of_users_who_may_not(visitor: Visitor, change: str) -> None:
    user = await visitor.add_user()
    assert await visitor.log_in() == 200
    await visitor.access.users.update(user, {change: False})
    await visitor.access.users.commit()
    assert await _me(visitor.client) == 401


async def test_nonsense_for_a_token(visitor: Visitor) -> None:
    for value in ("Bearer nonsense", "Bearer ", "Basic YTpi"):
        visitor.client.headers["Authorization"] = value
        assert await _me(visitor.client) == 401


async def test_scopes(visitor: Visitor) -> None:
    user = await visitor.add_user()
    assert scopes_of(user) == set(EVERYBODY) <= SCOPES
    user.is_superuser = True
    assert scopes_of(user) == SCOPES


async def test_superusers_keep_users_out(visitor: Visitor) -> None:
    user = await visitor.add_user()
    url = f"/v1/users/{user.id}"
    assert await visitor.log_in() == 200
    answer = await visitor.client.patch(url, json={"is_active": False})
    assert answer.status_code == 403
    assert 'scope="users:write"' in answer.headers["www-authenticate"]
    root = await service.create(visitor.access, "root@example.com", PASSWORD, superuser=True)
    token = await visitor.access.strategy.write_token(root)
    await visitor.access.users.commit()
    headers = {"Authorization": f"Bearer {token}"}
    answer = await visitor.client.patch(url, json={"is_active": False}, headers=headers)
    assert (answer.status_code, answer.json()["is_active"]) == (200, False)
    assert await _me(visitor.client) == 401
    own = f"/v1/users/{root.id}"
    answer = await visitor.client.patch(own, json={"is_active": False}, headers=headers)
    assert answer.status_code == 409
    other = "/v1/users/6f1ed002-ab35-4d3c-a1b0-8cb1bd5b1c3a"
    answer = await visitor.client.patch(other, json={"is_active": True}, headers=headers)
    assert answer.status_code == 404


async def test_what_needs_no_token() -> None:
    for path, operations in schema.document()["paths"].items():
        for operation in operations.values():
            guarded = path.startswith("/v1/") and path not in PUBLIC
            assert bool(operation.get("security")) == guarded, path
