"""What every task is given besides its own arguments."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.core.db import Sessions


@dataclass(frozen=True)
class Context:
    sessions: Sessions


type Task = Callable[..., Awaitable[None]]
