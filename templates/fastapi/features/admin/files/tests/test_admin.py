"""The admin pages: who gets in, for how long, and from where."""

import asyncio
import threading
from typing import ClassVar

import pytest

from app.admin import manage, service
from app.admin.models import AdminAccount
from app.admin.read_only import ReadOnly
from app.admin.repository import AdminRepository
from app.core.errors import DomainError
from tests.operators import EMAIL, PASSWORD, Operator, operator

__all__ = ["operator"]


async def test_login_and_logout(operator: Operator) -> None:
    refused = await operator.client.get("/admin/")
    assert refused.status_code == 302
    assert refused.headers["Location"].endswith("/admin/login")
    answer = await operator.log_in("Ada@Example.com")
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"].lower()
    assert all(part in cookie for part in ("path=/admin", "httponly", "samesite=strict"))
    assert await operator.gets_in()
    await operator.client.get("/admin/logout")
    assert not await operator.gets_in()


async def test_pages_have_a_policy(operator: Operator) -> None:
    page = await operator.client.get("/admin/login")
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


class Careless(ReadOnly, model=AdminAccount):
    """Says nothing about details, as somebody may who adds a table."""

    column_list: ClassVar = ["email"]


class Careful(ReadOnly, model=AdminAccount):
    column_list: ClassVar = ["email"]
    column_details_list: ClassVar = ["email", "active"]


def test_details_show_no_more_than_the_list_by_themselves() -> None:
    assert Careless().get_details_columns() == ["email"]
    assert Careful().get_details_columns() == ["email", "active"]


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://localhost:81"])
async def test_other_pages_are_refused(operator: Operator, origin: str) -> None:
    assert (await operator.log_in(origin=origin)).status_code == 403
    assert not await operator.gets_in()


async def test_nothing_tells_an_unknown_account(operator: Operator) -> None:
    known = await operator.log_in(password="wrong wrong wrong")
    unknown = await operator.log_in("nobody@example.com")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert known.status_code == 400


async def test_failures_of_an_account_are_limited(operator: Operator) -> None:
    for _ in range(service.BY_ACCOUNT.most):
        await operator.log_in(password="wrong wrong wrong")
    assert (await operator.log_in()).status_code == 400
    await operator.run("password", EMAIL)
    assert (await operator.log_in()).status_code == 302


async def test_failures_of_an_address_are_limited(operator: Operator) -> None:
    async with operator.app.state.sessions() as session:
        accounts = AdminRepository(session)
        for _ in range(service.BY_ADDRESS.most):
            assert await accounts.count(service.BY_ADDRESS, "127.0.0.1")
    assert (await operator.log_in()).status_code == 400


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
async def test_nothing_is_hashed_over_a_limit(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """A hash takes 64 MB: who has used up the tries must not cause any more of them."""
    hashed: list[str] = []
    fits = service._fits

    def watched(known: str | None, password: str) -> bool:
        hashed.append(password)
        return fits(known, password)

    monkeypatch.setattr(service, "_fits", watched)
    tries = [f"wrong wrong wrong {number}" for number in range(service.BY_ACCOUNT.most + 2)]
    for password in tries:
        assert (await operator.log_in(email, password)).status_code == 400
    assert hashed == tries[: service.BY_ACCOUNT.most]


async def test_two_hashes_at_a_time() -> None:
    free = threading.Semaphore(2)

    def work() -> bool:
        taken = free.acquire(blocking=False)
        threading.Event().wait(0.02)
        if taken:
            free.release()
        return taken

    assert all(await asyncio.gather(*(service._in_thread(work) for _ in range(6))))


@pytest.mark.parametrize("command", ["deactivate", "password"])
async def test_commands_end_sessions(operator: Operator, command: str) -> None:
    await operator.log_in()
    assert await operator.gets_in()
    await operator.run(command, EMAIL, password="another good password")
    assert not await operator.gets_in()
    await operator.run("activate", EMAIL)
    assert (await operator.log_in()).status_code == (400 if command == "password" else 302)


async def test_commands(operator: Operator) -> None:
    assert EMAIL in await operator.run("list")
    with pytest.raises(DomainError, match="already"):
        await operator.run("create", EMAIL.upper())
    with pytest.raises(DomainError, match="no such"):
        await operator.run("deactivate", "nobody@example.com")
    with pytest.raises(DomainError, match="12 to 128"):
        await operator.run("create", "charles@example.com", password="short")


async def test_a_cookie_of_somebody_else(operator: Operator) -> None:
    operator.client.cookies.set("admin", "eyJlbWFpbCI6ICJhIn0=.forged", path="/admin")
    assert not await operator.gets_in()
    assert PASSWORD not in (await operator.log_in(password="wrong")).text


@pytest.mark.parametrize("arguments", [["create"], ["create", "ada"], ["list", "all"], []])
def test_bad_commands(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        manage.parse(arguments)


@pytest.mark.usefixtures("engine")
def test_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert manage.main(["list"]) == 0
    assert "address" in capsys.readouterr().out
    assert manage.main(["activate", "nobody@example.com"]) == 1
    assert "no such operator" in capsys.readouterr().err
