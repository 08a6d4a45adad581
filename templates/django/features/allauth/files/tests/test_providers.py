"""Logging in with an account elsewhere. What the provider says is made up; nobody is asked."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from apps.users.models import User
from config import social
from config.env import Environment
from tests.accounts import prove, signed_in

CALLBACK = "/accounts/github/login/callback/"


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The account that GitHub says it is."""
    profile: dict[str, Any] = {"id": 7, "login": "ada", "email": "ada@example.com"}

    class Answer:
        def __init__(self, data: object) -> None:
            self.data = data
            self.status_code = 200
            self.headers = {"content-type": "application/json"}

        def raise_for_status(self) -> None:
            pass

        def json(self) -> object:
            return self.data

    def answer(_session: object, _method: str, url: str, **_options: object) -> Answer:
        if url.endswith("/access_token"):
            return Answer({"access_token": "from-github", "token_type": "bearer"})
        if url.endswith("/emails"):
            return Answer([{"email": profile["email"], "primary": True, "verified": True}])
        return Answer(profile)

    monkeypatch.setattr("requests.sessions.Session.request", answer)
    return profile


def come_back(client: Client, process: str = "login") -> Any:
    asked = client.post(f"/accounts/github/login/?process={process}")
    query = parse_qs(urlsplit(asked.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    return client.get(CALLBACK, {"code": "x", "state": query["state"][0]}, follow=True)


def test_providers_are_off_until_they_are_set() -> None:
    assert social.providers(Environment({})) == {}
    found = social.providers(Environment({"GITHUB_CLIENT_ID": "a", "GITHUB_CLIENT_SECRET": "b"}))
    assert list(found) == ["github"]
    assert social.origins(found) == ["https://github.com"]
    with pytest.raises(ImproperlyConfigured, match="GOOGLE_CLIENT_SECRET is not set"):
        social.providers(Environment({"GOOGLE_CLIENT_ID": "a"}))


@pytest.mark.parametrize("name", social.PROVIDERS)
@pytest.mark.django_db
def test_provider_is_asked_after_a_click_which_the_policy_allows(name: str) -> None:
    path = f"/accounts/{name}/login/?process=login"
    assert f"/accounts/{name}/login/" in Client().get("/accounts/login/").text
    page = Client().get(path)
    assert page.status_code == 200
    target = Client().post(path).headers["Location"]
    policy = page.headers["Content-Security-Policy"]
    form_action = policy.split("form-action", 1)[1].split(";", 1)[0]
    assert "{0.scheme}://{0.netloc}".format(urlsplit(target)) in form_action


@pytest.mark.django_db
def test_new_account_comes_in_and_its_token_is_not_kept(github: dict[str, Any]) -> None:
    client = Client()
    come_back(client)
    assert client.session["_auth_user_id"] == str(User.objects.get(email="ada@example.com").pk)
    assert not SocialToken.objects.exists()


def test_account_of_somebody_else_is_not_taken_over(user: User, github: dict[str, Any]) -> None:
    github["email"] = user.email
    client = Client()
    come_back(client)
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_account_is_connected_and_disconnected(user: User, github: dict[str, Any]) -> None:
    client = signed_in(user)
    prove(client)
    come_back(client, "connect")
    connected = SocialAccount.objects.get()
    assert connected.user == user
    other = Client()
    come_back(other)
    assert other.session["_auth_user_id"] == str(user.pk)
    assert "ada" in client.get("/accounts/3rdparty/").text
    client.post("/accounts/3rdparty/", {"account": connected.pk})
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db
def test_answer_that_nobody_asked_for_is_refused(github: dict[str, Any]) -> None:
    client = Client()
    page = client.get(CALLBACK, {"code": "x", "state": "made-up"})
    assert page.status_code in {400, 401, 403}
    assert "_auth_user_id" not in client.session
