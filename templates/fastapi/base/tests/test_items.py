"""The items, from the outside."""

import uuid
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.api.openapi import Api
from app.core.db import StaleError
from app.items.repository import ItemRepository

URL = "/v1/items"


async def _create(client: AsyncClient, name: str, **more: Any) -> dict[str, Any]:
    answer = await client.post(URL, json={"name": name, **more})
    assert answer.status_code == 201
    created: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{URL}/{created['id']}"
    return created


async def _names(client: AsyncClient) -> list[str]:
    return [item["name"] for item in (await client.get(URL)).json()["results"]]


async def test_create_and_read(client: AsyncClient) -> None:
    created = await _create(client, "  Chair ", description="Blue. Wooden.")
    assert created["name"] == "Chair"
    assert created["created_at"].endswith("Z")
    read = (await client.get(f"{URL}/{created['id']}")).json()
    assert read == created


async def test_tests_do_not_see_each_other(client: AsyncClient) -> None:
    assert await _names(client) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": None},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"name": "a", "description": "\x00"},
        {"name": "a", "unknown": 1},
    ],
)
async def test_invalid_items_are_refused(client: AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post(URL, json=body)
    assert answer.status_code == 422
    assert await _names(client) == []


async def test_duplicate_is_refused_and_the_session_survives(client: AsyncClient) -> None:
    await _create(client, "a")
    second = await _create(client, "b")
    assert (await client.post(URL, json={"name": "a"})).status_code == 409
    answer = await client.patch(f"{URL}/{second['id']}", json={"name": "a"})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "Another item has this name."
    await _create(client, "c")
    assert await _names(client) == ["c", "b", "a"]


async def test_patch_changes_what_is_given(client: AsyncClient) -> None:
    item = await _create(client, "a", description="text")
    url = f"{URL}/{item['id']}"
    assert (await client.patch(url, json={})).json()["description"] == "text"
    renamed = (await client.patch(url, json={"name": "b"})).json()
    assert (renamed["name"], renamed["description"]) == ("b", "text")
    emptied = (await client.patch(url, json={"description": None})).json()
    assert (emptied["name"], emptied["description"]) == ("b", None)
    assert (await client.patch(url, json={"name": None})).status_code == 422
    assert emptied["updated_at"] > emptied["created_at"]


async def test_delete(client: AsyncClient) -> None:
    item = await _create(client, "a")
    url = f"{URL}/{item['id']}"
    assert (await client.delete(url)).status_code == 204
    for method in ("GET", "DELETE"):
        assert (await client.request(method, url)).status_code == 404
    assert (await client.patch(url, json={"name": "b"})).status_code == 404


async def test_unknown_and_malformed_ids(client: AsyncClient) -> None:
    assert (await client.get(f"{URL}/{uuid.uuid4()}")).status_code == 404
    assert (await client.get(f"{URL}/1")).status_code == 404


async def test_allow_names_all_methods(client: AsyncClient) -> None:
    assert (await client.put(URL)).headers["allow"] == "GET, POST"
    assert (await client.get(f"{URL}/bulk")).headers["allow"] == "POST"
    one = await client.put(f"{URL}/{uuid.uuid4()}")
    assert one.headers["allow"] == "DELETE, GET, PATCH"


async def test_reads_again_only_what_changed(client: AsyncClient) -> None:
    item = await _create(client, "a")
    url = f"{URL}/{item['id']}"
    first = (await client.get(url)).headers["etag"]
    for known in (first, f"W/{first}", f'"other", {first}', "*"):
        answer = await client.get(url, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first
    changed = await client.patch(url, json={"name": "b"})
    answer = await client.get(url, headers={"If-None-Match": first})
    assert answer.status_code == 200
    assert answer.headers["etag"] == changed.headers["etag"] != first


async def test_changes_only_what_was_read(client: AsyncClient) -> None:
    created = await client.post(URL, json={"name": "a"})
    url, first = created.headers["location"], created.headers["etag"]
    current = {"If-Match": f'"other", {first}'}
    assert (await client.patch(url, json={"name": "b"}, headers=current)).status_code == 200
    for stale in (first, "W/" + first, "nonsense"):
        headers = {"If-Match": stale}
        assert (await client.patch(url, json={"name": "c"}, headers=headers)).status_code == 412
        assert (await client.delete(url, headers=headers)).status_code == 412
    assert await _names(client) == ["b"]
    assert (await client.delete(url, headers={"If-Match": "*"})).status_code == 204


async def test_lost_update_is_refused(app: Api, client: AsyncClient) -> None:
    item = await _create(client, "a")
    async with app.state.sessions() as one, app.state.sessions() as other:
        slow, fast = ItemRepository(one), ItemRepository(other)
        for items in (slow, fast):
            found = await items.find(uuid.UUID(item["id"]))
            assert found is not None
            found.description = str(id(items))
        await fast.commit()
        with pytest.raises(StaleError):
            await slow.commit()


async def test_bulk_creates_all(client: AsyncClient) -> None:
    rows = [{"name": f"item {number}"} for number in range(100)]
    answer = await client.post(f"{URL}/bulk", json={"items": rows})
    assert answer.status_code == 201
    assert [item["name"] for item in answer.json()["results"]] == [row["name"] for row in rows]
    assert len(await _names(client)) == 50


@pytest.mark.parametrize(
    ("rows", "status", "places"),
    [
        (["b", "a", "c", "b"], 409, ["body.items.1.name", "body.items.3.name"]),
        (["b", "", "c", " "], 422, ["body.items.1.name", "body.items.3.name"]),
        ([], 422, ["body.items"]),
        (["x"] * 101, 422, ["body.items"]),
    ],
)
async def test_bulk_names_every_bad_row_and_creates_none(
    client: AsyncClient, rows: list[str], status: int, places: list[str]
) -> None:
    await _create(client, "a")
    answer = await client.post(f"{URL}/bulk", json={"items": [{"name": name} for name in rows]})
    assert answer.status_code == status
    assert [error["location"] for error in answer.json()["errors"]] == places
    assert await _names(client) == ["a"]


async def test_nothing_waits_for_a_thread(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI runs dependencies that are plain functions in threads."""

    async def refuse(function: object, *_args: object, **_more: object) -> None:
        raise AssertionError(f"{function} is no coroutine")

    monkeypatch.setattr("fastapi.dependencies.utils.run_in_threadpool", refuse)
    item = await _create(client, "Lamp")
    assert (await client.patch(f"{URL}/{item['id']}", json={"name": "Light"})).status_code == 200
    assert await _names(client) == ["Light"]
