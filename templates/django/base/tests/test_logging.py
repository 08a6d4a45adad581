import json
import logging
import sys

import pytest
from django.test import Client

from config.logs import JsonFormatter, RequestIdFilter, logging_settings, request_id


def formatted(record: logging.LogRecord) -> dict[str, object]:
    RequestIdFilter().filter(record)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    value: dict[str, object] = json.loads(line)
    return value


def test_given_request_id_is_kept() -> None:
    response = Client().get("/nothing", headers={"x-request-id": "abc-12345.X_y"})
    assert response.headers["X-Request-ID"] == "abc-12345.X_y"


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 129, 'x"} {"level": 1', "12345678\t9", "übergröß"]
)
def test_hostile_request_id_is_replaced(given: str) -> None:
    response = Client().get("/nothing", headers={"x-request-id": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 32


def test_one_line_per_request_without_query_or_headers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(RequestIdFilter())
    headers = {"authorization": "Bearer s3cret-value", "x-request-id": "request-1"}
    Client().get("/nothing?token=s3cret-value", headers=headers)
    [record] = [record for record in caplog.records if record.name == "apps.requests"]
    line = JsonFormatter().format(record)
    fields = json.loads(line)
    assert fields["request_id"] == "request-1"
    assert (fields["method"], fields["path"], fields["status"]) == ("GET", "/nothing", 404)
    assert "s3cret-value" not in caplog.text + line


def test_line_of_a_refused_request_has_its_id(caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/nothing", headers={"x-request-id": "request-3"})
    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert formatted(record)["request_id"] == "request-3"


def test_json_line_holds_message_fields_and_exception() -> None:
    token = request_id.set("request-2")
    try:
        int("no\nnumber")
    except ValueError:
        record = logging.LogRecord("a", 30, "f", 1, "hello %s", ("you",), sys.exc_info())
    finally:
        record.size, record.request = 3, object()
        fields = formatted(record)
        request_id.reset(token)
    assert fields["message"] == "hello you"
    assert fields["level"] == "WARNING"
    assert fields["request_id"] == "request-2"
    assert fields["size"] == 3
    assert "request" not in fields
    assert "ValueError" in str(fields["exception"])


def test_logs_go_to_stderr() -> None:
    handler = logging.StreamHandler()
    assert handler.stream is sys.stderr
    assert "stream" not in logging_settings("INFO", "json")["handlers"]["stderr"]
