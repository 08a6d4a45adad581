"""The items, from the outside."""

import uuid
from typing import Any

import pytest
from httpx2 import AsyncClient

URL = "/api/v1/items"


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
    assert (await client.get(f"{URL}/1")).status_code == 422


async def test_allow_names_all_methods(client: AsyncClient) -> None:
    assert (await client.put(URL)).headers["allow"] == "GET, POST"
    one = await client.put(f"{URL}/{uuid.uuid4()}")
    assert one.headers["allow"] == "DELETE, GET, PATCH"


async def test_pages_stay_in_place_while_rows_arrive(client: AsyncClient) -> None:
    for number in range(5):
        await _create(client, f"item {number}")
    first = (await client.get(URL, params={"limit": 2})).json()
    await _create(client, "arrived meanwhile")
    seen = [item["name"] for item in first["results"]]
    cursor = first["next_cursor"]
    while cursor is not None:
        page = (await client.get(URL, params={"limit": 2, "cursor": cursor})).json()
        seen += [item["name"] for item in page["results"]]
        cursor = page["next_cursor"]
    assert seen == [f"item {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"limit": 0}, 422),
        ({"limit": 101}, 422),
        ({"limit": 100}, 200),
        ({"cursor": "nonsense"}, 400),
        ({"cursor": "x" * 201}, 422),
    ],
)
async def test_page_parameters(client: AsyncClient, params: dict[str, str], status: int) -> None:
    assert (await client.get(URL, params=params)).status_code == status
