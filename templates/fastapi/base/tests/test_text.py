"""Text from clients: what a database cannot hold is refused."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.text import Line, Moment, Text


@pytest.mark.parametrize("kind", [Line, Text])
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "x" * 10_001])
def test_refused(kind: Any, bad: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(bad)


@pytest.mark.parametrize("bad", ["", "  ", "\u00a0 "])
def test_lines_say_something(bad: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(bad)


def test_accepted() -> None:
    assert TypeAdapter(Line).validate_python("  née 😀 ") == "née 😀"
    assert TypeAdapter(Text).validate_python("two\nlines") == "two\nlines"


def test_moments_are_kept_in_utc() -> None:
    moment = TypeAdapter(Moment).validate_python("2026-07-01T12:00:00+02:00")
    assert moment.isoformat() == "2026-07-01T10:00:00+00:00"


@pytest.mark.parametrize(
    "bad", ["2026-07-01T12:00:00", "2026-07-01", "0001-01-01T00:00:00+14:00", "0.5", 1]
)
def test_moments_need_a_zone_and_a_range(bad: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(bad)
