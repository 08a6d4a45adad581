"""Signing keys: when the provider is asked, and what happens while it does not answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient, MockTransport, Request, Response

from app.auth import signing_keys
from app.auth.signing_keys import FRESH, KEPT, PAUSE, ProviderUnavailableError, SigningKeys
from tests.provider import ISSUER, JWKS, KEYS, Provider, public


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
async def keys(provider: Provider) -> AsyncIterator[SigningKeys]:
    keys = provider.signing_keys()
    yield keys
    await keys.close()


async def _settle() -> None:
    """Let a loading end that nobody waits for."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_many_at_once_ask_once(provider: Provider, keys: SigningKeys) -> None:
    assert provider.asked == []
    found = await asyncio.gather(*(keys.find("ES256") for _ in range(32)))
    assert None not in found
    assert provider.asked == [JWKS]


async def test_unknown_ids_are_no_flood(provider: Provider, keys: SigningKeys) -> None:
    for number in range(50):
        assert await keys.find(f"unknown-{number}") is None
    assert len(provider.asked) == 1
    provider.now += PAUSE
    await asyncio.gather(*(keys.find(f"unknown-{number}") for number in range(50)))
    assert len(provider.asked) == 2


async def test_a_new_key_is_found(provider: Provider, keys: SigningKeys) -> None:
    await keys.find("ES256")
    provider.keys = [public("ES256", KEYS["ES256"], "new")]
    provider.now += PAUSE
    assert await keys.find("new") is not None
    assert await keys.find("ES256") is None


async def test_a_withdrawn_key_goes(provider: Provider, keys: SigningKeys) -> None:
    await keys.find("ES256")
    provider.keys = [public("EdDSA", KEYS["EdDSA"], "EdDSA")]
    provider.now += FRESH
    assert await keys.find("ES256") is not None  # does not wait for the loading that it starts
    await _settle()
    assert await keys.find("ES256") is None
    assert len(provider.asked) == 2


async def test_known_keys_serve_while_it_is_down(provider: Provider, keys: SigningKeys) -> None:
    await keys.find("ES256")
    provider.down = True
    provider.now += FRESH
    for _ in range(5):
        assert await keys.find("ES256") is not None
        await _settle()
    assert len(provider.asked) == 2
    provider.now += PAUSE
    with pytest.raises(ProviderUnavailableError):  # it may well be a new one
        await keys.find("unknown")
    provider.now += KEPT
    with pytest.raises(ProviderUnavailableError):
        await keys.find("ES256")
    provider.down = False
    provider.now += PAUSE
    assert await keys.find("ES256") is not None


async def test_down_from_the_start(provider: Provider, keys: SigningKeys) -> None:
    provider.down = True
    for _ in range(20):
        with pytest.raises(ProviderUnavailableError):
            await keys.find("ES256")
    assert len(provider.asked) == 1
    provider.down = False
    provider.now += PAUSE
    assert await keys.find("ES256") is not None


async def test_one_request_given_up_does_not_end_the_loading(keys: SigningKeys) -> None:
    first, second = (asyncio.create_task(keys.find("ES256")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second is not None


async def test_slow_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_request: Request) -> Response:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits that long")

    monkeypatch.setattr(signing_keys, "TIMEOUT", 0.01)
    keys = SigningKeys(AsyncClient(transport=MockTransport(hang)), ISSUER, JWKS)
    with pytest.raises(ProviderUnavailableError):
        await keys.find("ES256")
    await keys.close()


async def test_closing_ends_a_loading(provider: Provider) -> None:
    keys = provider.signing_keys()
    waiting = asyncio.create_task(keys.find("ES256"))
    await asyncio.sleep(0)
    await keys.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_the_only_key_needs_no_name(provider: Provider, keys: SigningKeys) -> None:
    assert await keys.find(None) is None
    provider.keys = [public("ES256", KEYS["ES256"], "only")]
    provider.now += PAUSE
    assert await keys.find(None) is not None


async def test_discovery(provider: Provider) -> None:
    keys = provider.signing_keys(address=None)
    assert await keys.find("ES256") is not None
    assert provider.asked == [f"{ISSUER}.well-known/openid-configuration", JWKS]
    await keys.close()


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example/", "jwks_uri": JWKS},
        {"issuer": ISSUER, "jwks_uri": "http://login.example.com/keys"},
        {"issuer": ISSUER},
    ],
)
async def test_discovery_says_something_else(
    provider: Provider, description: dict[str, str]
) -> None:
    provider.description = description
    keys = provider.signing_keys(address=None)
    with pytest.raises(ProviderUnavailableError):
        await keys.find("ES256")
    await keys.close()


@pytest.mark.parametrize(
    "answer",
    [
        Response(302, headers={"Location": JWKS}),
        Response(500, json={"keys": []}),
        Response(200, text="<html>"),
        Response(200, json={"keys": 7}),
        Response(200, json={"keys": [{"kty": "oct", "k": "eHh4"}]}),
    ],
    ids=lambda answer: str(answer.status_code),
)
async def test_answers_without_keys(answer: Response) -> None:
    http = AsyncClient(transport=MockTransport(lambda _request: answer))
    keys = SigningKeys(http, ISSUER, JWKS)
    with pytest.raises(ProviderUnavailableError):
        await keys.find("ES256")
    await keys.close()
