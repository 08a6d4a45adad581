"""What taskiq does not do by itself."""

import structlog

from app.core.config import Settings
from app.jobs.broker import GROUP
from app.jobs.redis_queue import RedisQueue
from app.jobs.tasks import MAX_TRIES
from tests.sample_tasks import seen
from tests.work import left, work


async def test_job_of_a_dead_worker_is_taken_up(settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("note", "a")
    broker = queue.broker
    name, idle = broker.queue_name, broker.idle_timeout + 1
    await broker.redis.xreadgroup(GROUP, "dead", {name: ">"})
    [taken] = await broker.redis.xpending_range(name, GROUP, "-", "+", 1)
    await broker.redis.xclaim(name, GROUP, "dead", 0, [taken["message_id"]], idle=idle)
    await work(settings, queue)
    assert [word for word, _ in seen] == ["a"]
    assert await left(queue) == 0


async def test_job_that_no_worker_survives_is_given_up(queue: RedisQueue) -> None:
    broker = queue.broker
    broker.idle_timeout = 0
    await queue.enqueue("note", "a", key="same")
    await broker.redis.xreadgroup(GROUP, "dead", {broker.queue_name: ">"})
    for _ in range(MAX_TRIES - 1):
        assert len(await broker._left_behind()) == 1
    with structlog.testing.capture_logs() as lines:
        assert await broker._left_behind() == []
    assert [(line["event"], line["task"]) for line in lines] == [("job failed for good", "note")]
    assert await left(queue) == 0
    await queue.enqueue("note", "b", key="same")  # its key is free again
    assert await left(queue) == 1
