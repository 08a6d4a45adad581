"""Access tokens: which are good, and what they open."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import APIRouter
from httpx2 import ASGITransport, AsyncClient, Response

from app import schema
from app.api.openapi import Api
from app.auth.caller import Caller
from app.auth.guard import requires
from app.auth.tokens import Tokens, connect_provider
from app.core.config import Settings
from tests.provider import AUDIENCE, ISSUER, KEYS, RSA, Provider, public, sign

READ, WRITE = "things:read", "things:write"


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def stranger(app: Api, provider: Provider) -> AsyncIterator[AsyncClient]:
    router = APIRouter(prefix="/things")

    @router.get("", dependencies=[requires(READ)])
    async def read() -> str:
        return "read"

    @router.post("")
    async def write(caller: Annotated[Caller, requires(READ, WRITE)]) -> str:
        return caller.id

    app.include_router(router)
    app.state.tokens = provider.tokens()
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        yield client
    await app.state.tokens.close()


async def _get(client: AsyncClient, token: str) -> Response:
    return await client.get("/things", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("algorithm", KEYS)
async def test_good_token(stranger: AsyncClient, provider: Provider, algorithm: str) -> None:
    assert (await _get(stranger, provider.token(algorithm))).json() == "read"


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": f"{READ} {WRITE}"},
        {"scope": None, "scp": [READ, WRITE, 7]},
        {"scope": READ, "scp": WRITE},
    ],
)
async def test_scopes_and_subject(
    stranger: AsyncClient, provider: Provider, claims: dict[str, object]
) -> None:
    headers = {"Authorization": f"Bearer {provider.token(**claims)}"}
    answer = await stranger.post("/things", headers=headers)
    assert (answer.status_code, answer.json()) == (200, "somebody")


@pytest.mark.parametrize("scope", [READ, f"{READ}x {WRITE}x", "", None, {WRITE: True}])
async def test_scope_is_missing(stranger: AsyncClient, provider: Provider, scope: object) -> None:
    headers = {"Authorization": f"Bearer {provider.token(scope=scope)}"}
    answer = await stranger.post("/things", headers=headers)
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert answer.headers["content-type"] == "application/problem+json"


async def test_without_a_token(stranger: AsyncClient, provider: Provider) -> None:
    for headers in ({}, {"Authorization": "Basic YTpi"}):
        answer = await stranger.get("/things", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
    assert provider.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://login.example.com"},
        {"iss": "https://evil.example/"},
        {"iss": None},
        {"aud": "https://other.example.com"},
        {"aud": []},
        {"aud": None},
        {"exp": time.time() - 60},
        {"exp": None},
        {"exp": "tomorrow"},
        {"nbf": time.time() + 3_600},
        {"iat": time.time() + 3_600},
        {"sub": None},
        {"sub": 7},
    ],
    ids=str,
)
async def test_claim_is_wrong(
    stranger: AsyncClient, provider: Provider, changes: dict[str, object]
) -> None:
    answer = await _get(stranger, provider.token(**changes))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_clocks_may_differ_a_little(stranger: AsyncClient, provider: Provider) -> None:
    now = time.time()
    for changes in ({"exp": now - 10}, {"nbf": now + 10, "iat": now + 10}, {"nbf": None}):
        assert (await _get(stranger, provider.token(**changes))).status_code == 200


async def test_one_of_several_audiences(stranger: AsyncClient, provider: Provider) -> None:
    token = provider.token(aud=["https://other.example.com", AUDIENCE])
    assert (await _get(stranger, token)).status_code == 200


def _encode(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _forge(algorithm: str, secret: bytes) -> str:
    """A token as a library would refuse to make it: signed with a public key as the secret."""
    claims = jwt.decode(sign("ES256", KEYS["ES256"], None), options={"verify_signature": False})
    signed = f"{_encode({'alg': algorithm, 'kid': 'RS256'})}.{_encode(claims)}"
    mac = hmac.digest(secret, signed.encode(), hashlib.sha256) if secret else b""
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def _forged() -> dict[str, str]:
    pem = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    good = sign("ES256", KEYS["ES256"], "ES256")
    claims = good.split(".")[1]
    stranger = ec.generate_private_key(ec.SECP256R1())
    return {
        "no signature": _forge("none", b""),
        "no signature, in capitals": _forge("None", b""),
        "the public key as a secret": _forge("HS256", pem),
        "an algorithm that is not allowed": sign("RS512", RSA, "RS256"),
        "the id of another key": sign("ES256", KEYS["ES256"], "RS256"),
        "a key of somebody else": sign("ES256", stranger, "ES256"),
        "other claims": good.replace(claims, claims[::-1]),
        "signature cut off": good.rpartition(".")[0] + ".",
        "nothing": "",
        "nonsense": "nonsense",
        "no JSON": "e30.e30",
        "a list as header": "W10.e30.e30",
        "a list as algorithm": f"{_encode({'alg': ['ES256']})}.e30.e30",
        "a number as key id": f"{_encode({'alg': 'ES256', 'kid': 7})}.e30.e30",
        "deep header": base64.urlsafe_b64encode(b"[" * 30_000).decode() + ".e30.e30",
    }


@pytest.mark.parametrize(("token"), [pytest.param(v, id=k) for k, v in _forged().items()])
async def test_forged_token(stranger: AsyncClient, token: str) -> None:
    answer = await _get(stranger, token)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_listed_keys_that_are_none(stranger: AsyncClient, provider: Provider) -> None:
    """What is listed for another purpose, or shared, or too short, signs nothing."""
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    secret = b"x" * 32
    shared = {"kty": "oct", "kid": "shared", "k": base64.urlsafe_b64encode(secret).decode()}
    other = public("ES256", KEYS["ES256"], "other") | {"use": "enc"}
    provider.keys += [shared, other, public("RS256", short, "short"), {"kty": "new"}, {}]
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        weak = sign("RS256", short, "short")
    tokens = [sign("HS256", secret, "shared"), sign("ES256", KEYS["ES256"], "other"), weak]
    for token in tokens:
        assert (await _get(stranger, token)).status_code == 401
    assert (await _get(stranger, provider.token())).status_code == 200


async def test_the_caller_does_not_learn_why(stranger: AsyncClient, provider: Provider) -> None:
    details = set()
    for token in ("nonsense", provider.token(exp=1), provider.token(aud="other")):
        details.add((await _get(stranger, token)).json()["detail"])
    assert len(details) == 1


async def test_provider_is_down(stranger: AsyncClient, provider: Provider) -> None:
    provider.down = True
    answer = await _get(stranger, provider.token())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_no_provider_is_set(app: Api, stranger: AsyncClient, provider: Provider) -> None:
    tokens, app.state.tokens = app.state.tokens, None
    answer = await _get(stranger, provider.token())
    assert answer.status_code == 503
    assert "OIDC_ISSUER" in answer.json()["detail"]
    app.state.tokens = tokens


async def test_provider_of_the_settings(settings: Settings) -> None:
    assert connect_provider(settings.model_copy(update={"oidc_issuer": None})) is None
    named = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE}
    tokens = connect_provider(settings.model_copy(update=named))
    assert isinstance(tokens, Tokens)
    await tokens.close()


async def test_all_of_the_api_is_guarded() -> None:
    for path, operations in schema.document()["paths"].items():
        for operation in operations.values():
            assert bool(operation.get("security")) == path.startswith("/v1/")
