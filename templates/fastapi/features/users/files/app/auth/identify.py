"""Who is calling is proved by an access token, sent as `Authorization: Bearer TOKEN`."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.auth.caller import Caller, UnauthenticatedError
from app.users.access import AccessDep
from app.users.scopes import scopes_of

bearer = HTTPBearer(
    scheme_name="AccessToken",
    description="A token from `POST /v1/auth/login`",
    auto_error=False,
)
BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def identify(given: BearerDep, access: AccessDep) -> Caller:
    if given is None:
        raise UnauthenticatedError(given=False)
    user = await access.owner(given.credentials)
    if user is None:
        raise UnauthenticatedError(given=True)
    return Caller(str(user.id), scopes_of(user))
