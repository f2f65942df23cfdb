from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from posts.pieces import read, write


class SteadyAtom(Atom1Feed):
    """The same each time that it is read: Django's empty feed was updated just now."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


class PostFeed(Feed):
    """The twenty newest posts, whole."""

    feed_type = SteadyAtom
    title = settings.SITE_NAME
    link = "/posts/"
    subtitle = _("New posts")

    def items(self) -> "QuerySet[Post]":
        return Post.objects.published().newest_first().without_sources()[:20]

    def item_title(self, item: Post) -> str:
        return item.title

    def item_description(self, item: Post) -> str:
        # Readers of feeds differ in what they take an address to be relative to.
        base = f"{settings.SITE_URL}{item.get_absolute_url()}"
        pieces = read(item.body_html)
        for piece in pieces:
            for name in ("href", "src"):
                if name in piece.attributes:
                    with suppress(ValueError):  # an address that is none stays as it is
                        piece.attributes[name] = urljoin(base, piece.attributes[name])
        return write(pieces)

    def item_author_name(self, item: Post) -> str:
        return item.author_name

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.updated_at


class PostSitemap(Sitemap):
    def items(self) -> "QuerySet[Post]":
        return Post.objects.published().newest_first().only("slug", "updated_at")

    def lastmod(self, item: Post) -> datetime:
        return item.updated_at
