import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from apps.users.models import User
from tests.conftest import PASSWORD


def create_admin(email: str, *flags: str) -> str:
    out = io.StringIO()
    call_command("create_admin", email, *flags, stdout=out)
    return out.getvalue()


def test_address_is_unique_whatever_its_case(user: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("USER@example.com", PASSWORD)
    assert User.objects.count() == 1


def test_user_needs_an_address() -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_create_admin_prints_a_password_that_works_once() -> None:
    out = create_admin("boss@example.com")
    found = re.search(r"Password \(.*\): (\S{20})", out)
    assert found is not None
    account = User.objects.get(email="boss@example.com")
    assert account.check_password(found[1])
    assert account.is_superuser
    assert "Password" not in create_admin("boss@example.com")


def test_create_admin_promotes_a_user_and_keeps_the_password(user: User) -> None:
    assert "stays as it is" in create_admin("USER@example.com")
    user.refresh_from_db()
    assert user.is_staff
    assert user.is_superuser
    assert user.check_password(PASSWORD)


def test_create_admin_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        create_admin("boss")


@pytest.mark.django_db
def test_reader_sees_everything_and_changes_nothing() -> None:
    assert "Created reader" in create_admin("auditor@example.com", "--read-only")
    reader, client = User.objects.get(email="auditor@example.com"), Client()
    client.force_login(reader)
    for model in ("users/user", "auth/group"):
        assert client.get(f"/admin/{model}/").status_code == 200
        assert client.get(f"/admin/{model}/add/").status_code == 403
    page = client.get(f"/admin/users/user/{reader.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert client.post(f"/admin/users/user/{reader.pk}/change/", {}).status_code == 403


def test_administrator_becomes_a_reader(admin_user: User) -> None:
    assert "is reader now" in create_admin(admin_user.email, "--read-only")
    admin_user.refresh_from_db()
    assert admin_user.is_staff
    assert not admin_user.is_superuser


def test_admin_adds_and_changes_users(admin_client: Client) -> None:
    form = {"email": "new@example.com", "usable_password": "true"}
    form |= {"password1": "a-long-pass-phrase", "password2": "a-long-pass-phrase"}
    assert admin_client.post("/admin/users/user/add/", form).status_code == 302
    new = User.objects.get(email="new@example.com")
    assert admin_client.get(f"/admin/users/user/{new.pk}/change/").status_code == 200
    again = admin_client.post("/admin/users/user/add/", form | {"email": "NEW@example.com"})
    assert "errornote" in again.text
    assert User.objects.filter(email__iexact="new@example.com").count() == 1
    assert admin_client.get("/admin/users/user/?q=new@").text.count("new@example.com") >= 1
