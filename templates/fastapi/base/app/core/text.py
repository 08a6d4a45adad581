"""Text that comes from outside."""

from typing import Annotated

from pydantic import StringConstraints

# No database text holds NUL. Lone surrogates, which JSON can express and UTF-8 cannot, are
# refused by pydantic itself.
NO_NUL = r"^[^\x00]*$"
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)
]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=NO_NUL)]
