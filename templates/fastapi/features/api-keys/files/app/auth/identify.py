"""Who is calling is proved by an API key, sent as `Authorization: Bearer KEY`."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.auth import service
from app.auth.caller import Caller, UnauthenticatedError
from app.auth.repository import KeysDep

bearer = HTTPBearer(
    scheme_name="ApiKey",
    description="A key from `python -m app.manage keys create`",
    auto_error=False,
)


async def identify(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)], keys: KeysDep
) -> Caller:
    if given is None:
        raise UnauthenticatedError(given=False)
    return await service.authenticate(keys, given.credentials)
