import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.core.health import readiness
from config.logs import request_id

type GetResponse = Callable[[HttpRequest], HttpResponse]

ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")

log = logging.getLogger("apps.requests")


class ProbeMiddleware:
    """Answers the probes before the host check and the redirect to HTTPS can refuse them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            response = HttpResponse("ok", content_type="text/plain")
        elif request.path == "/readyz":
            results = readiness.results()
            response = JsonResponse(
                {name: "ok" if passed else "fail" for name, passed in results.items()},
                status=200 if all(results.values()) else 503,
            )
        else:
            return self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response


class RequestLogMiddleware:
    """Gives each request an id, says it in the answer, and logs one line about the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        current = given if ACCEPTED_ID.fullmatch(given) else uuid.uuid4().hex
        request.META["REQUEST_ID"] = current
        token = request_id.set(current)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            # The path without its query: a query may hold what should not be in a log.
            fields = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            log.info(
                "%(method)s %(path)s %(status)s",
                fields,
                extra=fields,
            )
        finally:
            request_id.reset(token)
        response.headers["X-Request-ID"] = current
        return response
