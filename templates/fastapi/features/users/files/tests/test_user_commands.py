"""Commands for users, and the user for development."""

import io

import pytest

from app import manage
from app.users.exceptions import UserExistsError, UserNotFoundError
from app.users.seed import seed
from tests.accounts import EMAIL, PASSWORD, Visitor, visitor

__all__ = ["visitor"]


async def _run(visitor: Visitor, *arguments: str) -> str:
    return await manage.run(visitor.access, manage.parse(["users", *arguments]))


@pytest.fixture
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))


@pytest.mark.usefixtures("_typed")
async def test_commands(visitor: Visitor) -> None:
    await _run(visitor, "create", "Ada@Example.com", "--superuser")
    assert await visitor.log_in() == 200
    assert EMAIL in await _run(visitor, "list")
    with pytest.raises(UserExistsError):
        await _run(visitor, "create", EMAIL)
    await _run(visitor, "deactivate", EMAIL)
    assert (await visitor.client.get("/v1/me")).status_code == 401
    assert await visitor.log_in() == 401
    await _run(visitor, "activate", EMAIL)
    assert await visitor.log_in() == 200
    with pytest.raises(UserNotFoundError):
        await _run(visitor, "deactivate", "nobody@example.com")


@pytest.mark.parametrize("arguments", [["create"], ["create", "ada"], ["list", "all"], []])
def test_bad_commands(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        manage.parse(["users", *arguments])


@pytest.mark.usefixtures("engine")
def test_program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert manage.main(["users", "list"]) == 0
    assert "superuser" in capsys.readouterr().out
    for password, reason in (("short", "12 to 128"), ("charles charles", "contain the address")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        assert manage.main(["users", "create", "charles@example.com"]) == 1
        assert reason in capsys.readouterr().err


async def test_user_for_development(visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    async with visitor.app.state.sessions() as session:
        assert [await seed(session) for _ in range(2)] == [1, 0]
    email, password = capsys.readouterr().out.split()[-2:]
    assert await visitor.log_in(email, password) == 200
