"""Files that people send: how large they may be, and what they are, judged by their content."""

import re
from pathlib import PurePath
from typing import Any, override

from django import forms
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_BODY = 2 * MAX_BYTES  # a form with its file
MAX_NAME = 100
TEXT = "text/plain"
# How a file of this type begins. Text has no such mark: it is what can be read as nothing else.
SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    TEXT: (".txt", ".md"),
}
UNSAFE = re.compile(r"[^\w.-]+")
NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def type_of(content: bytes) -> str | None:
    """The type that the content shows, if it is one that is accepted."""
    for name, signature in SIGNATURES.items():
        if content.startswith(signature):
            return name
    try:
        return None if NOT_IN_TEXT.search(content.decode()) else TEXT
    except UnicodeDecodeError:
        return None


def safe_name(name: str, content_type: str) -> str:
    """The name without folders and special characters, and with an ending that fits the type."""
    path = PurePath(UNSAFE.sub("_", PurePath(name).name).lstrip("._-") or "file")
    fitting = EXTENSIONS[content_type]
    ending = path.suffix.lower() if path.suffix.lower() in fitting else fitting[0]
    stem = path.stem if path.suffix.lower() in fitting else path.name
    return stem[: MAX_NAME - len(ending)] + ending


class BodyLimit(FileUploadHandler):
    """Refuses a form that is too large before any of it is received, whoever sends it where."""

    @override
    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > MAX_BODY:
            raise RequestDataTooBig(f"A form has {MAX_BODY} bytes at most.")

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # for the next handler, as without this one

    @override
    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""


class UploadField(forms.FileField):
    """A file whose type and name are what we say: both come with the request, and may be lies."""

    @override
    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[Any] = super().clean(data, initial)
        if (file.size or 0) > MAX_BYTES:
            limit = filesizeformat(MAX_BYTES)
            raise ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        content_type = type_of(file.read())
        file.seek(0)
        if content_type is None:
            raise ValidationError(_("Only PNG, JPEG, PDF and plain text are accepted."))
        file.content_type = content_type
        file.name = safe_name(str(file.name), content_type)
        return file

    @override
    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join(sorted(EXTENSIONS))}
