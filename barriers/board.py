"""The board: by theme, or as a list that themes, tags and words narrow down."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.http import QueryDict

from barriers.models import Barrier, BarrierQuerySet, Tag, Theme
from coproduce.moderation.text import tidy_line

NEWEST_PER_THEME = 3
PER_PAGE = 20
# Counting further would cost more than anyone gains from it.
COUNT_UP_TO = 1000
MOST_CHARACTERS = 200
PARAMETERS = ("theme", "tag", "q", "sort", "after")


@dataclass(frozen=True)
class Column:
    theme: Theme
    newest: Sequence[Barrier]
    has_more: bool


def columns() -> list[Column]:
    """Every theme with its newest barriers, in two queries."""
    newest = Barrier.objects.published().of_theme(OuterRef(OuterRef("pk"))).newest_first()
    places = range(NEWEST_PER_THEME + 1)
    themes = Theme.objects.annotate(
        **{f"newest_{n}": Subquery(newest.values("pk")[n : n + 1]) for n in places}
    )
    ids = {theme: [getattr(theme, f"newest_{n}") for n in places] for theme in themes}
    shown = Barrier.objects.select_related("submission").in_bulk(
        {pk for pks in ids.values() for pk in pks if pk}
    )
    return [
        Column(
            theme,
            newest=[shown[pk] for pk in pks[:NEWEST_PER_THEME] if pk],
            has_more=pks[NEWEST_PER_THEME] is not None,
        )
        for theme, pks in ids.items()
    ]


@dataclass(frozen=True)
class Codebook:
    """What the board can be narrowed to."""

    themes: Sequence[Theme]
    tags: Sequence[Tag]

    @classmethod
    def load(cls) -> "Codebook":
        return cls(list(Theme.objects.all()), list(Tag.objects.offered()))


@dataclass(frozen=True)
class Filters:
    """What a reader asked the board for; what it does not know is in `unknown`."""

    theme: Theme | None = None
    tags: Sequence[Tag] = ()
    words: str = ""
    unknown: Sequence[str] = ()

    @classmethod
    def of(cls, query: QueryDict, codebook: Codebook) -> "Filters":
        themes = {theme.slug: theme for theme in codebook.themes}
        tags = {tag.slug: tag for tag in codebook.tags}
        theme = query.get("theme", "")
        slugs = list(dict.fromkeys(query.getlist("tag")))
        unknown = [theme] if theme and theme not in themes else []
        return cls(
            theme=themes.get(theme),
            tags=[tags[slug] for slug in slugs if slug in tags],
            words=tidy_line(query.get("q", ""))[:MOST_CHARACTERS],
            unknown=[*unknown, *(slug for slug in slugs if slug not in tags)],
        )

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
    tags = Prefetch("tags", Tag.objects.offered().select_related("theme"))
    rows = list(
        shown.newest_first().select_related("submission").prefetch_related(tags)[: PER_PAGE + 1]
    )
    count = matching[: COUNT_UP_TO + 1].count()
    more = rows[PER_PAGE - 1].public_id if len(rows) > PER_PAGE else ""
    return Page(rows[:PER_PAGE], count, more)
