"""The history: everything that was decided or done, by whom and why, at any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from coproduce.moderation.dates import minute
from coproduce.moderation.desk.access import LARGEST_ID
from coproduce.moderation.desk.counts import MOST_COUNTED, CappedPaginator
from coproduce.moderation.history.export import history_lines
from coproduce.moderation.history.filters import (
    BEFORE,
    MOST_PERSONS,
    ActFilter,
    AgentFilter,
    HistoryFilter,
    KindFilter,
    PeriodFilter,
    PersonFilter,
    ReasonFilter,
    StatusFilter,
)
from coproduce.moderation.models import Decision, Submission
from coproduce.moderation.read_only import ReadOnlyAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

# Lines that a filter without an index looks through at once.
WINDOW = 20_000
LIST = "admin:moderation_decision_changelist"
LETTER = "admin:moderation_submission_change"


class HistoryList(ChangeList):
    """A list of which a part is shown where a filter would have to look through everything.

    `everything` is what the filters let through; `seen_since` says how far back this list has
    looked for it, and `further` is the query that goes on from there: empty at the end.
    """

    seen_since = ""
    further = ""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        found.pop(BEFORE, None)
        return found

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        self.everything = super().get_queryset(request, exclude_parameters)
        filters = [one for one in self.filter_specs if isinstance(one, HistoryFilter)]
        is_led = all(one.has_index or not one.chosen for one in filters)
        if _number(self.query) or (is_led and len(_people(self.query)) <= 1):
            return self.everything
        period = next(one for one in filters if isinstance(one, PeriodFilter))
        first, end = period.keys
        end = min(end, _number(request.GET.get(BEFORE, "")) or end)
        start = max(first, end - WINDOW)
        if start > first:
            self._say_how_far(start)
        return self.everything.filter(pk__gte=start, pk__lt=end)

    @property
    def everything_query(self) -> str:
        """For the export, which knows no pages."""
        return self.get_query_string(remove=[BEFORE, PAGE_VAR])

    @property
    def is_cut(self) -> bool:
        return self.result_count >= MOST_COUNTED

    def _say_how_far(self, start: int) -> None:
        lines = Decision.objects.filter(pk__gte=start).order_by("pk")
        oldest = lines.values_list("at", flat=True).first()
        self.seen_since = minute(oldest) if oldest else ""
        self.further = self.get_query_string({BEFORE: str(start)})


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["when", "who", "what", "letter", "why"]
    list_display_links = None
    list_filter = [
        PeriodFilter,
        ActFilter,
        StatusFilter,
        ReasonFilter,
        AgentFilter,
        PersonFilter,
        KindFilter,
    ]
    list_per_page = 50
    paginator = CappedPaginator
    ordering = ["-pk"]
    sortable_by = ()
    # Only says that there is a search; what it looks at is below.
    search_fields = ["submission__pk", "by__username"]
    search_help_text = _("The number of a letter, or the name of a moderator")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return HistoryList

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_safe(self.export))
        return [path("export/", export, name="history_export"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without the words of the letters, which nobody needs here.

        People are looked up afterwards: joined, SQLite would sort all that one of them decided.
        """
        lines = super().get_queryset(request).select_related("submission").prefetch_related("by")
        of_line = ["act", "agent", "from_status", "to_status", "reason", "line", "undoes", "at"]
        return lines.only(*of_line, "by", "submission__kind")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        if number := _number(search_term):
            return queryset.filter(submission=number), False
        people = _people(search_term)
        # Not `in` for one: SQLite would sort all the lines that it finds.
        found = Q(by=people[0]) if len(people) == 1 else Q(by__in=people)
        return queryset.filter(found), False

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A line has no page of its own: it is read on its letter's."""
        decision = self.get_object(request, object_id)
        if not self.has_view_permission(request, decision):
            raise PermissionDenied
        if decision is None:
            raise Http404
        return redirect(LETTER, decision.submission_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return self.change_view(request, object_id)

    def export(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """What the filters let through, all of it, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            cl: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{reverse(LIST)}?e=1")
        response = StreamingHttpResponse(history_lines(cl.everything), content_type="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="history.csv"'
        return response

    # Columns

    @admin.display(description=_("When"))
    def when(self, decision: Decision) -> str:
        return minute(decision.at)

    @admin.display(description=_("Who"))
    def who(self, decision: Decision) -> str:
        return decision.who

    @admin.display(description=_("What"))
    def what(self, decision: Decision) -> str:
        """Its words without the why, which has a column of its own."""
        names = ["act", "from_status", "to_status", "undoes_id"]
        return Decision(**{name: getattr(decision, name) for name in names}).words

    @admin.display(description=_("Letter"))
    def letter(self, decision: Decision) -> str:
        child: Any = Submission._meta.get_field(decision.submission.kind).related_model
        kind = capfirst(child._meta.verbose_name)
        parts = {"kind": kind, "number": decision.submission_id}
        name = gettext("%(kind)s %(number)s") % parts
        return format_html('<a href="{}">{}</a>', reverse(LETTER, args=[parts["number"]]), name)

    @admin.display(description=_("Why"), empty_value="")
    def why(self, decision: Decision) -> str:
        reasons = [decision.get_reason_display(), decision.line]
        return ": ".join(text for text in reasons if text)


def _people(text: str) -> list[int]:
    """The accounts that are called so."""
    name = text.strip()
    if not name or _number(text):
        return []
    looks = ["username__icontains", "first_name__icontains", "last_name__icontains"]
    called = Q(*((look, name) for look in looks), _connector=Q.OR)
    return list(User.objects.filter(called).values_list("pk", flat=True)[:MOST_PERSONS])


def _number(text: str) -> int:
    """The number that somebody typed, also as "12.", "#12" or "Comment 12"; 0 for anything else."""
    digits = text.strip().rpartition(" ")[2].lstrip("#").rstrip(".")
    is_number = digits.isascii() and digits.isdigit() and len(digits) < len(str(LARGEST_ID))
    return int(digits) if is_number else 0
