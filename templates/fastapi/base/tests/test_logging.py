"""Logs: one JSON object per line in production, with the request id in each."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from fastapi import APIRouter
from httpx2 import AsyncClient

from app.api.openapi import Api
from app.core.config import Settings
from app.core.logging import configure_logging


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging as it was; and without the lines of the test client."""
    monkeypatch.setattr(logging.getLogger("httpx2"), "disabled", True)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("restored")
async def test_json_with_request_id(
    app: Api, client: AsyncClient, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    router = APIRouter(prefix="/sample")

    @router.get("/{number}")
    async def sample(number: int) -> None:
        structlog.get_logger("app.sample").info("from structlog", number=number)
        logging.getLogger("library").warning("from %s", "logging")

    app.include_router(router)
    configure_logging(settings.model_copy(update={"environment": "production"}))
    headers = {"X-Request-ID": "request-0001", "Authorization": "Bearer hunter2"}
    await client.get("/sample/7?token=hunter2", headers=headers)
    await client.get("/livez")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "hunter2" not in captured.err
    lines = _lines(captured.err)
    assert [line["event"] for line in lines] == ["from structlog", "from logging", "request"]
    assert {line["request_id"] for line in lines} == {"request-0001"}
    assert lines[2]["route"] == "/sample/{number}"
    assert lines[2]["status"] == 200
    assert all(line["timestamp"].endswith("Z") for line in lines)


@pytest.mark.usefixtures("restored")
async def test_unhandled_error_is_logged_with_its_trace(
    app: Api, client: AsyncClient, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("something broke")

    configure_logging(settings.model_copy(update={"environment": "production"}))
    assert (await client.get("/broken")).status_code == 500
    error, request = _lines(capsys.readouterr().err)
    assert error["level"] == "error"
    assert error["exception"][0]["exc_value"] == "something broke"
    assert request["status"] == 500


@pytest.mark.usefixtures("restored")
def test_readable_in_development(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(settings.model_copy(update={"environment": "local"}))
    structlog.get_logger("app").info("hello", number=1)
    line = capsys.readouterr().err
    assert "hello" in line
    assert "number=1" in line
    assert not line.startswith("{")


@pytest.mark.usefixtures("restored")
def test_exception_without_values(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(settings.model_copy(update={"environment": "production"}))

    def connect(password: str) -> None:
        raise OSError("refused")

    try:
        connect("hunter2")
    except OSError:
        logging.getLogger("library").exception("no connection")
    text = capsys.readouterr().err
    assert "refused" in text
    assert "hunter2" not in text
