"""Errors of the API as `application/problem+json` (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error as html_server_error
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from apps.core.errors import ConflictError

CONTENT_TYPE = "application/problem+json"
PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": True},
    },
    "required": ["type", "title", "status", "detail"],
}


def problem(status: int, detail: str, **more: object) -> dict[str, object]:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ConflictError):
        return Response(problem(409, str(error)), status=409, content_type=CONTENT_TYPE)
    response = default_handler(error, context)
    if response is None:
        return None
    if isinstance(error, ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"": response.data}
        response.data = problem(response.status_code, "The request is not valid.", errors=errors)
    else:
        detail = response.data.get("detail", "")
        response.data = problem(response.status_code, str(detail))
    response.content_type = CONTENT_TYPE
    return response


def not_found(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        problem(404, "There is nothing at this address."), status=404, content_type=CONTENT_TYPE
    )


def server_error(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return html_server_error(request)
    return JsonResponse(
        problem(500, "The request failed; the log has the reason under its request id."),
        status=500,
        content_type=CONTENT_TYPE,
    )


def document_problems(
    result: dict[str, Any], generator: object, request: object, public: bool
) -> dict[str, Any]:
    """Adds the errors that every operation of its kind can answer to the OpenAPI document."""
    del generator, request, public
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in _statuses(operation):
                operation["responses"].setdefault(str(status), _response(status))
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _statuses(operation: dict[str, Any]) -> list[int]:
    statuses = [403, 406, 429]
    if "requestBody" in operation:
        statuses += [400, 409, 415]
    if operation.get("parameters"):
        # A filter that is not valid; an id or a cursor that leads nowhere.
        statuses += [400, 404]
    return statuses


def _response(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
