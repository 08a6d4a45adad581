"""The debug toolbar: beside pages in development, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.test_security import assert_nothing_inline

ROOT = Path(__file__).resolve().parents[1]
VISIT = """
import django
django.setup()
from django.test import Client
page = Client().get("/", headers={"host": "localhost"})
print(page.text)
"""


def test_toolbar_in_development_obeys_the_policy() -> None:
    development = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.local"}
    page = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "-c", VISIT],
        cwd=ROOT,
        env=development,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert 'id="djDebug"' in page
    assert_nothing_inline(page)


def test_no_toolbar_elsewhere() -> None:
    assert "debug_toolbar" not in settings.INSTALLED_APPS
