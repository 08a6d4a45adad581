"""Items as operators see them."""

import pytest

from app.items.models import Item
from tests.operators import Operator, operator

__all__ = ["operator"]


@pytest.fixture
async def item(operator: Operator) -> str:
    async with operator.app.state.sessions() as session:
        item = Item(name="Lamp <b>")
        session.add_all([item, Item(name="Chair")])
        await session.commit()
    await operator.log_in()
    return str(item.id)


async def test_list_and_details(operator: Operator, item: str) -> None:
    page = await operator.client.get("/admin/item/list", params={"search": "lamp"})
    assert "Lamp &lt;b&gt;" in page.text
    assert "Chair" not in page.text
    page = await operator.client.get(f"/admin/item/details/{item}")
    assert page.status_code == 200
    assert "Lamp &lt;b&gt;" in page.text
    assert item in page.text


async def test_nothing_can_be_changed_or_exported(operator: Operator, item: str) -> None:
    own = {"Origin": "http://localhost"}
    client = operator.client
    answers = [
        await client.post("/admin/item/create", data={"name": "Table"}, headers=own),
        await client.post(f"/admin/item/edit/{item}", data={"name": "Table"}, headers=own),
        await client.delete("/admin/item/delete", params={"pks": item}, headers=own),
        await client.post("/admin/item/import", headers=own),
        await client.get("/admin/item/export/csv"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
