import re

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as used
from django.core import mail
from django.test import Client, RequestFactory, override_settings

from apps.users.models import User
from tests.accounts import NEW, SIGN_IN, link, prove, sign_in, sign_up, signed_in
from tests.conftest import PASSWORD

FORGOTTEN = "/accounts/password/reset/"


@pytest.mark.parametrize("email", ["admin@example.com", "ADMIN@EXAMPLE.COM"])
def test_admin_is_entered_through_the_sign_in_page(admin_user: User, email: str) -> None:
    client = Client()
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith(f"{SIGN_IN}?next=")
    data = {"username": email, "password": PASSWORD}
    assert client.post("/admin/login/", data).headers["Location"].startswith(SIGN_IN)
    data = {"login": email, "password": PASSWORD, "next": "/admin/"}
    assert client.post(SIGN_IN, data).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_wrong_password_and_unknown_address_get_the_same_answer(user: User) -> None:
    def shown(email: str) -> str:
        page = sign_in(Client(), email, "wrong").text
        return re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", page).replace(email, "")

    assert "not correct" in shown(user.email).split('role="alert"', 1)[1]
    assert shown(user.email) == shown("nobody@example.com")


def test_sign_in_leads_nowhere_else(user: User) -> None:
    data = {"login": user.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(SIGN_IN, data).headers["Location"] == "/"


def test_failures_are_limited_whatever_the_spelling(user: User) -> None:
    for email in [user.email, "USER@example.com", "User@Example.com", user.email, user.email]:
        assert "not correct" in sign_in(Client(), email, "wrong").text
    assert "Too many failed login attempts" in sign_in(Client(), user.email).text


def test_one_address_does_not_try_many_accounts(user: User) -> None:
    for number in range(10):
        sign_in(Client(), f"user{number}@example.com", "wrong")
    assert "Too many failed login attempts" in sign_in(Client(), user.email).text
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, user.email).status_code == 302


@pytest.mark.parametrize(
    ("header", "address"),
    [("", "10.0.0.9"), ("198.51.100.7", "198.51.100.7"), ("1.2.3.4, 198.51.100.7", "198.51.100.7")],
)
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)  # as in production
def test_address_is_the_one_that_the_proxy_says(header: str, address: str) -> None:
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR="10.0.0.9").get("/")
    assert get_adapter().get_client_ip(request) == address


def test_account_that_is_switched_off_stays_out(user: User) -> None:
    User.objects.update(is_active=False)
    client = Client()
    page = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD}, follow=True)
    assert "This account is inactive" in page.text
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_account_made_by_staff_confirms_its_address_first() -> None:
    account = User.objects.create_user("New@example.com", PASSWORD)
    client = Client()
    assert sign_in(client, account.email).headers["Location"] == "/accounts/confirm-email/"
    client.post(link())
    assert sign_in(client, account.email).headers["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_can_be_replaced_once(user: User) -> None:
    client = Client()
    client.post(FORGOTTEN, {"email": "USER@example.com"})
    path = link()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    short = client.post(form, {"password1": "short", "password2": "short"})
    assert "This password is too short" in short.text
    page = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is now changed." in page.text
    assert sign_in(client, user.email, NEW).headers["Location"] == "/"
    assert "has already been used" in Client().get(path, follow=True).text
    assert [message.subject for message in mail.outbox] == [
        "Password Reset Email",
        "Password Reset",
    ]


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_tells_nobody_who_has_an_account(user: User) -> None:
    known = Client().post(FORGOTTEN, {"email": user.email}, follow=True)
    unknown = Client().post(FORGOTTEN, {"email": "nobody@example.com"}, follow=True)
    assert known.text == unknown.text
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Password Reset Email", "Unknown Account"]


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_is_limited(user: User) -> None:
    answers = [Client().post(FORGOTTEN, {"email": user.email}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_password_can_be_changed(user: User) -> None:
    client = signed_in(user)
    data = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    refused = client.post("/accounts/password/change/", data)
    assert "Please type your current password" in refused.text
    client.post("/accounts/password/change/", {**data, "oldpassword": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.django_db(transaction=True)
def test_address_is_replaced_once_it_is_confirmed(user: User) -> None:
    client = signed_in(user)
    prove(client)
    client.post("/accounts/email/", {"action_add": "", "email": "New@example.com"})
    assert mail.outbox[-1].to == ["new@example.com"]
    refused = {"action_primary": "", "email": "new@example.com"}
    client.post("/accounts/email/", refused)
    user.refresh_from_db()
    assert user.email == "user@example.com"
    client.post(link())
    client.post("/accounts/email/", refused)
    user.refresh_from_db()
    assert user.email == "new@example.com"
    client.post("/accounts/email/", {"action_remove": "", "email": "user@example.com"})
    assert "not correct" in sign_in(Client(), "user@example.com").text
    assert sign_in(Client(), "new@example.com").headers["Location"] == "/"


@pytest.mark.django_db(transaction=True)
def test_mails_name_the_sender_and_no_secret() -> None:
    sign_up(Client(), "ada@example.com")
    (message,) = mail.outbox
    assert message.from_email == used.DEFAULT_FROM_EMAIL
    assert "testserver" in str(message.body)
    assert NEW not in str(message.body)


def test_form_without_its_token_is_explained(user: User) -> None:
    page = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": user.email})
    assert page.status_code == 403
    assert "Nothing was saved" in page.text
