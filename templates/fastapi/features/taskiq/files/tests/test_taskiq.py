"""What taskiq does not do by itself."""

from app.core.config import Settings
from app.jobs.broker import GROUP
from app.jobs.redis_queue import RedisQueue
from tests.sample_tasks import seen
from tests.work import left, work


async def test_job_of_a_dead_worker_is_taken_up(settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("note", "a")
    broker = queue.broker
    await broker.redis.xreadgroup(GROUP, "dead", {broker.queue_name: ">"})
    broker.idle_timeout = 10
    await work(settings, queue)
    assert [word for word, _ in seen] == ["a"]
    assert await left(queue) == 0
