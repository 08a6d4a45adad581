"""A limit of time for jobs."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TIME_LIMIT = 60


class TooSlowError(Exception):
    """A job took longer than jobs may."""


@contextmanager
def time_limit() -> Iterator[None]:
    """Ends what takes too long. Only the main thread, in which a worker runs jobs, can be ended."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"the job took longer than {TIME_LIMIT} seconds")

    usual = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)
