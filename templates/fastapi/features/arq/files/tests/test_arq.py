"""What is ARQ's own."""

import pytest
from arq import Retry

from app.core.db import Engine, make_sessions
from app.jobs.context import Context
from app.jobs.worker import attempt
from tests.sample_tasks import install, seen


async def test_failures_are_handed_back_to_the_queue(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch)
    ctx = {"context": Context(make_sessions(engine)), "job_try": 1}
    with pytest.raises(Retry):
        await attempt(ctx, "fail_once", "a", request_id="")
    await attempt({**ctx, "job_try": 2}, "fail_once", "a", request_id="")
    assert seen == [("a", 1), ("a", "done")]
