"""Values that come from outside."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, StringConstraints

# No database text holds NUL. Lone surrogates, which JSON can express and UTF-8 cannot, are
# refused by pydantic itself.
NO_NUL = r"^[^\x00]*$"
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)
]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=NO_NUL)]


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("the moment is out of range") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
