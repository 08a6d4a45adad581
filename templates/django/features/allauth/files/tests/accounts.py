"""What tests of accounts do again and again, as a browser would."""

import base64
import hmac
import re
import time
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.test import Client

from apps.users.models import User
from tests.conftest import PASSWORD

SIGN_IN = "/accounts/login/"
SIGN_UP = "/accounts/signup/"
NEW = "correct-horse-stable"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password})


def signed_in(user: User) -> Client:
    """A browser that came through the sign-in page, which a session of `force_login` did not."""
    client = Client()
    assert sign_in(client, user.email).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    return client


def prove(client: Client) -> None:
    """Types the password once more, as changes of what protects an account ask for."""
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def sign_up(client: Client, email: str, **fields: str) -> Any:
    data = {"email": email, "password1": NEW, "password2": NEW}
    return client.post(SIGN_UP, {**data, **fields})


def link() -> str:
    """The path of the link in the newest mail."""
    found = re.search(r"http://testserver(/accounts/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    cache.clear()  # a code counts once, and the tests are faster than the next one
    if time.time() % 30 > 28:
        time.sleep(2)  # no code that ends while it is being typed
    counter = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06}"


def enrol(client: Client) -> str:
    """Activates an authenticator app, and returns its secret."""
    prove(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = str(page.context["form"].secret)
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    return secret
