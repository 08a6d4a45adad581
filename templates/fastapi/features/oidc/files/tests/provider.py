"""An identity provider for tests: keys of its own, tokens, and answers without a network."""

import asyncio
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from httpx2 import AsyncClient, ConnectError, MockTransport, Request, Response
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from app.auth.signing_keys import SigningKeys
from app.auth.tokens import Tokens

ISSUER = "https://login.example.com/"
AUDIENCE = "https://api.example.com"
JWKS = f"{ISSUER}keys"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS: dict[str, Any] = {
    "RS256": RSA,
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
WRITERS: dict[str, Any] = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}


def public(algorithm: str, key: Any, key_id: str | None) -> dict[str, Any]:
    """A key as the provider lists it."""
    listed: dict[str, Any] = WRITERS[algorithm].to_jwk(key.public_key(), as_dict=True)
    return listed if key_id is None else listed | {"kid": key_id}


def sign(algorithm: str, key: Any, key_id: str | None, /, **changes: object) -> str:
    """A token that is good but for the changes; None leaves a claim out."""
    now = time.time()
    claims: dict[str, object] = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody"}
    claims |= {"scope": "things:read", "iat": now, "nbf": now, "exp": now + 300, **changes}
    given = {name: value for name, value in claims.items() if value is not None}
    headers = {} if key_id is None else {"kid": key_id}
    return jwt.encode(given, key, algorithm, headers)


class Provider:
    def __init__(self) -> None:
        self.keys = [public(name, key, name) for name, key in KEYS.items()]
        self.description = {"issuer": ISSUER, "jwks_uri": JWKS}
        self.asked: list[str] = []
        self.down = False
        self.now = 1_000.0

    async def _answer(self, request: Request) -> Response:
        self.asked.append(str(request.url))
        await asyncio.sleep(0)
        if self.down:
            raise ConnectError("down")
        if request.url.path.endswith("/.well-known/openid-configuration"):
            return Response(200, json=self.description)
        return Response(200, json={"keys": self.keys})

    def signing_keys(self, address: str | None = JWKS) -> SigningKeys:
        http = AsyncClient(transport=MockTransport(self._answer))
        return SigningKeys(http, ISSUER, address, clock=lambda: self.now)

    def tokens(self) -> Tokens:
        return Tokens(self.signing_keys(), ISSUER, AUDIENCE)

    def token(self, algorithm: str = "ES256", /, **changes: object) -> str:
        return sign(algorithm, KEYS[algorithm], algorithm, **changes)
