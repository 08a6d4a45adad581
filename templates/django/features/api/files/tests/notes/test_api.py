from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings
from django.utils import timezone, translation
from rest_framework.serializers import ModelSerializer
from rest_framework.throttling import UserRateThrottle

from apps.notes.api import NoteSerializer
from apps.notes.models import Note
from apps.notes.services import archive_notes, save_note
from apps.users.models import User

URL = "/api/v1/notes"
PROBLEM = "application/problem+json"


def post(client: Client, data: Mapping[str, object]) -> Any:
    return client.post(URL, data, content_type="application/json")


def test_note_can_be_created_read_changed_and_deleted(user: User, user_client: Client) -> None:
    created = post(user_client, {"title": "Shopping", "body": "bread"})
    assert created.status_code == 201
    assert Note.objects.get().owner == user
    url = f"{URL}/{created.json()['id']}"
    assert user_client.get(url).json()["title"] == "Shopping"
    changed = user_client.patch(url, {"body": "a b"}, content_type="application/json")
    assert (changed.status_code, changed.json()["body"]) == (200, "a b")
    assert changed.json()["title"] == "Shopping"
    assert user_client.delete(url).status_code == 204
    assert user_client.get(url).status_code == 404


def test_moments_are_said_in_utc(user_client: Client) -> None:
    with timezone.override("Asia/Tokyo"):
        created = post(user_client, {"title": "Shopping"}).json()
    assert created["created_at"].endswith("Z")


def test_fields_are_worked_out_once(user_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    created = post(user_client, {"title": "Shopping"}).json()
    monkeypatch.delattr(ModelSerializer, "build_standard_field")
    assert user_client.get(URL).json()["results"] == [created]


def test_labels_follow_the_language() -> None:
    for language, label in [("en", "Title"), ("de", "Titel"), ("en", "Title")]:
        with translation.override(language):
            assert str(NoteSerializer().fields["title"].label) == label


def test_same_title_is_a_conflict(user_client: Client) -> None:
    assert post(user_client, {"title": "Shopping"}).status_code == 201
    other = post(user_client, {"title": "Reading"}).json()
    again = post(user_client, {"title": "shopping"})
    renamed = user_client.patch(
        f"{URL}/{other['id']}", {"title": "SHOPPING"}, content_type="application/json"
    )
    for answer in (again, renamed):
        assert answer.status_code == 409
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.json()["detail"] == "There is a note with this title."


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\0"}, "title"),
    ],
)
def test_invalid_note_is_refused(user_client: Client, data: dict[str, str], field: str) -> None:
    answer = post(user_client, data)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == PROBLEM
    assert field in answer.json()["errors"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", f"{URL}/999999", 404), ("put", f"{URL}/1", 405), ("get", f"{URL}?cursor=x", 404)],
)
def test_refusals_are_problems(user_client: Client, method: str, path: str, status: int) -> None:
    answer = getattr(user_client, method)(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == PROBLEM
    assert set(answer.json()) >= {"type", "title", "status", "detail"}


def test_body_that_is_not_json_is_refused(user_client: Client) -> None:
    assert user_client.post(URL, "x=1", content_type="text/plain").status_code == 415
    assert user_client.post(URL, "{", content_type="application/json").status_code == 400
    assert user_client.get(URL, headers={"accept": "text/csv"}).status_code == 406


def test_login_and_csrf_token_are_needed(user: User) -> None:
    assert Client().get(URL).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    refused = post(strict, {"title": "x"})
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]


def test_notes_of_others_do_not_exist(user_client: Client, admin_user: User) -> None:
    foreign = save_note(Note(owner=admin_user, title="private"))
    assert user_client.get(URL).json()["results"] == []
    for method in (user_client.get, user_client.delete, user_client.patch):
        assert method(f"{URL}/{foreign.pk}").status_code == 404


