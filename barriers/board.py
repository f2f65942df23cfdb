"""The board: by theme, or as a list that themes, tags and words narrow down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from barriers.models import Barrier, Tag, Tagging, TaggingQuerySet, Theme
from barriers.place import Place
from coproduce.moderation.text import cut_words, tidy_line, words_of

NEWEST_PER_THEME = 3
PER_PAGE = 20
# Counting further would cost more than anyone gains from it.
COUNT_UP_TO = 1000
# On a sheet of A4 for a meeting: so many barriers, and so many characters of all together.
ON_A_SHEET = 5
SHEET_CHARACTERS = 1500
CUTS = range(500, 100, -20)
# Of what bears one tag, so many are looked through on a page for those that bear another, too.
LOOK_BACK = 1000
MOST_CHARACTERS = 200
PARAMETERS = ("theme", "tag", "q", "sort", "after")


@dataclass(frozen=True)
class Column:
    theme: Theme
    newest: Sequence[Barrier]
    has_more: bool


def columns() -> list[Column]:
    """Every theme with its newest barriers, in two queries."""
    taggings = Tagging.objects.published().filter(theme=OuterRef("pk")).newest_first()
    # Grouped, because a barrier with two tags of a theme is one barrier.
    grouped = taggings.values("published_at", "barrier").annotate(Count("pk"))
    newest = grouped.values("barrier")
    places = range(NEWEST_PER_THEME + 1)
    themes = Theme.objects.annotate(**{f"newest_{n}": Subquery(newest[n : n + 1]) for n in places})
    ids = {theme: [getattr(theme, f"newest_{n}") for n in places] for theme in themes}
    shown = Barrier.objects.published().in_short().in_bulk({*chain(*ids.values())} - {None})
    return [
        Column(
            theme,
            newest=[shown[pk] for pk in pks[:NEWEST_PER_THEME] if pk in shown],
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

    @property
    def kinds(self) -> Sequence[Tag | Theme]:
        """What a barrier must bear; a theme says nothing beside a tag of its own."""
        if self.theme is None or self.theme.pk in {tag.theme_id for tag in self.tags}:
            return self.tags
        return [*self.tags, self.theme]

    @property
    def title(self) -> str:
        names = [self.theme.name] if self.theme else []
        names += [tag.name for tag in self.tags]
        names += [_quoted(self.words)] if self.words else []
        return _listed(names)

    @property
    def unknown_names(self) -> str:
        return _listed(_quoted(name) for name in self.unknown)

    def query(self, **changes: str) -> str:
        pairs = [("theme", self.theme.slug)] if self.theme else []
        pairs += [("tag", tag.slug) for tag in self.tags]
        pairs += [("q", self.words)] if self.words else []
        return urlencode([*pairs, *changes.items()])


def _quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words}


def _listed(names: Iterable[str]) -> str:
    return pgettext("between the names in a list", ", ").join(names)


@dataclass(frozen=True)
class Found:
    """`rows` are the places of what fits, newest first. Past `end`, nobody has looked."""

    rows: QuerySet[Any, tuple[datetime | None, int]]
    end: Place | None = None

    def places(self, number: int) -> list[Place]:
        return [Place(at, pk) for at, pk in self.rows[:number] if at]

    def count(self) -> int:
        return self.rows[: COUNT_UP_TO + 1].count()


def find(filters: Filters, *, after: Place | None = None) -> Found:
    kinds = filters.kinds
    if kinds and not filters.words:
        return _find_bearing(kinds, after)
    barriers = Barrier.objects.published().bearing(kinds).saying(filters.words)
    barriers = barriers.after(after) if after else barriers
    return Found(barriers.newest_first().values_list("published_at", "pk"))


def _find_bearing(kinds: Sequence[Tag | Theme], after: Place | None) -> Found:
    """Of several kinds, what bears the rarest is looked through for what bears the others."""
    rarest, end = kinds[0], None
    if len(kinds) > 1:
        ends = {kind: _end(kind, after) for kind in kinds}
        # None is the furthest: there are not even so many.
        rarest = min(kinds, key=lambda kind: (ends[kind] is not None, ends[kind]))
        end = ends[rarest]
    taggings = _taggings(rarest, after).beside(kind for kind in kinds if kind != rarest)
    taggings = taggings.down_to(end) if end else taggings
    # Distinct, because a barrier with two tags of a theme is one barrier.
    return Found(taggings.values_list("published_at", "barrier").distinct(), end)


def _taggings(kind: Tag | Theme, after: Place | None) -> TaggingQuerySet:
    taggings = Tagging.objects.published().of(kind).newest_first()
    return taggings.after(after) if after else taggings


def _end(kind: Tag | Theme, after: Place | None) -> Place | None:
    """How far back LOOK_BACK barriers of this kind reach, if there are more."""
    rows = _taggings(kind, after).values_list("published_at", "barrier")
    return next((Place(at, pk) for at, pk in rows[LOOK_BACK : LOOK_BACK + 1] if at), None)


@dataclass(frozen=True)
class Page:
    barriers: Sequence[Barrier]
    count: int
    is_counted: bool
    after: str

    @property
    def count_in_words(self) -> str:
        number = {"number": number_format(min(self.count, COUNT_UP_TO), force_grouping=True)}
        if self.count > COUNT_UP_TO:
            return _("More than %(number)s barriers") % number
        if self.is_counted and not self.count:
            return _("No barriers")
        if self.is_counted:
            return ngettext("%(number)s barrier", "%(number)s barriers", self.count) % number
        if self.count == 0:
            return _("None so far")
        words = ngettext("At least %(number)s barrier", "At least %(number)s barriers", self.count)
        return words % number


def page_of(filters: Filters, *, after: Barrier | None = None) -> Page:
    """The next barriers, newest first, after the one given.

    `Page.after` names the last shown or, where few fit, the last looked at.
    """
    first = find(filters)
    found = find(filters, after=after.place) if after else first
    places = found.places(PER_PAGE + 1)
    last = places[PER_PAGE - 1] if len(places) > PER_PAGE else found.end
    tags = Tag.objects.offered().select_related("theme").only("name", "slug", "theme__slug")
    barriers = Barrier.objects.published().in_short().prefetch_related(Prefetch("tags", tags))
    # What was taken down this moment is missing in it.
    shown = barriers.in_bulk({place.barrier_id for place in [*places, last] if place})
    pks = [place.barrier_id for place in places[:PER_PAGE]]
    return Page(
        barriers=[shown[pk] for pk in pks if pk in shown],
        count=max(first.count(), len(places)),
        is_counted=first.end is None,
        after=shown[last.barrier_id].public_id if last and last.barrier_id in shown else "",
    )


@dataclass(frozen=True)
class SheetLine:
    barrier: Barrier
    words: str
    is_cut: bool

    @property
    def length(self) -> int:
        return len(self.barrier.title) + len(self.words)

    @classmethod
    def of(cls, barrier: Barrier, whole: str, *, cut: int) -> "SheetLine":
        words = cut_words(whole, cut)
        return cls(barrier, words, is_cut=words != whole)


def sheet_of(filters: Filters) -> list[SheetLine]:
    """The newest barriers that fit, cut where they would not go on one sheet of paper."""
    pks = [place.barrier_id for place in find(filters).places(ON_A_SHEET)]
    tags = Tag.objects.offered().select_related("theme").only("name", "slug", "theme__slug")
    barriers = Barrier.objects.published().in_short().prefetch_related(Prefetch("tags", tags))
    shown = barriers.in_bulk(pks)
    # To take the words out of their markup is dear: once for each, however often they are cut.
    whole = {pk: words_of(shown[pk].submission.body_html) for pk in pks if pk in shown}
    lines: list[SheetLine] = []
    for cut in CUTS:
        lines = [SheetLine.of(shown[pk], words, cut=cut) for pk, words in whole.items()]
        if sum(line.length for line in lines) <= SHEET_CHARACTERS:
            break
    return lines
