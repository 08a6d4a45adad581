"""The OpenAPI document: complete, stable, and the one that is committed."""

import json
from typing import Any

import pytest
from httpx2 import AsyncClient

from app import schema


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return schema.document()


def _operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (path, operation)
        for path, operations in document["paths"].items()
        for operation in operations.values()
    ]


def test_committed_document_is_current(document: dict[str, Any]) -> None:
    committed = json.loads(schema.FILE.read_text(encoding="utf-8"))
    assert committed == document, "run `make openapi` and commit the result"


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in _operations(document)]
    assert len(ids) == len(set(ids))


def test_operations_document_their_errors(document: dict[str, Any]) -> None:
    for path, operation in _operations(document):
        if not path.startswith("/v1/"):
            continue
        errors = {code for code in operation["responses"] if code.startswith("4")}
        expected = {"400", "422"}
        if "{" in path:
            expected.add("404")
        if "requestBody" in operation:
            expected.add("413")
        assert expected <= errors, operation["operationId"]
        for code in errors:
            assert list(operation["responses"][code]["content"]) == ["application/problem+json"]


async def test_document_is_served(client: AsyncClient, document: dict[str, Any]) -> None:
    assert (await client.get("/openapi.json")).json() == document
