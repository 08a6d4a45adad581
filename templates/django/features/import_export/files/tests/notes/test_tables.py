"""Import and export of notes in the admin."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.notes.models import Note
from apps.notes.services import save_note
from apps.users.models import User
from tests.test_security import assert_nothing_inline

IMPORT = "/admin/notes/note/import/"


@pytest.fixture
def note(user: User) -> Note:
    return save_note(Note(owner=user, title="Shopping", body="bread and butter"))


def upload(client: Client, *rows: str) -> str:
    """Sends a table, and gives the page that answers."""
    text = "\n".join(["id,owner,title,body", *rows])
    form = {"format": "0", "import_file": SimpleUploadedFile("notes.csv", text.encode())}
    page = client.post(IMPORT, form).text
    assert_nothing_inline(page)
    return page


def confirm(client: Client, page: str) -> str:
    names = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    answer = client.post("/admin/notes/note/process_import/", dict(names), follow=True)
    assert answer.status_code == 200
    return answer.text


def test_rows_are_shown_first_and_saved_when_confirmed(
    admin_client: Client, admin_user: User, note: Note
) -> None:
    assert_nothing_inline(admin_client.get(IMPORT).text)
    page = upload(
        admin_client,
        f"{note.pk},user@example.com,Shopping,milk",
        ",ADMIN@example.com,Reading,one two three",
    )
    assert "Reading" in page
    assert "<ins>milk</ins>" in page
    assert Note.objects.count() == 1
    note.refresh_from_db()
    assert note.body == "bread and butter"

    assert "1 new, 1 updated" in confirm(admin_client, page)
    note.refresh_from_db()
    assert note.body == "milk"
    assert Note.objects.get(title="Reading").owner == admin_user


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",nobody@example.com,Reading,", "does not exist"),
        (",user@example.com,SHOPPING,", "There is a note with this title."),
        (",user@example.com,,", "cannot be blank"),
        (f",user@example.com,{'x' * 201},", "at most 200 characters"),
    ],
)
def test_rows_that_cannot_be_saved_are_explained(
    admin_client: Client, note: Note, row: str, says: str
) -> None:
    page = upload(admin_client, ",user@example.com,Fine,", row)
    assert says in page
    assert "Confirm import" not in page
    assert Note.objects.get() == note


def test_export_holds_what_the_list_shows(admin_client: Client, note: Note) -> None:
    save_note(Note(owner=note.owner, title="=1+1", body=""))
    answer = admin_client.get("/admin/notes/note/export/?q=bread")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.text.splitlines() == [
        "id,owner,title,body",
        f"{note.pk},user@example.com,Shopping,bread and butter",
    ]
    # A spreadsheet would take it for a formula.
    assert ",=1+1," not in admin_client.get("/admin/notes/note/export/").text
