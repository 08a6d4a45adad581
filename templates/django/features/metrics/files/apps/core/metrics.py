"""What Prometheus reads at `/metrics`: requests by route, with their durations.

Labels take their values from short lists that the code knows. A path, a name or an address in a
label would make a new series for each of them.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

# Where the processes of one container count together; whichever is asked tells of all of them.
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def process() -> str:
    """The place of this process among the web server's, which its successor takes over."""
    return os.environ.get("SERVER_PROCESS") or str(os.getpid())


if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    values.ValueClass = values.MultiProcessValue(process)  # type: ignore[no-untyped-call]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("http_requests", "Requests that were answered", ["method", "route", "status"])
DURATION = Histogram(
    "http_request_duration_seconds", "Time from request to answer", ["method", "route"]
)
IN_PROGRESS = Gauge("http_requests_in_progress", "Requests under way", multiprocess_mode="livesum")


def report() -> bytes:
    """All figures in the text format of Prometheus."""
    registry = REGISTRY
    if FOLDER:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def route_of(request: HttpRequest) -> str:
    """The path with the names of its parameters; for what no view answered, `unmatched`."""
    match = request.resolver_match
    return "unmatched" if match is None else f"/{match.route}"


class MetricsMiddleware:
    """Counts what comes by, and answers `/metrics` for any host, as Prometheus asks by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/metrics":
            headers = {"Cache-Control": "no-store"}
            return HttpResponse(report(), content_type=CONTENT_TYPE_LATEST, headers=headers)
        started = time.perf_counter()
        with IN_PROGRESS.track_inprogress():
            response = self.get_response(request)
        method = str(request.method)
        method = method if method in METHODS else "other"
        route = route_of(request)
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        DURATION.labels(method, route).observe(time.perf_counter() - started)
        return response
