from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from pages.models import Slug

PLACES = ["home", "posts:list", "barriers:board", "barriers:create", "pages:invite"]


class PlaceSitemap(Sitemap):
    """The addresses that are there from the first day on."""

    def items(self) -> list[str]:
        return PLACES + [f"pages:{slug}" for slug in Slug.values]

    def location(self, item: str) -> str:
        return reverse(item)
