"""API keys: what they open, how they end, the commands."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import APIRouter
from httpx2 import ASGITransport, AsyncClient

from app import manage, schema
from app.api.openapi import Api
from app.auth import service
from app.auth.guard import requires
from app.auth.repository import KeyRepository
from app.auth.seed import seed

READ, WRITE = "things:read", "things:write"


@pytest.fixture
async def keys(app: Api) -> AsyncIterator[KeyRepository]:
    async with app.state.sessions() as session:
        yield KeyRepository(session)


@pytest.fixture
async def stranger(app: Api) -> AsyncIterator[AsyncClient]:
    router = APIRouter(prefix="/things")

    @router.get("", dependencies=[requires(READ)])
    async def read() -> str:
        return "read"

    @router.post("", dependencies=[requires(READ, WRITE)])
    async def write() -> str:
        return "written"

    app.include_router(router)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        yield client


async def _status(client: AsyncClient, key: str, method: str = "GET") -> int:
    headers = {"Authorization": f"Bearer {key}"}
    return (await client.request(method, "/things", headers=headers)).status_code


async def test_scopes(stranger: AsyncClient, keys: KeyRepository) -> None:
    key = await service.create(keys, "reader", [READ], None)
    assert await _status(stranger, key) == 200
    answer = await stranger.post("/things", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 403
    assert answer.headers["www-authenticate"].endswith(f'"insufficient_scope", scope="{WRITE}"')
    assert answer.headers["content-type"] == "application/problem+json"
    both = await service.create(keys, "writer", [READ, WRITE], None)
    assert await _status(stranger, both, "POST") == 200


async def test_without_a_key(stranger: AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}):
        answer = await stranger.get("/things", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_other_keys_are_refused(stranger: AsyncClient, keys: KeyRepository) -> None:
    key = await service.create(keys, "reader", [READ], None)
    key_id, secret = key[-56:-44], key[-43:]
    other = await service.create(keys, "other", [READ], None)
    for bad in (
        key[:-1],
        key + "x",
        f"{service.PREFIX}_{key_id}_{other[-43:]}",
        f"{service.PREFIX}_{'0' * 12}_{secret}",
        "nonsense",
        "",
    ):
        assert await _status(stranger, bad) == 401


async def test_the_secret_is_not_kept(keys: KeyRepository) -> None:
    text = await service.create(keys, "reader", [READ], None)
    (key,) = await keys.all()
    assert text == f"{service.PREFIX}_{key.id}_{text[-43:]}"
    assert text[-43:] not in str(vars(key))


async def test_expiry(stranger: AsyncClient, keys: KeyRepository) -> None:
    now = datetime.now(UTC)
    key = await service.create(keys, "reader", [READ], timedelta(minutes=5))
    assert await _status(stranger, key) == 200
    (row,) = await keys.all()
    row.expires_at = now - timedelta(seconds=1)
    await keys.commit()
    assert await _status(stranger, key) == 401


async def test_last_use_is_noted_once_a_minute(stranger: AsyncClient, keys: KeyRepository) -> None:
    key = await service.create(keys, "reader", [READ], None)
    (row,) = await keys.all()
    seen = []
    for _ in range(2):
        assert await _status(stranger, key) == 200
        await keys._session.refresh(row)
        seen.append(row.last_used_at)
    assert seen[0] is not None
    assert seen[0] == seen[1]


async def _command(keys: KeyRepository, *arguments: str) -> str:
    return await manage.run(keys, manage.parse(["keys", *arguments]))


async def test_commands(stranger: AsyncClient, keys: KeyRepository) -> None:
    old = await _command(keys, "create", "--name", "ci", "--scopes", READ, "--days", "90")
    (row,) = await keys.all()
    new = await _command(keys, "rotate", row.id, "--overlap-days", "1")
    assert [await _status(stranger, key) for key in (old, new)] == [200, 200]
    listed = await _command(keys, "list")
    assert row.id in listed
    assert old[-43:] not in listed
    await _command(keys, "revoke", row.id)
    assert [await _status(stranger, key) for key in (old, new)] == [401, 200]
    with pytest.raises(service.KeyNotFoundError):
        await _command(keys, "rotate", row.id)


async def test_rotation_ends_the_old_key(stranger: AsyncClient, keys: KeyRepository) -> None:
    old = await _command(keys, "create", "--name", "ci", "--scopes", READ)
    (row,) = await keys.all()
    await _command(keys, "rotate", row.id, "--overlap-days", "0")
    assert await _status(stranger, old) == 401


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "--name", "ci", "--scopes", "unknown:scope"],
        ["create", "--name", " ", "--scopes", READ],
        ["create", "--name", "ci", "--scopes", READ, "--days", "-1"],
        ["create", "--name", "ci", "--scopes", READ, "--days", "nan"],
        [],
    ],
)
@pytest.mark.usefixtures("stranger")
def test_bad_commands(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        manage.parse(["keys", *arguments])


@pytest.mark.usefixtures("engine")
def test_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert manage.main(["keys", "list"]) == 0
    assert "last used" in capsys.readouterr().out
    assert manage.main(["keys", "revoke", "unknown"]) == 1
    assert "no such key" in capsys.readouterr().err


async def test_key_for_development(
    app: Api, stranger: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    async with app.state.sessions() as session:
        assert [await seed(session) for _ in range(2)] == [1, 0]
    key = capsys.readouterr().out.split()[-1]
    assert await _status(stranger, key) == 200


async def test_all_of_the_api_is_guarded() -> None:
    for path, operations in schema.document()["paths"].items():
        for operation in operations.values():
            assert bool(operation.get("security")) == path.startswith("/v1/")
