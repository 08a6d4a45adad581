"""Text from clients: what a database cannot hold is refused."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.core.text import Line, Text


@pytest.mark.parametrize("kind", [Line, Text])
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "x" * 10_001])
def test_refused(kind: Any, bad: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(bad)


def test_accepted() -> None:
    assert TypeAdapter(Line).validate_python("  née 😀 ") == "née 😀"
    assert TypeAdapter(Text).validate_python("two\nlines") == "two\nlines"
