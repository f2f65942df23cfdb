"""The board: by theme, or as a list that themes, tags and words narrow down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.http import QueryDict

from barriers.models import Barrier, BarrierQuerySet, Tag, Theme

NEWEST_PER_THEME = 3
PER_PAGE = 20
# Counting further would cost more than anyone gains from it.
COUNT_UP_TO = 1000
MOST_CHARACTERS = 200
PARAMETERS = ("theme", "tag", "q", "sort")


@dataclass(frozen=True)
class Column:
    theme: Theme
    newest: Sequence[Barrier]
    has_more: bool


def columns() -> list[Column]:
    """Every theme with its newest barriers: two queries, however many there are."""
    themes = list(Theme.objects.all())
    published = Barrier.objects.published().newest_first().select_related("submission")
    found: list[Column] = []
    for theme in themes:
        newest = list(published.of_theme(theme)[: NEWEST_PER_THEME + 1])
        more = len(newest) > NEWEST_PER_THEME
        found.append(Column(theme, newest[:NEWEST_PER_THEME], more))
    return found


@dataclass
class Filters:
    """What a reader asked the board for; what it does not know is in `unknown`."""

    theme: Theme | None = None
    tags: list[Tag] = field(default_factory=list)
    words: str = ""
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        filters = cls(words=" ".join(query.get("q", "").split())[:MOST_CHARACTERS])
        if slug := query.get("theme"):
            filters.theme = Theme.objects.filter(slug=slug).first()
            if filters.theme is None:
                filters.unknown.append(slug)
        if slugs := list(dict.fromkeys(query.getlist("tag"))):
            known = {tag.slug: tag for tag in Tag.objects.offered().filter(slug__in=slugs)}
            filters.tags = [known[slug] for slug in slugs if slug in known]
            filters.unknown += [slug for slug in slugs if slug not in known]
        return filters

    def barriers(self) -> BarrierQuerySet:
        found = Barrier.objects.published().tagged(self.tags).saying(self.words)
        return found.of_theme(self.theme) if self.theme else found

    @property
    def title(self) -> str:
        names = [self.theme.name] if self.theme else []
        names += [tag.name for tag in self.tags]
        names += [f"“{self.words}”"] if self.words else []
        return ", ".join(names)

    def query(self, **changes: str) -> str:
        pairs = [("theme", self.theme.slug)] if self.theme else []
        pairs += [("tag", tag.slug) for tag in self.tags]
        pairs += [("q", self.words)] if self.words else []
        return urlencode([*pairs, *changes.items()])


@dataclass(frozen=True)
class Page:
    barriers: Sequence[Barrier]
    count: int
    after: str

    @property
    def count_in_words(self) -> str:
        if self.count > COUNT_UP_TO:
            return f"More than {COUNT_UP_TO:,} barriers"
        return "1 barrier" if self.count == 1 else f"{self.count:,} barriers"


def page_of(filters: Filters, *, after: Barrier | None = None) -> Page:
    """The next barriers, newest first, after the one given; `Page.after` names the last shown."""
    matching = filters.barriers()
    shown = matching
    if after is not None:
        older = Q(published_at__lt=after.published_at)
        shown = shown.filter(older | Q(published_at=after.published_at, pk__lt=after.pk))
    tags = Prefetch("tags", Tag.objects.select_related("theme"))
    rows = list(
        shown.newest_first().select_related("submission").prefetch_related(tags)[: PER_PAGE + 1]
    )
    count = matching[: COUNT_UP_TO + 1].count()
    more = rows[PER_PAGE - 1].public_id if len(rows) > PER_PAGE else ""
    return Page(rows[:PER_PAGE], count, more)
