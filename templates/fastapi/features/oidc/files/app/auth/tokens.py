"""Access tokens (JWT) of the identity provider: checked here, made there."""

from typing import Any

import jwt
import structlog
from httpx2 import AsyncClient

from app.auth.caller import Caller, UnauthenticatedError
from app.auth.signing_keys import ALGORITHMS, TIMEOUT, SigningKeys
from app.core.config import Settings

log = structlog.get_logger(__name__)
LEEWAY = 30  # seconds by which clocks may differ


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    """`scope` is text with blanks between; `scp`, at some providers, a list."""
    found: set[str] = set()
    for name in ("scope", "scp"):
        given = claims.get(name)
        if isinstance(given, str):
            found.update(given.split())
        elif isinstance(given, list):
            found.update(one for one in given if isinstance(one, str))
    return frozenset(found)


class Tokens:
    """Tokens of one provider for one audience."""

    def __init__(self, keys: SigningKeys, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience

    async def check(self, token: str) -> Caller:
        try:
            claims = await self._decode(token)
        except jwt.PyJWTError as error:
            # Operators learn why; callers do not.
            log.info("token refused", reason=type(error).__name__)
            raise UnauthenticatedError(given=True) from None
        return Caller(claims["sub"], _scopes(claims))

    async def _decode(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        key = await self._keys.find(header.get("kid"))
        if key is None:
            raise jwt.InvalidKeyError
        return jwt.decode(
            token,
            key,
            ALGORITHMS,
            issuer=self._issuer,
            audience=self._audience,
            leeway=LEEWAY,
            options={
                "require": ["aud", "exp", "iss", "sub"],
                "enforce_minimum_key_length": True,
            },
        )

    async def close(self) -> None:
        await self._keys.close()


def connect_provider(settings: Settings) -> Tokens | None:
    """Nothing is asked yet: the application starts while the provider is down, too."""
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    http = AsyncClient(timeout=TIMEOUT)
    keys = SigningKeys(http, settings.oidc_issuer, settings.oidc_jwks_url)
    return Tokens(keys, settings.oidc_issuer, settings.oidc_audience)
