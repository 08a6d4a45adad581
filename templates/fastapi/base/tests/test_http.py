"""What every answer has: security headers, a request id, problem+json, limits."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx2 import ASGITransport, AsyncClient
from pydantic import BaseModel, ConfigDict

from app.api.openapi import Api
from app.core.config import Settings
from app.core.text import Line
from app.main import create_app


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Line
    secret: int = 0


def _add_sample_routes(app: Api) -> None:
    @app.get("/sample/{number}")
    async def read(number: int) -> int:
        return 1 // number

    @app.put("/sample/{number}")
    async def write(number: int, note: Note) -> Note:
        return note


def _client(app: Api) -> AsyncClient:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://localhost")


@pytest.fixture
async def sample(settings: Settings) -> AsyncIterator[AsyncClient]:
    app = create_app(settings.model_copy(update={"max_body_bytes": 1_024}))
    _add_sample_routes(app)
    async with _client(app) as client:
        yield client


@pytest.mark.parametrize("path", ["/livez", "/sample/1", "/sample/0", "/sample/x", "/missing"])
async def test_security_headers(sample: AsyncClient, path: str) -> None:
    headers = (await sample.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(("scheme", "header"), [("http", None), ("https", "max-age=31536000")])
async def test_browsers_stay_with_https(
    sample: AsyncClient, scheme: str, header: str | None
) -> None:
    headers = (await sample.get(f"{scheme}://localhost/sample/0")).headers
    assert headers.get("strict-transport-security") == header


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/missing", None, 404),
        ("DELETE", "/sample/1", None, 405),
        ("GET", "/sample/x", None, 422),
        ("GET", "/sample/0", None, 500),
        ("PUT", "/sample/1", b'{"text": ', 400),
        ("PUT", "/sample/1", b'{"text": "\xff"}', 400),
        ("PUT", "/sample/1", b'{"secret": "hunter2"}', 422),
        ("PUT", "/sample/1", b'{"text": "\\ud800"}', 422),
        ("PUT", "/sample/1", b'{"text": "a", "\\ud800": 1}', 422),
        ("PUT", "/sample/1", b'{"text": "' + b"x" * 2_000 + b'"}', 413),
    ],
)
async def test_errors_are_problems(
    sample: AsyncClient, method: str, path: str, body: bytes | None, status: int
) -> None:
    headers = {"X-Request-ID": "from-the-client", "Content-Type": "application/json"}
    answer = await sample.request(method, path, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"] == "from-the-client"
    assert "hunter2" not in answer.text
    assert bool(problem["errors"]) == (status == 422)


async def test_method_not_allowed_names_those_of_all_routes(sample: AsyncClient) -> None:
    answer = await sample.delete("/sample/1")
    assert answer.headers["allow"] == "GET, PUT"


async def test_body_limit_holds_without_announced_length(sample: AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b" " * 500

    headers = {"Content-Type": "application/json"}
    answer = await sample.put("/sample/1", content=chunks(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("hostile", ["short", "a" * 129, "<script>alert</script>", "line\tbreak"])
async def test_other_request_ids_are_replaced(sample: AsyncClient, hostile: str) -> None:
    answer = await sample.get("/livez", headers={"X-Request-ID": hostile})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize(("path", "parts"), [("/docs", 4), ("/redoc", 3)])
async def test_docs_load_from_here_and_without_inline_scripts(
    client: AsyncClient, path: str, parts: int
) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script>|style=|https?://|//cdn", page.text)
    paths = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(paths) == parts
    for part in paths:
        assert (await client.get(f"/{part}")).status_code == 200


async def test_docs_can_be_switched_off(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"docs": False}))
    async with _client(app) as client:
        for path in ("/docs", "/redoc", "/docs/assets/swagger-ui.css", "/openapi.json"):
            assert (await client.get(path)).status_code == 404


async def test_cors_answers_known_origins_only(settings: Settings) -> None:
    known = "https://app.example.com"
    app = create_app(settings.model_copy(update={"cors_origins": [known]}))
    _add_sample_routes(app)
    async with _client(app) as client:
        for origin, answer in ((known, known), ("https://evil.example", None)):
            for path, status in (("/sample/1", 200), ("/missing", 404), ("/sample/0", 500)):
                got = await client.get(path, headers={"Origin": origin})
                assert got.status_code == status
                assert got.headers.get("access-control-allow-origin") == answer


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ("example.com", "example.com", 404),
        ("example.com", "EXAMPLE.com:8000", 404),
        ("*.example.com", "a.example.com", 404),
        ("*", "anything.example", 404),
        ("[::1]", "[::1]:8000", 404),
        ("*.example.com", "example.com.evil.example", 400),
        ("example.com", "a.example.com", 400),
    ],
)
async def test_allowed_hosts(settings: Settings, allowed: str, host: str, status: int) -> None:
    app = create_app(settings.model_copy(update={"allowed_hosts": [allowed]}))
    async with _client(app) as client:
        assert (await client.get("/missing", headers={"Host": host})).status_code == status
