from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from apps.core.health import readiness
from apps.users.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _fresh_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees what another one left in memory."""
    monkeypatch.setattr(readiness, "_fresh_until", 0.0)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("user@example.com", PASSWORD)


@pytest.fixture
def admin_user(db: None) -> User:
    return User.objects.create_superuser("Admin@example.com", PASSWORD)


@pytest.fixture
def user_client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client
