"""The OpenAPI document: stable operation ids, and errors under their real media type."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.core.errors import Problem

type Responses = dict[int | str, dict[str, Any]]
DESCRIPTIONS = {
    400: "The request cannot be read: broken JSON or an unknown host",
    404: "There is no such thing",
    409: "Contradicts what is already there",
    412: "It has changed since it was read",
    413: "The body is too large",
    422: "The request can be read, but a value in it is not valid",
}


def problems(*codes: int) -> Responses:
    """Errors that an operation can answer, for its `responses`."""
    return {code: {"model": Problem, "description": DESCRIPTIONS[code]} for code in codes}


ETAG: dict[str, Any] = {
    "ETag": {
        "description": "Mark of this state, for conditional requests",
        "schema": {"type": "string"},
    }
}


def operation_id(route: APIRoute) -> str:
    """Such as `items_create`: clients generated from the document get readable names."""
    return "_".join([*map(str, route.tags[:1]), route.name])


class Api(FastAPI):
    """FastAPI, with problem+json in its document where problem+json is what it answers."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for code, response in operation["responses"].items():
                        if code.startswith("4"):
                            content = response["content"]
                            content["application/problem+json"] = content.pop("application/json")
        return super().openapi()
