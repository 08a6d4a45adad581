"""Jobs of the items."""

import uuid

from httpx2 import AsyncClient

from app.api.openapi import Api
from app.items.jobs import summarise, summarise_missing
from app.jobs.context import Context

URL = "/v1/items"


async def test_summary_follows_the_description(app: Api, client: AsyncClient) -> None:
    created = await client.post(URL, json={"name": "a", "description": "Short. And long."})
    url = f"{URL}/{created.json()['id']}"
    await app.state.queue.run()
    assert (await client.get(url)).json()["summary"] == "Short"
    await client.patch(url, json={"description": None})
    await app.state.queue.run()
    assert (await client.get(url)).json()["summary"] is None


async def test_lost_jobs_are_made_up_for(app: Api, client: AsyncClient) -> None:
    lost = await client.post(URL, json={"name": "a", "description": "Short. And long."})
    bare = await client.post(URL, json={"name": "b"})
    app.state.queue.jobs.clear()
    await summarise_missing(Context(app.state.sessions))
    summaries = [
        (await client.get(f"{URL}/{created.json()['id']}")).json()["summary"]
        for created in (lost, bare)
    ]
    assert summaries == ["Short", None]


async def test_removed_item_is_no_error(app: Api) -> None:
    await summarise(Context(app.state.sessions), str(uuid.uuid4()))
