"""Every page of an account renders, in the design of the site, and without inline code."""

import pytest
from django.test import Client

from apps.users.models import User
from tests.accounts import enrol, prove, signed_in
from tests.test_security import assert_nothing_inline

VISITOR = [
    "login/",
    "signup/",
    "inactive/",
    "confirm-email/",
    "confirm-email/made-up/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-made-up/",
    "password/reset/key/done/",
    "google/login/",
    "github/login/",
    "3rdparty/login/cancelled/",
    "3rdparty/login/error/",
]
OWNER = [
    "logout/",
    "reauthenticate/",
    "email/",
    "password/change/",
    "password/reset/",
    "2fa/",
    "2fa/totp/activate/",
    "3rdparty/",
]
PROTECTED = [
    "2fa/",
    "2fa/reauthenticate/",
    "2fa/totp/deactivate/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
]


def assert_own_page(client: Client, path: str) -> None:
    page = client.get(f"/accounts/{path}")
    assert page.status_code in {200, 401}, page.headers
    assert "site.css" in page.text
    assert 'aria-label="Site"' in page.text
    assert page.text.count("<h1>") == 1
    assert_nothing_inline(page.text)


@pytest.mark.parametrize("path", VISITOR)
@pytest.mark.django_db
def test_visitor(path: str) -> None:
    assert_own_page(Client(), path)


@pytest.mark.parametrize("path", OWNER)
def test_owner(path: str, user: User) -> None:
    client = signed_in(user)
    prove(client)
    assert_own_page(client, path)


@pytest.mark.parametrize("path", PROTECTED)
def test_owner_with_a_second_factor(path: str, user: User) -> None:
    client = signed_in(user)
    enrol(client)
    assert_own_page(client, path)


def test_code_is_asked_for_on_an_own_page(user: User) -> None:
    enrol(signed_in(user))
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct-horse-battery"})
    assert_own_page(client, "2fa/authenticate/")


@pytest.mark.django_db
def test_limit_has_a_page() -> None:
    client = Client()
    for _ in range(31):
        page = client.post("/accounts/login/", {"login": "", "password": ""})
    assert page.status_code == 429
    assert "Too many attempts" in page.text
    assert_nothing_inline(page.text)
