"""What all tables of the admin share."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from import_export.formats.base_formats import CSV

from apps.core import tables
from apps.users.models import User
from tests.test_security import assert_nothing_inline


class GroupTable(tables.Table):
    class Meta:
        model = Group
        fields = ("id", "name")


@pytest.mark.django_db
def test_preview_shows_changes_without_inline_styles() -> None:
    group = Group.objects.create(name="editors")
    rows = CSV().create_dataset(f"id,name\n{group.pk},<b>authors\n")
    result = GroupTable().import_data(rows, dry_run=True)
    cells = "".join(result.rows[0].diff)
    assert "<ins>" in cells
    assert "&lt;b&gt;" in cells
    assert_nothing_inline(cells)
    group.refresh_from_db()
    assert group.name == "editors"


@pytest.mark.parametrize(("limit", "valid"), [(1000, True), (10, False)])
def test_files_have_a_limit(limit: int, valid: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", limit)
    files = {"import_file": SimpleUploadedFile("groups.csv", b"id,name\n,authors\n")}
    form: forms.Form = tables.TableForm([CSV], [GroupTable], data={"format": "0"}, files=files)
    assert form.is_valid() is valid
    says = "The file is larger than 10"
    assert (says in str(form.errors)) is not valid


@pytest.mark.parametrize(
    ("held", "may_import", "may_export"),
    [
        ("", False, False),
        ("view", False, True),
        ("view add", False, True),
        ("add change", True, True),
    ],
)
def test_rights_follow_those_on_the_model(
    held: str, may_import: object, may_export: object, user: User
) -> None:
    names = [f"{one}_group" for one in held.split()]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    request = RequestFactory().get("/")
    request.user = user
    table = tables.TableAdmin(Group, admin.site)
    assert table.has_import_permission(request) is may_import
    assert table.has_export_permission(request) is may_export
