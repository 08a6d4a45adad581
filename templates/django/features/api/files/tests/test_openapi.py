import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

FILE = Path(__file__).resolve().parents[1] / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    out = io.StringIO()
    call_command(
        "spectacular",
        "--validate",
        "--fail-on-warn",
        "--api-version=v1",
        "--format=openapi-json",
        stdout=out,
    )
    value: dict[str, Any] = json.loads(out.getvalue())
    return value


def test_committed_document_is_current(document: dict[str, Any]) -> None:
    committed = json.loads(FILE.read_text(encoding="utf-8"))
    assert committed == document, "the API changed: run `make openapi` and commit the result"


def test_every_operation_documents_its_errors(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    for operation in operations:
        assert {"403", "406", "429"} <= set(operation["responses"])
        assert ("requestBody" not in operation) or {"400", "409", "415"} <= set(
            operation["responses"]
        )


@pytest.mark.parametrize("path", ["/api/schema", "/api/docs"])
@pytest.mark.django_db
def test_schema_and_documentation_are_served(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_documentation_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/api/docs").text
    assert "://" not in page


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/notes"])
def test_unknown_address_is_a_problem(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    for response in (client.get(path), client.patch(path)):
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == 404
