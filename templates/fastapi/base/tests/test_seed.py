"""Sample data: may be added twice."""

from app.api.openapi import Api
from app.seed import fill


async def test_seed_can_be_repeated(app: Api) -> None:
    await fill(app.state.sessions)
    assert await fill(app.state.sessions) == 0
