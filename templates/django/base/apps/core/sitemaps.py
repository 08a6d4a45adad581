"""Pages that search engines may show: those that everybody can read."""

from typing import override

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class Pages(Sitemap):  # type: ignore[type-arg]
    """Pages without a model; a model whose objects everybody may read gets a class of its own."""

    @override
    def items(self) -> list[str]:
        return ["home"]

    @override
    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": Pages}
