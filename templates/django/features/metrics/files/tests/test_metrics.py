"""Metrics: what is counted, under which labels, and by several processes."""

import os
import runpy
import subprocess
import sys
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).resolve().parents[1]


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def series(name: str) -> list[dict[str, str]]:
    answer = Client().get("/metrics", headers={"host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    families = text_string_to_metric_families(answer.text)
    return [one.labels for family in families for one in family.samples if one.name == name]


def test_requests_are_counted_by_route_and_status() -> None:
    def counts() -> tuple[float, float, float]:
        route = {"method": "GET", "route": "/admin/users/user/<path:object_id>/change/"}
        return (
            value("http_requests_total", status="302", **route),
            value("http_requests_total", method="GET", route="unmatched", status="404"),
            value("http_request_duration_seconds_count", **route),
        )

    redirected, missing, timed = counts()
    for number in range(3):
        Client().get(f"/admin/users/user/{number}/change/")
    Client().get("/nothing")
    assert counts() == (redirected + 3, missing + 1, timed + 3)


def test_many_addresses_are_one_series() -> None:
    def labels() -> set[tuple[str, str]]:
        return {(one["method"], one["route"]) for one in series("http_requests_total")}

    before = labels()
    for _ in range(100):
        Client().get(f"/{uuid.uuid4()}")
    Client().generic("BREW", f"/{uuid.uuid4()}")
    assert labels() - before <= {("GET", "unmatched"), ("other", "unmatched")}


def test_what_watches_the_process_is_not_counted(caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/metrics", "/livez"):
        Client().get(path)
    assert value("http_requests_in_progress") == 0
    assert not [one for one in caplog.records if one.name == "apps.requests"]
    routes = {one["route"] for one in series("http_requests_total")}
    assert not routes & {"/metrics", "/livez"}


def test_processes_count_together_and_successors_go_on(tmp_path: Path) -> None:
    def run(place: str, code: str) -> str:
        environment = os.environ | {
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "counts"),
            "SERVER_PROCESS": place,
        }
        command = [sys.executable, "-c", f"from apps.core.metrics import *\n{code}"]
        return subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
        ).stdout

    count = "REQUESTS.labels('GET', '/', '200').inc()"
    for place in ("0", "1", "1"):
        run(place, count)
    assert len(list((tmp_path / "counts").glob("counter_*.db"))) == 2
    told = run("2", "IN_PROGRESS.inc(); print(report().decode())")
    assert 'http_requests_total{method="GET",route="/",status="200"} 3.0' in told
    assert "http_requests_in_progress 1.0" in told


def test_server_gives_places_and_forgets_what_was_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setenv("SERVER_PROCESS", "")
    hooks = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    server = SimpleNamespace(WORKERS={})
    for pid in (11, 12, 13):
        server.WORKERS[pid] = SimpleNamespace()
        hooks["pre_fork"](server, server.WORKERS[pid])
    left = tmp_path / "gauge_livesum_1.db"
    left.touch()
    hooks["child_exit"](server, server.WORKERS.pop(12))
    assert not left.exists()
    successor = SimpleNamespace()
    hooks["pre_fork"](server, successor)
    hooks["post_fork"](server, successor)
    assert os.environ["SERVER_PROCESS"] == "1"
