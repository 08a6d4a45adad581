"""Values that come from outside."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints

# No database text holds NUL. Lone surrogates, which JSON can express and UTF-8 cannot, are
# refused by pydantic itself.
NO_NUL = r"^[^\x00]*$"
# White space around it is removed; the pattern says what the document could not say otherwise.
SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=SOMETHING)
]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=NO_NUL)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment is out of range") from None


def _written_out(value: Any) -> Any:
    """Not a number of seconds, which pydantic would take as well and no document tells of."""
    if not isinstance(value, datetime) and "T" not in str(value).upper():
        raise ValueError("a moment is written like 2026-07-01T12:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
