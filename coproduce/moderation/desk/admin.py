"""The desk: everything that waits for a moderator, comments and barriers, on one page."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coproduce.moderation import kinds, screening
from coproduce.moderation.desk import urls
from coproduce.moderation.desk.access import may_answer
from coproduce.moderation.desk.answers import Answer
from coproduce.moderation.desk.counts import MOST_COUNTED, CappedPaginator, counts, in_words
from coproduce.moderation.desk.heading import heading, letters_wait
from coproduce.moderation.desk.letters import letters_of
from coproduce.moderation.desk.lists import AnswersMany
from coproduce.moderation.desk.many import answer_many
from coproduce.moderation.desk.seen import revisions_seen
from coproduce.moderation.desk.tabs import KindFilter, PlaceFilter, Tab, TabFilter, tabs
from coproduce.moderation.desk.views import letter, shared_context
from coproduce.moderation.models import Report, Rules, Submission

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

# Of these there must be one among the ticks, Django asks, also where all of a list are meant.
NO_LETTER = "0"
NO_LONGER_TICKED = ngettext_lazy(
    "%(count)d is no longer ticked: it has changed since you looked, or left this page.",
    "%(count)d are no longer ticked: they have changed since you looked, or left this page.",
    "count",
)
FILTERS = (TabFilter, KindFilter, PlaceFilter)


@admin.register(Submission)
class DeskAdmin(AnswersMany):
    change_list_template = "admin/moderation/desk.html"
    list_filter = FILTERS
    # Whole texts: as many as WordPress shows.
    list_per_page = 20
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["approve", "decline", "spam", "hold"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [*urls.patterns(), *super().get_urls()]

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """None but the filters above: by an address or a code, letters could be tied together."""
        return lookup in {each.parameter_name for each in FILTERS}

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["body", *(field for kind in kinds.every() for field in kind.search_fields)]

    def get_ordering(self, request: HttpRequest) -> Any:
        match TabFilter.chosen(request):
            case Tab.WAITING:
                return ["-is_urgent", "submitted_at", "pk"]
            case Tab.REPORTED:
                reports = Report.objects.open().filter(submission=OuterRef("pk"))
                due = Subquery(reports.order_by("due_at").values("due_at")[:1]).asc()
                return ["-is_urgent", due, "pk"]
            case _:
                return ["-pk"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data:
            cl = response.context_data["cl"]
            # Where an action has shown the list itself, it is complete.
            if "letters" not in response.context_data:
                response.context_data |= self._desk(request, cl)
        return response

    def _desk(self, request: HttpRequest, cl: Any) -> dict[str, Any]:
        on_desk = counts()
        tab = TabFilter.chosen(request)
        may_recheck = tab == Tab.WAITING and may_answer(request) and screening.is_on()
        found = letters_of(list(cl.result_list), Rules.current())
        kind_filter = next(spec for spec in cl.filter_specs if isinstance(spec, KindFilter))
        return {
            **shared_context(request),
            "title": heading(cl, tab, on_desk.waiting, found),
            "letters_wait": letters_wait(on_desk.waiting),
            "counts": on_desk,
            "newest": str(on_desk.newest),
            "newest_decision": str(on_desk.newest_decision),
            "to_screen": in_words(on_desk.to_screen),
            "tabs": tabs(cl, tab, on_desk),
            "tab": tab,
            # What is withdrawn, nobody can answer.
            "can_tick": may_answer(request) and tab != Tab.WITHDRAWN,
            "kind_choices": list(kind_filter.choices(cl)),
            "everywhere": cl.get_query_string(remove=[PlaceFilter.parameter_name, "p"]),
            "is_in_one_place": bool(request.GET.get(PlaceFilter.parameter_name)),
            "may_recheck": may_recheck and bool(on_desk.waiting),
            "letters": found,
            "query": request.GET.urlencode(),
            "most_counted": MOST_COUNTED,
        }

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One letter: everything known of it, with its answers and its log."""
        known = object_id.isascii() and object_id.isdigit() and len(object_id) < 19
        submission = get_object_or_404(Submission, pk=object_id if known else 0)
        if not self.has_view_or_change_permission(request, submission):
            raise PermissionDenied
        return letter(request, submission)

    @admin.action(description=_("Decline"), permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """With a reason, which the writer is told: here it is asked for."""
        answer = Answer.declining(request.POST.get("reason", ""), request.POST)
        answer_many(request, answer, queryset)
        return self._with_what_was_ticked(request, answer) if answer.error else None

    def _with_what_was_ticked(self, request: HttpRequest, answer: Answer) -> HttpResponse:
        """The list once more, with what was typed and what was ticked.

        What has changed since it was looked at is no longer ticked, nor is what has left the page.
        """
        shown = copy(request)
        shown.method = "GET"
        response: Any = self.changelist_view(shown)
        ticked = set(request.POST.getlist(ACTION_CHECKBOX_NAME)) - {NO_LETTER}
        # Where the form does not say what was seen, it is what stands now.
        seen = revisions_seen(request.POST)
        letters = {one.key: one.submission for one in response.context_data["letters"]}
        same = {
            key for key, one in letters.items() if seen.get(one.pk, one.revision) == one.revision
        }
        if lost := len(ticked - same):
            messages.warning(request, NO_LONGER_TICKED % {"count": lost})
        context = response.context_data
        context |= {
            "declining": answer,
            "ticked": ticked & same,
            "is_across": request.POST.get("select_across") == "1",
            # What has come since the first page was made, nobody has seen.
            "newest": request.POST.get("newest") or context["newest"],
            "newest_decision": request.POST.get("newest_decision") or context["newest_decision"],
        }
        response.status_code = 400
        return response
