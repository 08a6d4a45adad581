"""Errors: every one leaves as application/problem+json (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match


class FieldProblem(BaseModel):
    location: str = Field(description="Where the value was, such as body.name")
    message: str


class Problem(BaseModel):
    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldProblem] = []


class DomainError(Exception):
    """What a service refuses. Subclasses say which status the API answers."""

    status = HTTPStatus.BAD_REQUEST
    headers: Mapping[str, str] | None = None

    def __init__(self, detail: str, errors: list[FieldProblem] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors


def problem(
    status: int, detail: str, *, errors: list[FieldProblem] | None = None, headers: Any = None
) -> JSONResponse:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    body = Problem(
        title=HTTPStatus(status).phrase,
        status=int(status),
        detail=detail,
        request_id=request_id,
        errors=errors or [],
    )
    return JSONResponse(
        body.model_dump(), int(status), headers=headers, media_type="application/problem+json"
    )


def _allowed_methods(request: Request) -> set[str]:
    """Methods of every route on this path: several routes may share one."""
    methods: set[str] = set()
    for method in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            methods.add(method)
    return methods


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_allowed_methods(request)))
    return problem(error.status_code, error.detail, headers=headers)


async def _domain_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101
    return problem(error.status, str(error), errors=error.errors, headers=error.headers)


def _printable(text: str) -> str:
    """Names of unknown fields come from the client and may hold what UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """Say what is wrong and where, but never repeat the value: it may be a secret."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.")
    errors = [
        FieldProblem(location=_printable(".".join(map(str, one["loc"]))), message=one["msg"])
        for one in found
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid.", errors=errors)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
