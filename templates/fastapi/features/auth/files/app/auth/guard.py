"""What routers use: `dependencies=[requires("items:write")]`, or a parameter of type Caller."""

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import SecurityScopes

from app.auth.caller import SCOPES, Caller, MissingScopeError
from app.auth.identify import identify


def authorise(caller: Caller, scopes: Iterable[str]) -> None:
    missing = [scope for scope in scopes if scope not in caller.scopes]
    if missing:
        raise MissingScopeError(missing)


async def _authorised(
    wanted: SecurityScopes, caller: Annotated[Caller, Depends(identify)]
) -> Caller:
    authorise(caller, wanted.scopes)
    return caller


def requires(*scopes: str) -> Any:
    SCOPES.update(scopes)
    return Security(_authorised, scopes=scopes)
