"""What Prometheus reads at `/metrics`: requests by route, and connections to the database.

Labels take their values from short lists that the code knows. A path, a name or an address in a
label would make a new series for each of them.
"""

import os
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

# Where the processes of one container count together; whichever is asked tells of all of them.
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("http_requests", "Requests that were answered", ["method", "route", "status"])
DURATION = Histogram(
    "http_request_duration_seconds", "Time from request to end of answer", ["method", "route"]
)
IN_PROGRESS = Gauge("http_requests_in_progress", "Requests under way", multiprocess_mode="livesum")
CONNECTIONS = Gauge(
    "db_connections_in_use", "Connections taken from the pool", multiprocess_mode="livesum"
)

router = APIRouter()


def record(method: str, route: str | None, status: int, seconds: float) -> None:
    """Count a request; `route` is the path with the names of its parameters, None: no route."""
    method = method if method in METHODS else "other"
    route = route or "unmatched"
    REQUESTS.labels(method, route, str(status)).inc()
    DURATION.labels(method, route).observe(seconds)


def watch_connections(engine: AsyncEngine) -> None:
    def taken(*_about: Any) -> None:
        CONNECTIONS.inc()

    def given_back(*_about: Any) -> None:
        CONNECTIONS.dec()

    event.listen(engine.sync_engine, "checkout", taken)
    event.listen(engine.sync_engine, "checkin", given_back)


def forget_process() -> None:
    """What is under way here ends with this process; what it has counted stays."""
    if FOLDER:
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    registry = REGISTRY
    if FOLDER:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
