"""The list of items: order, filters, pages."""

from typing import Any

import pytest
from httpx2 import AsyncClient

URL = "/v1/items"
NAMES = ["delta", "alpha", "Charlie_1", "bravo", "echo 100%"]


@pytest.fixture
async def items(client: AsyncClient) -> None:
    for name in NAMES:
        assert (await client.post(URL, json={"name": name})).status_code == 201


async def _pages(client: AsyncClient, **asked: Any) -> list[str]:
    """Names on all pages."""
    names: list[str] = []
    more: dict[str, str] = {}
    while True:
        answer = await client.get(URL, params={"limit": 2, **asked, **more})
        assert answer.status_code == 200
        page = answer.json()
        names += [item["name"] for item in page["results"]]
        if page["next_cursor"] is None:
            return names
        more = {"cursor": page["next_cursor"]}


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize("sort", ["-created_at", "created_at", "name", "-name"])
async def test_pages_hold_what_one_page_holds(client: AsyncClient, sort: str) -> None:
    answer = await client.get(URL, params={"sort": sort, "limit": 100})
    whole = [item["name"] for item in answer.json()["results"]]
    assert await _pages(client, sort=sort) == whole
    assert sorted(whole) == sorted(NAMES)
    if sort.endswith("created_at"):
        assert whole == (NAMES if sort == "created_at" else NAMES[::-1])


@pytest.mark.usefixtures("items")
async def test_opposite_orders_are_opposite(client: AsyncClient) -> None:
    assert await _pages(client, sort="name") == (await _pages(client, sort="-name"))[::-1]


@pytest.mark.usefixtures("items")
async def test_pages_stay_in_place_while_rows_come_and_go(client: AsyncClient) -> None:
    first = (await client.get(URL, params={"limit": 2})).json()
    await client.post(URL, json={"name": "arrived meanwhile"})
    await client.delete(f"{URL}/{first['results'][-1]['id']}")
    assert await _pages(client, cursor=first["next_cursor"]) == NAMES[2::-1]


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize(
    ("part", "names"),
    [("CHARLIE", ["Charlie_1"]), ("%", ["echo 100%"]), ("_", ["Charlie_1"]), ("x", [])],
)
async def test_filter_by_name(client: AsyncClient, part: str, names: list[str]) -> None:
    assert await _pages(client, name_contains=part) == names


@pytest.mark.usefixtures("items")
async def test_filter_by_moment(client: AsyncClient) -> None:
    answer = await client.get(URL, params={"sort": "created_at"})
    third = answer.json()["results"][2]["created_at"]
    assert await _pages(client, sort="created_at", created_from=third) == NAMES[2:]
    assert await _pages(client, sort="created_at", created_before=third) == NAMES[:2]


@pytest.mark.usefixtures("items")
async def test_cursor_belongs_to_its_question(client: AsyncClient) -> None:
    first = (await client.get(URL, params={"limit": 2, "name_contains": "a"})).json()
    cursor = first["next_cursor"]
    for other in ({}, {"name_contains": "b"}, {"name_contains": "a", "sort": "name"}):
        answer = await client.get(URL, params={"cursor": cursor, **other})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    larger = {"cursor": cursor, "name_contains": "a", "limit": 50}
    assert (await client.get(URL, params=larger)).status_code == 200


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"limit": 0}, 422),
        ({"limit": 101}, 422),
        ({"limit": 100}, 200),
        ({"sort": "description"}, 422),
        ({"unknown": "1"}, 422),
        ({"name_contains": "\x00"}, 422),
        ({"created_from": "2026-01-01T00:00:00"}, 422),
        ({"created_from": "0001-01-01T00:00:00+14:00"}, 422),
        ({"created_from": "0001-01-01T00:00:00Z"}, 200),
        ({"cursor": "nonsense"}, 404),
        ({"cursor": "A"}, 404),
        ({"cursor": "e30"}, 404),
        ({"cursor": "é"}, 422),
        ({"cursor": "x" * 2_001}, 422),
    ],
)
async def test_parameters(client: AsyncClient, params: dict[str, str], status: int) -> None:
    assert (await client.get(URL, params=params)).status_code == status
