"""An operator and their browser, for the tests of the admin pages."""

import io

import pytest
from argon2 import PasswordHasher
from httpx2 import ASGITransport, AsyncClient, Response

from app.admin import manage, service
from app.admin.repository import AdminRepository
from app.api.openapi import Api

EMAIL, PASSWORD = "ada@example.com", "correct horse battery"
ORIGIN = "http://localhost"
# The usual settings would take most of the time of these tests.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Operator:
    def __init__(self, app: Api, client: AsyncClient) -> None:
        self.app = app
        self.client = client

    async def run(self, *arguments: str, password: str = PASSWORD) -> str:
        """What the command prints."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
            async with self.app.state.sessions() as session:
                return await manage.run(AdminRepository(session), manage.parse([*arguments]))

    async def log_in(
        self, email: str = EMAIL, password: str = PASSWORD, origin: str = ORIGIN
    ) -> Response:
        form = {"username": email, "password": password}
        return await self.client.post("/admin/login", data=form, headers={"Origin": origin})

    async def gets_in(self) -> bool:
        return (await self.client.get("/admin/")).status_code == 200


@pytest.fixture
async def operator(app: Api, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.setattr(service, "HASHER", CHEAP)
    client = AsyncClient(transport=ASGITransport(app=app), base_url=ORIGIN)
    operator = Operator(app, client)
    await operator.run("create", EMAIL)
    return operator
