"""What travels through Redis."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    task: str
    args: tuple[str, ...]
    attempt: int
    request_id: str
    mark: str | None  # stands in Redis while the key of the job is taken


type Attempt = Callable[[Job], Awaitable[None]]
