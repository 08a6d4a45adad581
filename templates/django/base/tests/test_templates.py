from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
FOLDERS = [ROOT / "templates", *ROOT.glob("apps/*/templates")]
TEMPLATES = sorted(
    path.relative_to(folder).as_posix()
    for folder in FOLDERS
    for path in folder.rglob("*")
    if path.is_file()
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    assert get_template(name)


# No test below may use the database: that is the point.


def test_unknown_page_needs_no_database() -> None:
    page = Client().get("/nothing")
    assert page.status_code == 404
    assert "Go to the start page" in page.text


@pytest.mark.parametrize(("status", "says"), [(403, "Not allowed"), (500, "Something went wrong")])
def test_errors_need_no_database(status: int, says: str) -> None:
    view = get_resolver().resolve_error_handler(status)
    why = {"exception": PermissionDenied()} if status == 403 else {}
    page = view(RequestFactory().get("/"), **why)
    assert page.status_code == status
    assert says in page.content.decode()


def test_refused_form_needs_no_database() -> None:
    page = Client(enforce_csrf_checks=True).post("/admin/login/")
    assert page.status_code == 403
    assert "Nothing was saved" in page.text
