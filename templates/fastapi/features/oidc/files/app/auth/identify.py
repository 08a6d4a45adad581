"""Who is calling is proved by an access token, sent as `Authorization: Bearer TOKEN`."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.auth.caller import Caller, UnauthenticatedError
from app.auth.signing_keys import ProviderUnavailableError
from app.auth.tokens import Tokens

bearer = HTTPBearer(
    scheme_name="AccessToken",
    bearerFormat="JWT",
    description="An access token that the identity provider made for this API",
    auto_error=False,
)


async def identify(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)], request: Request
) -> Caller:
    if given is None:
        raise UnauthenticatedError(given=False)
    tokens: Tokens | None = request.app.state.tokens
    if tokens is None:
        raise ProviderUnavailableError("OIDC_ISSUER and OIDC_AUDIENCE do not say whom to believe.")
    return await tokens.check(given.credentials)
