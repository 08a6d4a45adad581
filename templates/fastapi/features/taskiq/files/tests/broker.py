"""What the tests of jobs know of taskiq."""

from app.jobs.broker import Broker


def hurry(broker: Broker) -> None:
    broker.block = 10


async def waiting(broker: Broker) -> int:
    """How many jobs wait or run."""
    async with broker.redis.pipeline(transaction=True) as pipe:
        pipe.xlen(broker.queue_name)
        pipe.zcard(broker.later)
        return sum(await pipe.execute())
