"""The desk's tabs and filters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds
from coproduce.moderation.desk.counts import MOST_COUNTED, Counts, in_words
from coproduce.moderation.desk.seen import numbers
from coproduce.moderation.models import Report, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest


class Tab(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    REPORTED = "reported", _("Reported")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MINE = "mine", _("Mine")
    ALL = "all", _("All")


STATUS_OF = {
    Tab.WAITING: Status.PENDING,
    Tab.APPROVED: Status.APPROVED,
    Tab.DECLINED: Status.DECLINED,
    Tab.SPAM: Status.SPAM,
    Tab.WITHDRAWN: Status.WITHDRAWN,
}


class TabFilter(admin.SimpleListFilter):
    """What waits, unless a tab is chosen; who searches without one looks through everything."""

    title = _("where it stands")
    parameter_name = "tab"

    @staticmethod
    def chosen(request: HttpRequest) -> Tab:
        wanted = request.GET.get("tab", "")
        if wanted in Tab.values:
            return Tab(wanted)
        return Tab.ALL if request.GET.get("q", "").strip() else Tab.WAITING

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return Tab.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        tab = self.chosen(request)
        if tab == Tab.REPORTED:
            # They are few: found from their side, whatever there is besides.
            return queryset.filter(pk__in=Report.objects.open().values("submission"))
        if tab == Tab.MINE:
            return queryset.filter(_written_by(request.user))
        return queryset.filter(status=STATUS_OF[tab]) if tab in STATUS_OF else queryset


def _written_by(user: Any) -> Q:
    mine = [Q(pk__in=kind.written_by(user)) for kind in kinds.every() if kind.written_by]
    return reduce(or_, mine, Q(pk__in=[]))


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(kind.name, kind.plural) for kind in kinds.every()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        kind = kinds.named(self.value() or "")
        if not self.value():
            return queryset
        return queryset.filter(kind=kind.name) if kind else queryset.none()


class PlaceFilter(admin.SimpleListFilter):
    """What was written in one place, such as under one post: its kind and key, as "comment-12"."""

    title = _("place")
    # Not "place": whoever leaves out the page, "p", leaves out all that begin with it.
    parameter_name = "under"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        # One at least, or Django leaves the filter out.
        return [(self.value() or "", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        place = self.value()
        if not place:
            return queryset
        name, _dash, key = place.rpartition("-")
        kind = kinds.named(name)
        if not (kind and kind.in_place and (found := numbers([key]))):
            return queryset.none()
        # Of a place with more, as many as are counted: a page must not look at all of them.
        return queryset.filter(pk__in=kind.in_place(found[0])[: MOST_COUNTED + 1])


@dataclass(frozen=True)
class TabLink:
    label: str
    number: str
    query: str
    is_chosen: bool


def tabs(cl: Any, chosen: Tab, counts: Counts) -> list[TabLink]:
    numbers = {tab: in_words(counts.by_status[status]) for tab, status in STATUS_OF.items()}
    numbers[Tab.REPORTED] = in_words(counts.reported)
    return [
        TabLink(
            label=str(tab.label),
            number=numbers.get(tab, ""),
            query=cl.get_query_string({"tab": tab.value}, ["p"]),
            is_chosen=tab == chosen,
        )
        for tab in Tab
    ]
