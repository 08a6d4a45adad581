"""Conditional requests: weak comparison to read, strong comparison to change."""

import pytest

from app.core.etag import PreconditionError, etag, is_known, require_current


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False),
        ("", False),
        ('"7"', True),
        ('W/"7"', True),
        ('"6", W/"7"', True),
        ("*", True),
        ('"6"', False),
        ("7", False),
    ],
)
def test_known(header: str | None, known: bool) -> None:  # noqa: FBT001
    assert etag(7) == '"7"'
    assert is_known(7, header) is known


@pytest.mark.parametrize("header", [None, '"7"', '"6" , "7"', "*"])
def test_current(header: str | None) -> None:
    require_current(7, header)


@pytest.mark.parametrize("header", ["", '"6"', 'W/"7"', "7"])
def test_not_current(header: str) -> None:
    with pytest.raises(PreconditionError):
        require_current(7, header)
