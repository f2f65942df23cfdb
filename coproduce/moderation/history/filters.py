"""What the history is filtered by. No filter asks the log which values there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds
from coproduce.moderation.models import Act, Agent, Decision, DeclineReason, Status

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

# The parameter by which one looks further back; any filter begins again with the newest.
BEFORE = "before"
# Lines are numbered as they are written, but for those of transactions that overlap.
OVERLAP = timedelta(minutes=10)
MOST_PERSONS = 100


class HistoryFilter(admin.SimpleListFilter):
    """By `found`, a Q for each value. `has_index` where an index leads to the lines."""

    has_index = False

    def found(self, value: str) -> Q:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self.found(self.chosen)) if self.chosen else queryset

    @cached_property
    def chosen(self) -> str:
        """Empty for what is not among the choices."""
        value = self.value()
        known = {str(choice) for choice, _label in self.lookup_choices}
        return value if value in known else ""

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield self._choice(changelist, "", _("All"))
        for value, label in self.lookup_choices:
            yield self._choice(changelist, str(value), label)

    def _choice(self, changelist: Any, value: str, label: Any) -> dict[str, Any]:
        name = str(self.parameter_name)
        change = {name: value} if value else {}
        query = changelist.get_query_string(change, [BEFORE] if value else [name, BEFORE])
        return {"selected": self.chosen == value, "query_string": query, "display": label}


class ActFilter(HistoryFilter):
    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Act.choices

    def found(self, value: str) -> Q:
        return Q(act=value)


class AgentFilter(HistoryFilter):
    title = _("who")
    parameter_name = "agent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Agent.choices

    def found(self, value: str) -> Q:
        return Q(agent=value)


class PersonFilter(HistoryFilter):
    title = _("which moderator")
    parameter_name = "by"
    has_index = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        staff = User.objects.filter(is_staff=True).order_by("username")[:MOST_PERSONS]
        return [(str(user.pk), str(user)) for user in staff]

    def found(self, value: str) -> Q:
        return Q(by=value)


class StatusFilter(HistoryFilter):
    title = _("decided to")
    parameter_name = "to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Status.choices

    def found(self, value: str) -> Q:
        return Q(act=Act.DECIDE, to_status=value)


class ReasonFilter(HistoryFilter):
    title = _("why")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return DeclineReason.choices

    def found(self, value: str) -> Q:
        return Q(reason=value)


class KindFilter(HistoryFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(kind.name, kind.plural) for kind in kinds.every()]

    def found(self, value: str) -> Q:
        return Q(submission__kind=value)


class PeriodFilter(HistoryFilter):
    """A day, a week, a year or a month of the chosen year, found by the lines' numbers."""

    title = _("when")
    parameter_name = "when"
    has_index = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        oldest = Decision.objects.order_by("pk").values_list("at", flat=True).first()
        now = timezone.localtime()
        first_year = timezone.localtime(oldest).year if oldest else now.year
        yield ("today", _("Today"))
        yield ("week", _("The last 7 days"))
        for year in range(now.year, first_year - 1, -1):
            yield (str(year), str(year))
            if self.value() and str(self.value()).startswith(str(year)):
                for month, name in MONTHS.items():
                    yield (f"{year}-{month:02}", name)

    def found(self, value: str) -> Q:
        start, end = self.period
        first, last = self.keys
        return Q(at__gte=start, at__lt=end, pk__gte=first, pk__lt=last)

    @cached_property
    def period(self) -> tuple[datetime, datetime]:
        """From when, and until when."""
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        tomorrow = _local(today.replace(tzinfo=None) + timedelta(days=1))
        if self.chosen == "today":
            return today, tomorrow
        if self.chosen == "week":
            return _local(today.replace(tzinfo=None) - timedelta(days=6)), tomorrow
        year, _dash, month = self.chosen.partition("-")
        first = datetime(int(year), int(month or 1), 1)
        later = first + (timedelta(days=31) if month else timedelta(days=366))
        return _local(first), _local(later.replace(day=1))

    @cached_property
    def keys(self) -> tuple[int, int]:
        """Every line of the period has a key from the first to before the last of these."""
        if not self.chosen:
            return _ends()
        start, end = self.period
        return _first_key(start - OVERLAP), _first_key(end + OVERLAP)


def _local(moment: datetime) -> datetime:
    return timezone.make_aware(moment)


def _ends() -> tuple[int, int]:
    keys = Decision.objects.values_list("pk", flat=True)
    first, last = keys.order_by("pk").first(), keys.order_by("-pk").first()
    return first or 0, (last or 0) + 1


def _first_key(moment: datetime) -> int:
    """Of the lines written at or after `moment`: halving, as one looks a word up."""
    first, end = _ends()
    lines = Decision.objects.order_by("pk").values_list("pk", "at")
    while first < end:
        middle = (first + end) // 2
        line = lines.filter(pk__gte=middle).first()
        if line is None or line[1] >= moment:
            end = middle
        else:
            first = line[0] + 1
    return first
