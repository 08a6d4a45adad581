"""What the tests of jobs know of dramatiq."""

from app.jobs.broker import FUNCTION, Broker


def hurry(broker: Broker) -> None:
    broker.poll_ms = 10


async def waiting(broker: Broker) -> int:
    """How many jobs wait or run."""
    async with broker.redis.pipeline(transaction=True) as pipe:
        for queue in (FUNCTION, f"{FUNCTION}.DQ"):
            pipe.hlen(f"{broker.queue_name}:{queue}.msgs")
        return sum(await pipe.execute())
