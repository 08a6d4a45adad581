"""Jobs for the tests, which leave lines in a file: whichever process runs them."""

import time
from pathlib import Path

from apps.core.jobs import job
from config.logs import request_id


def _write(file: str, line: str) -> None:
    with Path(file).open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")


def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@job()
def note(file: str, word: str) -> None:
    _write(file, f"{word} {request_id.get()}")


@job()
def slow(file: str) -> None:
    _write(file, "begin")
    time.sleep(2)
    _write(file, "end")


@job(again_after=(ConnectionError,), tries=3, longest_pause=1)
def fail(file: str) -> None:
    _write(file, "try")
    raise ConnectionError("nobody answers")
