"""taskiq, which nothing else imports: how jobs lie in Redis, and who takes them.

Those that are due are a stream, those that are not a sorted set.
"""

import asyncio
import socket
import time
from collections.abc import AsyncGenerator
from functools import partial
from typing import Annotated, cast

import structlog
from redis.asyncio import Redis
from taskiq import AckableMessage, AcknowledgeType, BrokerMessage, Context, TaskiqDepends
from taskiq.kicker import AsyncKicker
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from app.jobs.job import Attempt, Job
from app.jobs.tasks import JOB_SECONDS, MAX_TRIES

log = structlog.get_logger(__name__)
# taskiq knows this one task. Which of ours it runs is an argument, so that app/jobs/tasks.py
# decides about names as well.
FUNCTION = "job"
GROUP = "workers"
# One step for Redis, so that two workers never move the same job, and a crash loses none.
MOVE_DUE = """
for _, job in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 100)) do
    redis.call('XADD', KEYS[2], '*', 'data', job)
    redis.call('ZREM', KEYS[1], job)
end
"""


type Entry = tuple[bytes, dict[bytes, bytes]]
type Stream = tuple[bytes, list[Entry]]


class Broker(RedisStreamBroker):
    """The broker of taskiq-redis, which by itself knows no delay and keeps what is done.

    It also looks for the jobs of a dead worker only after a new one has come, and hands out one
    that brings its workers down again and again.
    """

    def __init__(self, url: str, queue_name: str) -> None:
        super().__init__(
            url,
            queue_name=queue_name,
            consumer_group_name=GROUP,
            consumer_name=socket.gethostname(),
            consumer_id="0",  # also what was enqueued before the first worker started
            xread_block=1000,
            # A job that nobody has finished by now belonged to a worker that is gone.
            idle_timeout=(JOB_SECONDS + 5) * 1000,
            socket_connect_timeout=2,
        )
        self.redis = Redis(connection_pool=self.connection_pool)
        self.later = f"{queue_name}:later"

    async def send(self, job: Job, delay: float = 0) -> None:
        """Have the attempt made, after some seconds."""
        await AsyncKicker[..., None](FUNCTION, self, {"delay": delay}).kiq(job)

    async def work(self, attempt: Attempt, at_once: int, grace: float, stop: asyncio.Event) -> None:
        """Make attempts until told to stop; those that run by then get some seconds to end."""

        async def take(job: Job, delivery: Annotated[Context, TaskiqDepends()]) -> None:
            await attempt(job)
            # What is cancelled does not come here, and another worker takes it up.
            await delivery.ack()

        self.register_task(take, task_name=FUNCTION)
        receiver = Receiver(
            self,
            max_async_tasks=at_once,
            ack_type=AcknowledgeType.MANUAL,
            wait_tasks_timeout=grace,
            run_startup=False,
        )
        await receiver.listen(stop)

    async def kick(self, message: BrokerMessage) -> None:
        delay = float(message.labels.get("delay", 0))
        if delay:
            await self.redis.zadd(self.later, {message.message: time.time() + delay})
        else:
            await super().kick(message)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """One job at a time: whoever takes more than it works on keeps others from them."""
        while True:
            await self.redis.eval(MOVE_DUE, 2, self.later, self.queue_name, str(time.time()))
            for entry, fields in await self._left_behind() or await self._new():
                yield AckableMessage(data=fields[b"data"], ack=partial(self._remove, entry))

    async def _left_behind(self) -> list[Entry]:
        _, entries, _ = await self.redis.xautoclaim(
            self.queue_name, GROUP, self.consumer_name, self.idle_timeout, count=1
        )
        left = cast("list[Entry]", entries)
        return [one for one in left if not await self._given_up(*one)]

    async def _given_up(self, entry: bytes, fields: dict[bytes, bytes]) -> bool:
        """Whether the job was handed out too often; if so, it is removed and logged."""
        handed_out = await self.redis.xpending_range(self.queue_name, GROUP, entry, entry, 1)
        if not handed_out or int(handed_out[0]["times_delivered"]) <= MAX_TRIES:
            return False
        job = Job(**self.formatter.loads(fields[b"data"]).args[0])
        about = {"task": job.task, "request_id": job.request_id}
        log.error("job failed for good", error="its workers were gone each time", **about)
        await self._remove(entry)
        if job.mark is not None:
            await self.redis.delete(job.mark)
        return True

    async def _new(self) -> list[Entry]:
        streams = await self.redis.xreadgroup(
            GROUP, self.consumer_name, {self.queue_name: ">"}, count=1, block=self.block
        )
        return [entry for _, entries in cast("list[Stream]", streams) for entry in entries]

    async def _remove(self, entry: bytes) -> None:
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.xack(self.queue_name, GROUP, entry)
            pipe.xdel(self.queue_name, entry)
            await pipe.execute()
