"""Keys with which the identity provider signs: loaded when they are needed, kept, loaded again.

No request waits for the provider while the key it needs is known, and no flood of requests
becomes a flood of questions to the provider.
"""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from httpx2 import AsyncClient, HTTPError, InvalidURL
from jwt import PyJWK, PyJWTError
from pydantic import BaseModel

from app.core.errors import DomainError

log = structlog.get_logger(__name__)
# Signatures that only the provider can make. HS256 is none: whoever checks could sign as well.
ALGORITHMS = ("RS256", "ES256", "EdDSA")
TIMEOUT = 5  # seconds for all that one loading asks
PAUSE = 10  # seconds between two loadings, whatever came of the first
FRESH = 3_600  # seconds after which keys are loaded again
KEPT = 86_400  # seconds for which keys are good while the provider does not answer


class ProviderUnavailableError(DomainError):
    """Nobody can say whether the token is good: neither 401 nor 403 would be true."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    headers = {"Retry-After": str(PAUSE)}  # noqa: RUF012

    def __init__(self, detail: str = "The identity provider does not answer.") -> None:
        super().__init__(detail)


class _Discovery(BaseModel):
    issuer: str
    jwks_uri: str


class _KeyList(BaseModel):
    keys: list[dict[str, Any]]


def _usable(listed: _KeyList) -> dict[str | None, PyJWK]:
    """Keys for signatures, by their id. Providers may list others, and kinds yet unknown."""
    found: dict[str | None, PyJWK] = {}
    for one in listed.keys:
        if one.get("use", "sig") != "sig":
            continue
        try:
            key = PyJWK(one)
        except (PyJWTError, TypeError, ValueError):
            continue
        if key.algorithm_name in ALGORITHMS:
            found[key.key_id] = key
    if not found:
        raise ValueError("the provider lists no key that can be used")
    return found


class SigningKeys:
    def __init__(
        self,
        http: AsyncClient,
        issuer: str,
        address: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without an address of the keys the provider's own description is asked for it."""
        self._http = http
        self._issuer = issuer
        self._given_address = address
        self._clock = clock
        self._keys: dict[str | None, PyJWK] = {}
        self._loaded_at = self._next_loading = clock()
        self._failed = False
        self._loading: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> PyJWK | None:
        """The key; None: the provider has no such key."""
        key = self._pick(key_id)
        if key is None:
            loading = self._load()
            if loading is not None:
                # One request that is given up must not end the loading for the others.
                await asyncio.shield(loading)
            key = self._pick(key_id)
            if key is None and self._failed:
                raise ProviderUnavailableError
        elif self._age() >= FRESH:
            self._load()
        return key

    async def close(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
        await self._http.aclose()

    def _age(self) -> float:
        return self._clock() - self._loaded_at

    def _pick(self, key_id: str | None) -> PyJWK | None:
        if self._age() >= KEPT:
            return None
        if key_id is None and len(self._keys) == 1:  # then a token need not name it
            return next(iter(self._keys.values()))
        return self._keys.get(key_id)

    def _load(self) -> asyncio.Task[None] | None:
        """The loading that is under way, or a new one; None: the last one was just now."""
        if self._loading is None or self._loading.done():
            if self._clock() < self._next_loading:
                return None
            self._next_loading = self._clock() + PAUSE
            self._loading = asyncio.create_task(self._replace())
        return self._loading

    async def _replace(self) -> None:
        self._failed = True
        try:
            async with asyncio.timeout(TIMEOUT):
                address = self._given_address or await self._discover()
                self._keys = _usable(await self._get(address, _KeyList))
        except (HTTPError, InvalidURL, TimeoutError, ValueError) as error:
            log.warning("signing keys not loaded", error=type(error).__name__, why=str(error))
            return
        self._failed = False
        self._loaded_at = self._clock()

    async def _discover(self) -> str:
        where = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._get(where, _Discovery)
        if found.issuer != self._issuer:
            raise ValueError(f"{where} describes {found.issuer}")
        if self._issuer.startswith("https://") and not found.jwks_uri.startswith("https://"):
            raise ValueError(f"{found.jwks_uri} is not encrypted")
        return found.jwks_uri

    async def _get[T: BaseModel](self, address: str, kind: type[T]) -> T:
        answer = await self._http.get(address)
        return kind.model_validate_json(answer.raise_for_status().content)
