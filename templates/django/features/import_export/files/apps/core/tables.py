"""Tables that staff move in and out through the admin."""

import re
from typing import Any, override

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import CSV
from import_export.forms import ImportForm
from import_export.resources import Diff, ModelResource

MAX_BYTES = 5 * 1024 * 1024


class Preview(Diff):  # type: ignore[misc]
    """What would change, in markup that the style sheet colours: no inline styles."""

    @override
    def as_html(self) -> list[SafeString]:
        colours = re.compile('<(ins|del) style="[^"]*">')
        # What people wrote is escaped in there.
        return [mark_safe(colours.sub(r"<\1>", cell)) for cell in super().as_html()]  # noqa: S308


class Table(ModelResource):  # type: ignore[misc]
    @classmethod
    @override
    def get_diff_class(cls) -> type[Preview]:
        return Preview


class TableForm(ImportForm):  # type: ignore[misc]
    def clean_import_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["import_file"]
        if (upload.size or 0) > MAX_BYTES:
            limit = filesizeformat(MAX_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        return upload


class TableAdmin(ImportExportModelAdmin):  # type: ignore[misc]
    """Whoever may add and change rows may import them; whoever may see them may export them."""

    formats = (CSV,)
    import_form_class = TableForm
    skip_export_form = True

    @override
    def has_import_permission(self, request: HttpRequest) -> Any:
        return self.has_add_permission(request) and self.has_change_permission(request)

    @override
    def has_export_permission(self, request: HttpRequest) -> Any:
        return self.has_view_permission(request)
