"""What is ARQ's own."""

import asyncio
from datetime import timedelta

import pytest
from arq import Retry
from arq.connections import ArqRedis
from arq.worker import async_check_health

from app.core.config import Settings
from app.core.db import Engine, make_sessions
from app.jobs import redis_queue
from app.jobs.context import Context
from app.jobs.redis_queue import RedisQueue
from app.jobs.worker import attempt, worker_options
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


async def test_nobody_waits_for_a_redis_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It still takes connections, and says nothing any more."""

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr(redis_queue, "ANSWER_SECONDS", 0.05)
    day = timedelta(days=1)
    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        queue = RedisQueue(ArqRedis(host=host, port=port))
        for asked in (queue.enqueue("note"), queue.first("run", day), queue.remember("run", day)):
            async with asyncio.timeout(5):
                with pytest.raises(TimeoutError):
                    await asked
        await queue.close()


async def test_check_asks_for_the_worker_of_this_host(
    redis_settings: Settings, queue: RedisQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = []
    for host in ("here", "elsewhere"):
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        options = worker_options(redis_settings, queue.pool.default_queue_name)
        name = options["health_check_key"]
        if host == "here":
            await queue.pool.set(name, "alive")
        with pytest.warns(DeprecationWarning, match="close"):  # ARQ 0.28: the old name of aclose
            codes.append(await async_check_health(options["redis_settings"], name))
    assert codes == [0, 1]
