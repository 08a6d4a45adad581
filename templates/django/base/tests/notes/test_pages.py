import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.notes.models import Note
from apps.notes.services import save_note
from apps.users.models import User


@pytest.fixture
def note(user: User) -> Note:
    return save_note(Note(owner=user, title="Shopping", body="bread and <b>cheese</b>"))


def test_login_leads_back() -> None:
    answer = Client().get("/notes/new")
    assert answer.headers["Location"] == f"{resolve_url(settings.LOGIN_URL)}?next=/notes/new"


def test_note_is_written_and_read(user: User, user_client: Client) -> None:
    page = user_client.post("/notes/new", {"title": "Reading", "body": "one two"}, follow=True)
    assert "The note is saved." in page.text
    assert "one two" in page.text
    assert Note.objects.get().owner == user


def test_text_of_a_note_is_text(note: Note, user_client: Client) -> None:
    page = user_client.get(f"/notes/{note.pk}").text
    assert "&lt;b&gt;cheese" in page


def test_note_is_changed(note: Note, user_client: Client) -> None:
    user_client.post(f"/notes/{note.pk}/change", {"title": "Shopping list", "body": ""})
    note.refresh_from_db()
    assert note.title == "Shopping list"


@pytest.mark.parametrize(
    ("title", "why"), [("", "This field is required"), ("SHOPPING", "There is a note with this")]
)
def test_errors_are_summarised(title: str, why: str, note: Note, user_client: Client) -> None:
    page = user_client.post("/notes/new", {"title": title, "body": "kept"}).text
    assert "<title>Error: New note</title>" in page
    summary = page.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert why in summary
    assert 'href="#id_title"' in summary
    assert "kept" in page
    assert Note.objects.count() == 1


def test_note_is_archived_once_somebody_says_so(note: Note, user_client: Client) -> None:
    path = f"/notes/{note.pk}/archive"
    user_client.get(path)
    note.refresh_from_db()
    assert note.archived_at is None
    page = user_client.post(path, follow=True)
    assert "The note is archived." in page.text
    note.refresh_from_db()
    assert note.archived_at is not None


def test_search_wants_every_word(note: Note, user: User, user_client: Client) -> None:
    save_note(Note(owner=user, title="Reading", body="about bread"))
    assert "Reading" not in user_client.get("/notes/?search=bread+SHOP").text
    assert "Shopping" in user_client.get("/notes/?search=bread+SHOP").text
    assert "No note has these words." in user_client.get("/notes/?search=milk").text


def test_list_has_pages_and_keeps_the_search(
    user: User, user_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert "There is no note yet." in user_client.get("/notes/").text
    for number in range(21):
        save_note(Note(owner=user, title=f"Note {number}"))
    with django_assert_num_queries(4):  # session, user, count, notes
        first = user_client.get("/notes/?search=note").text
    assert "Page 1 of 2" in first
    assert "?search=note&amp;page=2" in first
    assert "Note 0" in user_client.get("/notes/?search=note&page=2").text
    assert user_client.get("/notes/?page=3").status_code == 404
