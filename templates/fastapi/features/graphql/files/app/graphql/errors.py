"""Errors of GraphQL: what services refuse says so, what nobody foresaw says nothing."""

from http import HTTPStatus
from typing import Any

import structlog
from graphql import GraphQLError
from pydantic import BaseModel, ValidationError
from strawberry.utils.str_converters import to_camel_case

from app.core.errors import DomainError, FieldProblem

log = structlog.get_logger(__name__)


class InvalidInputError(DomainError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY


def checked[M: BaseModel](model: type[M], **given: Any) -> M:
    """What REST would accept, too. The error never repeats a value: it may be a secret."""
    try:
        return model(**given)
    except ValidationError as error:
        errors = [
            FieldProblem(
                location=".".join(to_camel_case(str(part)) for part in one["loc"]),
                message=one["msg"],
            )
            for one in error.errors()
        ]
        raise InvalidInputError("The request is not valid.", errors) from None


def _cause(error: GraphQLError) -> Exception | None:
    """What a field raised; None for errors of GraphQL itself, which are the client's."""
    cause = error.original_error
    return None if isinstance(cause, GraphQLError) else cause


def report(errors: list[GraphQLError]) -> None:
    """Log what nobody foresaw; other messages may repeat what the client has sent."""
    for error in errors:
        cause = _cause(error)
        if cause is not None and not isinstance(cause, DomainError):
            log.error("unhandled error", path=error.path, exc_info=cause)


def present(error: GraphQLError) -> dict[str, Any]:
    """The error as the client gets it; `extensions` are those of the same problem in REST."""
    shown: dict[str, Any] = dict(error.formatted)
    cause = _cause(error)
    if cause is None:
        return shown
    status, problems = HTTPStatus.INTERNAL_SERVER_ERROR, None
    if isinstance(cause, DomainError):
        shown["message"] = str(cause)
        status, problems = cause.status, cause.errors
    else:
        shown["message"] = "The server failed to answer."
    shown["extensions"] = {
        "title": status.phrase,
        "status": int(status),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        "errors": [problem.model_dump() for problem in problems or []],
    }
    return shown
