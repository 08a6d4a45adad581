"""What users may do."""

from app.auth.caller import SCOPES
from app.users.models import User

# What every user may do. Superusers may do everything.
EVERYBODY: list[str] = [
    # one line per scope
    "items:read",
    "items:write",
]


def scopes_of(user: User) -> frozenset[str]:
    return frozenset(SCOPES if user.is_superuser else EVERYBODY)
