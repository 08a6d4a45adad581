from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries

from apps.users.models import User
from tests.conftest import PASSWORD

TOKENS = "/api/v1/tokens"
CURRENT = f"{TOKENS}/current"
PROBLEM = "application/problem+json"


def ask(email: str, password: str) -> Any:
    data = {"email": email, "password": password}
    return Client().post(TOKENS, data, content_type="application/json")


def bearer(token: str, **more: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"}, **more)


def opens(token: str) -> bool:
    return bearer(token).options(CURRENT).status_code == 200


def test_token_opens_the_api_until_it_is_ended(user: User) -> None:
    answer = ask("USER@example.com", PASSWORD)
    assert answer.status_code == 201
    token = answer.json()["token"]
    assert opens(token)
    assert bearer(token).delete(CURRENT).status_code == 204
    assert not opens(token)


def test_token_needs_no_csrf_token(user: User) -> None:
    token = ask(user.email, PASSWORD).json()["token"]
    assert bearer(token, enforce_csrf_checks=True).delete(CURRENT).status_code == 204


def test_token_is_kept_as_a_digest(user: User) -> None:
    token = ask(user.email, PASSWORD).json()["token"]
    kept = AuthToken.objects.get()
    assert token not in kept.digest
    assert kept.expiry is not None


def test_token_ends_by_itself(user: User) -> None:
    token = ask(user.email, PASSWORD).json()["token"]
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert not opens(token)


def test_tokens_that_are_over_go_when_the_next_one_is_made(user: User) -> None:
    ask(user.email, PASSWORD)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert opens(ask(user.email, PASSWORD).json()["token"])
    assert AuthToken.objects.count() == 1


def test_token_costs_one_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    token = ask(user.email, PASSWORD).json()["token"]
    ask(user.email, PASSWORD)
    with django_assert_num_queries(1):
        assert opens(token)


def test_token_of_a_switched_off_account_is_worth_nothing(user: User) -> None:
    token = ask(user.email, PASSWORD).json()["token"]
    User.objects.update(is_active=False)
    assert not opens(token)
    assert ask(user.email, PASSWORD).status_code == 401


@pytest.mark.parametrize("token", ["x", "", "\x00" * 30, "é" * 30, "a b", "x" * 64])
@pytest.mark.django_db
def test_what_is_no_token_is_refused(token: str) -> None:
    answer = bearer(token).delete(CURRENT)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_failures_lock_the_account_here_too(user: User) -> None:
    statuses = [ask(user.email, "wrong").status_code for _ in range(6)]
    assert statuses == [401, 401, 401, 401, 429, 429]
    locked = ask(user.email, PASSWORD)
    assert locked.status_code == 429
    assert locked.headers["Content-Type"] == PROBLEM
