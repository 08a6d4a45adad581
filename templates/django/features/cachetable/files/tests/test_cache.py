import json

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.test_settings import production

SHOW_CACHES = "import json; from config.settings.production import *; print(json.dumps(CACHES))"


@pytest.mark.django_db
def test_limits_of_many_visitors_are_counted_side_by_side() -> None:
    """Django's own limit is 300 entries, of which a third goes to make room."""
    caches = json.loads(production("-c", SHOW_CACHES).stdout)
    keys = [f"visitor-{number}" for number in range(320)]
    with override_settings(CACHES=caches):
        for key in keys:
            cache.set(key, 1, timeout=60)
        assert set(cache.get_many(keys)) == set(keys)
