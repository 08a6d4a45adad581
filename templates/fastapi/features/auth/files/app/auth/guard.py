"""What routers use: `dependencies=[requires("items:write")]`, or a parameter of type Caller."""

from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import SecurityScopes

from app.auth.caller import SCOPES, Caller, MissingScopeError
from app.auth.identify import identify


async def _authorise(
    wanted: SecurityScopes, caller: Annotated[Caller, Depends(identify)]
) -> Caller:
    missing = [scope for scope in wanted.scopes if scope not in caller.scopes]
    if missing:
        raise MissingScopeError(missing)
    return caller


def requires(*scopes: str) -> Any:
    SCOPES.update(scopes)
    return Security(_authorise, scopes=scopes)
