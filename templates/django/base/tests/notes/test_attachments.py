import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from apps.notes.management.commands import remove_lost_files
from apps.notes.models import Attachment, Note
from apps.notes.services import MAX_ATTACHMENTS, attach, save_note
from apps.users.models import User

PDF = b"%PDF-1.7\n"


@pytest.fixture
def note(user: User) -> Note:
    return save_note(Note(owner=user, title="Shopping"))


@pytest.fixture
def attachment(note: Note) -> Attachment:
    return attach(note, SimpleUploadedFile("Grüße.pdf", PDF, content_type="application/pdf"))


def is_kept(attachment: Attachment) -> bool:
    return default_storage.exists(str(attachment.file))


def test_file_is_attached_and_downloaded(note: Note, user_client: Client) -> None:
    sent = SimpleUploadedFile("list.html", b"<b>bread</b>", content_type="text/html")
    page = user_client.post(f"/notes/{note.pk}/attach", {"file": sent}, follow=True)
    assert "The file is attached." in page.text
    assert "list.html.txt" in page.text
    answer = user_client.get(f"/notes/files/{Attachment.objects.get().pk}")
    assert answer.getvalue() == b"<b>bread</b>"
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.html.txt"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_stored_name_is_our_own(attachment: Attachment) -> None:
    assert attachment.name == "Grüße.pdf"
    folder, _, name = str(attachment.file).partition("/")
    assert folder == "notes"
    assert name.isalnum()


def test_refused_file_is_explained(note: Note, user_client: Client) -> None:
    sent = SimpleUploadedFile("setup.pdf", b"MZ\x90\x00", content_type="application/pdf")
    for data, why in (({"file": sent}, "Only PNG"), ({}, "This field is required")):
        page = user_client.post(f"/notes/{note.pk}/attach", data).text
        assert "<title>Error: Attach a file</title>" in page
        assert why in page.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert not Attachment.objects.exists()


def test_note_has_a_limit(note: Note, user_client: Client) -> None:
    for number in range(MAX_ATTACHMENTS):
        attach(note, SimpleUploadedFile(f"{number}.pdf", PDF))
    sent = SimpleUploadedFile("more.pdf", PDF)
    page = user_client.post(f"/notes/{note.pk}/attach", {"file": sent})
    assert "A note has 10 attachments at most." in page.text
    assert note.attachments.count() == MAX_ATTACHMENTS


def test_files_of_others_do_not_exist(attachment: Attachment, admin_client: Client) -> None:
    for path in (f"/notes/files/{attachment.pk}", f"/notes/files/{attachment.pk}/remove"):
        assert admin_client.get(path).status_code == 404
        assert admin_client.post(path).status_code in {404, 405}
    assert is_kept(attachment)


@pytest.mark.django_db(transaction=True)
def test_file_is_removed_once_somebody_says_so(attachment: Attachment, user_client: Client) -> None:
    path = f"/notes/files/{attachment.pk}/remove"
    assert "cannot be brought back" in user_client.get(path).text
    assert is_kept(attachment)
    assert "The file is removed." in user_client.post(path, follow=True).text
    assert not is_kept(attachment)
    assert not Attachment.objects.exists()


def test_lost_files_are_removed(attachment: Attachment, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = default_storage.save("notes/lost", ContentFile(PDF))
    call_command("remove_lost_files", stdout=io.StringIO())
    assert default_storage.exists(lost)  # it may be on its way
    monkeypatch.setattr(remove_lost_files, "OLD_ENOUGH", timedelta())
    call_command("remove_lost_files", stdout=io.StringIO())
    assert not default_storage.exists(lost)
    assert is_kept(attachment)


@pytest.mark.django_db
def test_nothing_is_lost_where_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remove_lost_files, "FILES", "nowhere")
    out = io.StringIO()
    call_command("remove_lost_files", stdout=out)
    assert out.getvalue() == "Files removed: 0\n"


def test_admin_shows_what_is_attached(attachment: Attachment, admin_client: Client) -> None:
    assert "Grüße.pdf" in admin_client.get("/admin/notes/attachment/?q=shopping").text
    page = admin_client.get(f"/admin/notes/attachment/{attachment.pk}/change/")
    assert page.status_code == 200
    assert 'type="file"' not in page.text
