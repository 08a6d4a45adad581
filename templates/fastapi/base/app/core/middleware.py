"""Middleware, all of it plain ASGI: context variables reach the endpoints, streams stay streams."""

import re
import time
import uuid
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import problem

log = structlog.get_logger("app.access")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
CONTENT_TOO_LARGE = 413  # its name in http differs between versions of Python
PROBES = frozenset({"/livez", "/readyz"})
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _route(scope: Scope) -> str | None:
    """Path of the route with its parameters' names; what routers were included under counts."""
    whole = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(whole or scope.get("route"), "path", None)


class SecurityHeadersMiddleware:
    """Answers carry the strict headers unless the endpoint has set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_secured)


class RequestContextMiddleware:
    """Request id, access log, and the answer to errors that nobody else has handled."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        status = 0
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            except Exception:
                log.exception("unhandled error")
                if status:
                    raise  # the answer has begun: only closing the connection is left
                response = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed to answer.")
                await response(scope, receive, send_with_id)
            finally:
                if scope["path"] not in PROBES:
                    log.info(
                        "request",
                        method=scope["method"],
                        route=_route(scope),
                        status=status,
                        ms=round((time.perf_counter() - started) * 1000, 1),
                    )


class AllowedHostsMiddleware:
    """Refuses other hosts; probes come by address and are always let through."""

    def __init__(self, app: ASGIApp, allowed: list[str]) -> None:
        self.app = app
        self.allowed = {host.lower() for host in allowed}

    def _allows(self, header: str) -> bool:
        host = re.sub(r":\d*$", "", header.lower())
        if "*" in self.allowed or host in self.allowed:
            return True
        return any(one.startswith("*.") and host.endswith(one[1:]) for one in self.allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exempt = scope["type"] != "http" or scope["path"] in PROBES
        if exempt or self._allows(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, send)
        else:
            response = problem(HTTPStatus.BAD_REQUEST, "The host is not one of this application.")
            await response(scope, receive, send)


class BodyLimitMiddleware:
    """Refuses bodies over the limit, by their announced length or while they arrive."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        detail = f"The body is larger than {self.limit} bytes."
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self.limit:
            await problem(CONTENT_TOO_LARGE, detail)(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise HTTPException(CONTENT_TOO_LARGE, detail)
            return message

        await self.app(scope, receive_limited, send)
