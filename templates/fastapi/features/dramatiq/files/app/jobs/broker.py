"""dramatiq, which nothing else imports: how jobs lie in Redis, and who takes them."""

import asyncio
import time
from concurrent.futures import CancelledError
from dataclasses import asdict, replace
from typing import Any

import redis
import structlog
from dramatiq import Consumer, Message, Worker, actor
from dramatiq.brokers.redis import RedisBroker
from dramatiq.common import join_all
from redis.asyncio import Redis

from app.jobs.job import Attempt, Job
from app.jobs.tasks import JOB_SECONDS

log = structlog.get_logger(__name__)
# dramatiq knows this one actor. Which task it runs is an argument, so that app/jobs/tasks.py
# decides about names as well.
FUNCTION = "job"
CONNECT_SECONDS = 2
PUT_BACK_SECONDS = 5.0
# A worker that has said nothing for so long is gone, and others do what it had taken.
GONE_SECONDS = JOB_SECONDS + 30
# How many of a million commands look for such workers: one command in ten.
LOOK_FOR_GONE = 100_000


class Backend(RedisBroker):
    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        """Take jobs from a list. A worker begins with it, and again when its connection broke.

        It has then forgotten the jobs with a delay that it had taken, so they are put back.
        """
        if queue_name == f"{FUNCTION}.DQ":
            taken = self.client.smembers(f"{self.namespace}:__acks__.{self.broker_id}.{queue_name}")
            self.do_requeue(queue_name, *taken)
        return super().consume(queue_name, prefetch, timeout)


class Broker:
    """Jobs are coroutines on one event loop; a thread of dramatiq waits for each."""

    def __init__(self, url: str, queue_name: str) -> None:
        self.queue_name = queue_name
        self.redis = Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS)
        self._client = redis.Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS)
        self.poll_ms = 1000  # idle workers look for jobs this often
        self._sender = self.backend()

    def backend(self) -> Backend:
        """What speaks to Redis for one process, without dramatiq's middleware.

        Its retries are lost when Redis is away for a moment, and its time limit interrupts a
        thread, not a coroutine. Both are decided in app/jobs/tasks.py.
        """
        return Backend(  # type: ignore[no-untyped-call]
            client=self._client,
            namespace=self.queue_name,
            middleware=[],
            heartbeat_timeout=GONE_SECONDS * 1000,
            maintenance_chance=LOOK_FOR_GONE,
        )

    async def startup(self) -> None:
        await self.redis.ping()

    async def send(self, job: Job, delay: float = 0) -> None:
        """Have the attempt made, after some seconds."""
        await asyncio.to_thread(self._send, job, round(delay * 1000) or None)

    def _send(self, job: Job, delay_ms: int | None = None) -> None:
        message = Message[None](FUNCTION, FUNCTION, (asdict(job),), {}, {})
        self._sender.enqueue(message, delay=delay_ms)

    def _put_back(self, job: Job) -> None:
        """Dramatiq takes a job off its list whatever became of it, so it goes there again."""
        while True:
            try:
                self._send(job)
            except redis.RedisError as error:
                log.warning("job cannot be put back", task=job.task, error=repr(error))
                time.sleep(PUT_BACK_SECONDS)
            else:
                return

    async def work(self, attempt: Attempt, at_once: int, grace: float, stop: asyncio.Event) -> None:
        """Make attempts until told to stop; those that run by then get some seconds to end."""
        loop = asyncio.get_running_loop()
        running: set[asyncio.Future[None]] = set()

        async def run(job: Job) -> None:
            task = asyncio.ensure_future(attempt(job))
            running.add(task)
            try:
                await task
            finally:
                running.discard(task)

        def take(fields: dict[str, Any]) -> None:
            job = replace(Job(**fields), args=tuple(fields["args"]))
            try:
                asyncio.run_coroutine_threadsafe(run(job), loop).result()
            except (CancelledError, redis.RedisError):
                self._put_back(job)

        backend = self.backend()
        actor(actor_name=FUNCTION, queue_name=FUNCTION, broker=backend)(take)
        worker = Worker(backend, worker_threads=at_once, worker_timeout=self.poll_ms)
        worker.queue_prefetch = at_once  # whoever takes more keeps it from the others
        worker.start()
        await stop.wait()
        await asyncio.to_thread(worker.stop, round(grace * 1000))
        for task in running:
            task.cancel()
        await asyncio.to_thread(join_all, worker.workers, round(PUT_BACK_SECONDS * 1000))

    async def shutdown(self) -> None:
        await self.redis.aclose()
        self._client.close()
