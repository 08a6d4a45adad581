"""Metrics: what is counted, under which labels, and by several processes."""

import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from app.core.config import Settings
from app.core.metrics import watch_connections
from app.main import create_app

type Labels = dict[str, str]


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


@pytest.fixture
async def counted(settings: Settings) -> AsyncIterator[AsyncClient]:
    app = create_app(settings)

    @app.get("/counted/{number}")
    async def read(number: int) -> float:
        return 1 / number + value("http_requests_in_progress")

    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def series(client: AsyncClient, name: str) -> list[Labels]:
    answer = await client.get("/metrics", headers={"Host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return [one.labels for family in families for one in family.samples if one.name == name]


async def test_requests_are_counted_by_route_and_status(counted: AsyncClient) -> None:
    route = {"method": "GET", "route": "/counted/{number}"}

    def counts() -> tuple[float, float, float]:
        return (
            value("http_requests_total", status="200", **route),
            value("http_requests_total", status="500", **route),
            value("http_request_duration_seconds_count", **route),
        )

    good, bad, timed = counts()
    for number in (1, 2, 4, 0):
        await counted.get(f"/counted/{number}")
    assert counts() == (good + 3, bad + 1, timed + 4)


async def test_many_addresses_are_one_series(counted: AsyncClient) -> None:
    async def routes() -> set[tuple[str, str]]:
        return {
            (one["method"], one["route"]) for one in await series(counted, "http_requests_total")
        }

    before = await routes()
    for _ in range(100):
        await counted.get(f"/{uuid.uuid4()}")
    await counted.request("BREW", f"/{uuid.uuid4()}")
    assert await routes() - before <= {("GET", "unmatched"), ("other", "unmatched")}


async def test_requests_under_way_are_counted(counted: AsyncClient) -> None:
    assert (await counted.get("/counted/1")).json() == 2
    assert value("http_requests_in_progress") == 0


async def test_what_watches_the_process_is_not_counted(counted: AsyncClient) -> None:
    with capture_logs() as lines:
        for path in ("/metrics", "/livez"):
            await counted.get(path)
        assert lines == []
        await counted.get("/openapi.json")
        assert [line["event"] for line in lines] == ["request"]
    routes = {one["route"] for one in await series(counted, "http_requests_total")}
    assert not routes & {"/metrics", "/livez"}
    assert "/metrics" not in (await counted.get("/openapi.json")).text


async def test_connections_in_use(engine: AsyncEngine) -> None:
    watch_connections(engine)
    before = value("db_connections_in_use")
    async with engine.connect(), engine.connect():
        assert value("db_connections_in_use") == before + 2
    assert value("db_connections_in_use") == before


def test_processes_count_together(tmp_path: Path) -> None:
    def run(code: str) -> str:
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counts")}
        code = f"import asyncio\nfrom app.core.metrics import *\n{code}"
        command = [sys.executable, "-c", code]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    for _ in range(2):
        run("record('GET', '/', 200, 0.1); IN_PROGRESS.inc(); forget_process()")
    told = run("IN_PROGRESS.inc(); print(asyncio.run(metrics()).body.decode())")
    assert 'http_requests_total{method="GET",route="/",status="200"} 2.0' in told
    assert "http_requests_in_progress 1.0" in told
