import pytest
from django.core import mail
from django.test import Client

from apps.users.models import User
from tests.accounts import NEW, link, sign_in, sign_up

pytestmark = pytest.mark.django_db(transaction=True)
SENT = "/accounts/confirm-email/"


def test_sign_up_confirm_sign_in() -> None:
    client = Client()
    assert sign_up(client, "Ada@Example.com").headers["Location"] == SENT
    assert [message.to for message in mail.outbox] == [["ada@example.com"]]
    assert "_auth_user_id" not in client.session
    assert sign_in(client, "ada@example.com", NEW).headers["Location"] == SENT

    assert "Confirm" in client.get(link()).text  # reading is not enough: mail programs do it, too
    assert sign_in(client, "ada@example.com", NEW).headers["Location"] == SENT
    client.post(link())
    assert sign_in(client, "ADA@example.com", NEW).headers["Location"] == "/"
    assert "ada@example.com" in client.get("/").text
    client.post("/accounts/logout/")
    assert "Sign in" in client.get("/").text


def test_link_of_the_mail_cannot_be_made_up() -> None:
    sign_up(Client(), "ada@example.com")
    path = link()
    page = Client().get(path[:-2] + ("A/" if path[-2] != "A" else "B/"))
    assert "expired or is invalid" in page.text
    assert sign_in(Client(), "ada@example.com", NEW).headers["Location"] == SENT


def test_sign_up_tells_nobody_who_has_an_account(user: User) -> None:
    visitors = [Client(), Client()]
    emails = (user.email, "nobody@example.com")
    answers = [sign_up(*each) for each in zip(visitors, emails, strict=True)]
    assert [answer.headers["Location"] for answer in answers] == [SENT, SENT]
    assert answers[0].cookies.keys() == answers[1].cookies.keys()
    pages = [visitor.get(SENT).text for visitor in visitors]
    assert pages[0].replace(emails[0], "") == pages[1].replace(emails[1], "")
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        emails[0]: "Account Already Exists",
        emails[1]: "Please Confirm Your Email Address",
    }
    user.refresh_from_db()
    assert not user.check_password(NEW)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"email": "ada"}, "Enter a valid email address"),
        ({"password1": "short", "password2": "short"}, "This password is too short"),
        ({"password2": "another-pass-phrase"}, "You must type the same password each time"),
    ],
)
def test_errors_are_summarised(fields: dict[str, str], why: str) -> None:
    page = sign_up(Client(), **{"email": "ada@example.com", **fields}).text
    assert "<title>Error: " in page
    assert why in page.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert not User.objects.exists()


def test_sign_up_is_limited() -> None:
    statuses = [sign_up(Client(), f"user{n}@example.com").status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]


def test_mail_for_confirming_is_not_sent_at_every_attempt() -> None:
    sign_up(Client(), "ada@example.com")
    for _ in range(3):
        sign_in(Client(), "ada@example.com", NEW)
    assert len(mail.outbox) == 1


def test_mail_server_that_is_down_fails_no_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionError("no mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert sign_up(Client(), "ada@example.com").headers["Location"] == SENT
    assert "no mail server" in caplog.text