def test_pages_follow_the_cursor(user: User, user_client: Client) -> None:
    for number in range(5):
        Note.objects.create(owner=user, title=f"note {number}")
    titles, url = [], f"{URL}?page_size=2"
    while url:
        page = user_client.get(url).json()
        titles += [note["title"] for note in page["results"]]
        url = page["next"]
    assert titles == [f"note {number}" for number in (4, 3, 2, 1, 0)]


def test_filters(user: User, user_client: Client) -> None:
    old = save_note(Note(owner=user, title="Old list"))
    new = save_note(Note(owner=user, title="New plan"))
    archive_notes(Note.objects.filter(pk=old.pk))

    def ids(**query: str) -> list[int]:
        return [note["id"] for note in user_client.get(URL, query).json()["results"]]

    assert ids(title="LIST") == [old.pk]
    assert ids(archived="true") == [old.pk]
    assert ids(archived="false") == [new.pk]
    assert ids(created_after=old.created_at.isoformat()) == [new.pk]
    assert ids(created_before=new.created_at.isoformat()) == [old.pk]


def test_search_wants_every_word(user: User, user_client: Client) -> None:
    both = Note.objects.create(owner=user, title="Shopping", body="bread and butter")
    Note.objects.create(owner=user, title="Shops", body="milk")

    def ids(words: str) -> list[int]:
        return [note["id"] for note in user_client.get(URL, {"search": words}).json()["results"]]

    assert ids("BREAD shop") == ids('"and butter"') == [both.pk]
    assert ids("bread milk") == []


@pytest.mark.parametrize("value", ["", " ", ",", '""', "a\0", "x" * 101])
def test_search_that_says_nothing_is_400(value: str, user_client: Client) -> None:
    answer = user_client.get(URL, {"search": value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["search"]


@pytest.mark.parametrize(
    ("ordering", "order"),
    [("title", "abc"), ("-title", "cba"), ("created_at", "cab"), ("-created_at", "bac")],
)
def test_pages_follow_the_order_that_was_asked_for(
    ordering: str, order: str, user: User, user_client: Client
) -> None:
    pages = {"ordering": ordering, "page_size": "1"}
    for title in "cab":
        Note.objects.create(owner=user, title=title)
    Note.objects.update(created_at=timezone.now())
    titles, url = "", f"{URL}?{urlencode(pages)}"
    while url:
        page = user_client.get(url).json()
        titles += "".join(note["title"] for note in page["results"])
        url = page["next"]
    assert titles == order


@pytest.mark.parametrize("value", ["", "body", "owner__password", "title,id", "--title"])
def test_unknown_order_is_400(value: str, user_client: Client) -> None:
    answer = user_client.get(URL, {"ordering": value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["ordering"]


@pytest.mark.parametrize(
    ("ordering", "position", "status"),
    [("title", "x", 200), ("title", "a\0", 404), ("created_at", "x", 404)],
)
def test_cursor_that_is_none_of_this_order_leads_nowhere(
    ordering: str, position: str, status: int, user_client: Client
) -> None:
    cursor = b64encode(urlencode({"p": position}).encode()).decode()
    answer = user_client.get(URL, {"ordering": ordering, "cursor": cursor})
    assert answer.status_code == status


@pytest.mark.parametrize("name", ["archived", "created_after"])
@pytest.mark.parametrize("value", ["soon", ""])
def test_filter_without_a_value_is_400(name: str, value: str, user_client: Client) -> None:
    answer = user_client.get(URL, {name: value})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]


def test_too_many_requests(user_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "2/min", "anon": "2/min"})
    statuses = [user_client.get(URL).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_body_over_the_limit_is_413(user_client: Client) -> None:
    answer = post(user_client, {"title": "x" * 100})
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == PROBLEM


def test_deeply_nested_body_is_400(user_client: Client) -> None:
    answer = user_client.post(URL, "[" * 20_000, content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("size", ["0", "-1", "201", "x", ""])
def test_page_size_that_is_none_is_400(size: str, user_client: Client) -> None:
    answer = user_client.get(URL, {"page_size": size})
    assert answer.status_code == 400
    assert "page_size" in answer.json()["errors"]
