import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from apps.core import uploads
from apps.core.uploads import UploadField, safe_name, type_of

PDF = b"%PDF-1.7\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x01"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("Grüße\r\n\tan alle".encode(), "text/plain"),
        (b"GIF89a\x00", None),
        (b"MZ\x90\x00", None),
        (b"\xfe\xff\x00h", None),
        (b"text with\0a null", None),
    ],
)
def test_content_says_the_type(content: bytes, found: str | None) -> None:
    assert type_of(content) == found


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("Rechnung März.pdf", "application/pdf", "Rechnung_März.pdf"),
        ("photo.JPEG", "image/jpeg", "photo.jpeg"),
        ("page.html", "text/plain", "page.html.txt"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ('a"\r\nSet-Cookie: x=1.txt', "text/plain", "a_Set-Cookie_x_1.txt"),
        ("???", "image/png", "file.png"),
        ("x" * 200 + ".png", "image/png", "x" * 96 + ".png"),
    ],
)
def test_name_is_made_safe(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


def test_what_the_request_says_is_not_believed() -> None:
    sent = SimpleUploadedFile("page.html", PDF, content_type="text/html")
    file = UploadField().clean(sent)
    assert (file.name, file.content_type) == ("page.html.pdf", "application/pdf")
    assert file.read() == PDF


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"MZ\x90\x00", "Only PNG"), (b"x" * 11, "larger than"), (b"", "empty")],
)
def test_file_is_refused(content: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    with pytest.raises(ValidationError, match=why):
        UploadField().clean(SimpleUploadedFile("a.png", content, content_type="image/png"))


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("size", "status"), [(100, 403), (2000, 400)])
def test_form_is_refused_before_it_is_received(
    size: int, status: int, debug: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check for forgery, which comes before any view, is the first to want the form."""
    monkeypatch.setattr(uploads, "MAX_BODY", 1000)
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    form = {"file": SimpleUploadedFile("a.txt", b"x" * size)}
    with override_settings(DEBUG=debug):
        answer = client.post("/", form)
    assert answer.status_code == status
