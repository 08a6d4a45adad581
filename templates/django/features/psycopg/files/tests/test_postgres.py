import pytest
from django.db import connection

from apps.users.models import User


@pytest.mark.django_db
def test_login_finds_its_account_by_an_index() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL: another database plans in another way")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # which a table this small would prefer
    plan = User.objects.filter(email__iexact="user@example.com").explain()
    assert "user_email_unique" in plan
