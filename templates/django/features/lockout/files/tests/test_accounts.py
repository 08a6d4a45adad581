import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory

from apps.users.lockout import account, forwarded_address
from apps.users.models import User
from tests.conftest import PASSWORD

LOG_IN = "/accounts/log-in"
FORGOTTEN = "/accounts/password/forgotten"
NEW = "correct-horse-stable"


def log_in(email: str, password: str, address: str = "10.0.0.1") -> int:
    answer = Client(REMOTE_ADDR=address).post(LOG_IN, {"username": email, "password": password})
    return answer.status_code


def test_log_in_and_out(user: User) -> None:
    client = Client()
    answer = client.post(LOG_IN, {"username": "USER@example.com", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert "user@example.com" in client.get("/").text
    assert client.get(LOG_IN).status_code == 302
    client.post("/accounts/log-out")
    assert "Log in" in client.get("/").text


def test_wrong_password_is_told_in_a_summary(user: User) -> None:
    page = Client().post(LOG_IN, {"username": user.email, "password": "wrong"})
    assert page.status_code == 200
    assert "<title>Error: Log in</title>" in page.text
    assert 'role="alert"' in page.text


def test_log_in_leads_nowhere_else(user: User) -> None:
    answer = Client().post(
        f"{LOG_IN}?next=https://evil.example/", {"username": user.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/"


def test_five_failures_lock_the_account_for_where_they_came_from(user: User) -> None:
    spellings = ["user@example.com", "USER@example.com", " user@example.com", "User@Example.com"]
    for email in spellings:
        assert log_in(email, "wrong") == 200
    locked = Client(REMOTE_ADDR="10.0.0.1").post(LOG_IN, {"username": user.email, "password": "x"})
    assert locked.status_code == 429
    assert "Too many attempts" in locked.text
    assert log_in(user.email, PASSWORD) == 429
    assert log_in(user.email, PASSWORD, address="10.0.0.2") == 302


@pytest.mark.parametrize(
    "email", ["user@example.com", " USER@example.com", "u\u017fer@example.com"]
)
def test_spellings_are_one_account(email: str) -> None:
    assert account(RequestFactory().get("/"), {"username": email}) == "user@example.com"


@pytest.mark.parametrize("email", ["admin@example.com", "ADMIN@EXAMPLE.COM"])
def test_admin_login_ignores_case(admin_user: User, email: str) -> None:
    client = Client()
    answer = client.post("/admin/login/?next=/admin/", {"username": email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_admin_is_locked_as_well(admin_user: User) -> None:
    client = Client()
    data = {"username": admin_user.email, "password": "wrong"}
    statuses = [client.post("/admin/login/", data).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    ("header", "address"),
    [("", "10.0.0.9"), ("198.51.100.7", "198.51.100.7"), ("1.2.3.4, 198.51.100.7", "198.51.100.7")],
)
def test_address_is_the_one_that_the_proxy_says(header: str, address: str) -> None:
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory(headers=headers, REMOTE_ADDR="10.0.0.9").get("/")
    assert forwarded_address(request) == address


def test_password_can_be_changed(user: User, user_client: Client) -> None:
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    page = user_client.post("/accounts/password", data, follow=True)
    assert "From now on the new one counts" in page.text
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert user_client.get("/accounts/password").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_can_be_replaced_once(user: User) -> None:
    client = Client()
    assert client.post(FORGOTTEN, {"email": "USER@example.com"}, follow=True).status_code == 200
    (message,) = mail.outbox
    assert message.to == [user.email]
    found = re.search(r"http://testserver(/accounts/password/\S+)", str(message.body))
    assert found is not None
    page = client.get(found[1], follow=True)
    path = page.redirect_chain[-1][0]
    short = client.post(path, {"new_password1": "short", "new_password2": "short"})
    assert "This password is too short" in short.text
    page = client.post(path, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Log in with the new one" in page.text
    assert log_in(user.email, NEW) == 302
    assert "has been used already" in Client().get(found[1], follow=True).text


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_tells_nobody_who_has_an_account(user: User) -> None:
    known = Client().post(FORGOTTEN, {"email": user.email}, follow=True)
    unknown = Client().post(FORGOTTEN, {"email": "nobody@example.com"}, follow=True)
    assert known.text == unknown.text
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_forgotten_password_sends_one_mail_a_minute(user: User) -> None:
    for _ in range(3):
        Client().post(FORGOTTEN, {"email": user.email})
    assert len(mail.outbox) == 1


def test_form_without_its_token_is_explained(user: User) -> None:
    page = Client(enforce_csrf_checks=True).post(LOG_IN, {"username": user.email})
    assert page.status_code == 403
    assert "Nothing was saved" in page.text
