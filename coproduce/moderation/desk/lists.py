"""What the admin's lists of each kind share: the answers to many, and a way to each letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import Max
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import minute
from coproduce.moderation.desk.access import may_answer
from coproduce.moderation.desk.answers import Answer
from coproduce.moderation.desk.counts import CappedPaginator
from coproduce.moderation.desk.many import answer_many, declining, undo_many
from coproduce.moderation.desk.seen import numbers
from coproduce.moderation.models import Decision, DeclineReason, Submission
from coproduce.moderation.text import plain_words

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

REASONS = [("", _("Choose one")), *DeclineReason.choices]


def _newest(model: type[Model]) -> forms.IntegerField:
    """A hidden field with the highest number there is when the page is made."""

    def highest() -> int:
        return model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0

    return forms.IntegerField(label="", required=False, initial=highest, widget=forms.HiddenInput)


class ReasonForm(ActionForm):
    """The list's actions, with the reason that `decline` gives to the writer.

    What comes after `newest` and `newest_decision` is no part of all that is in the list.
    """

    reason = forms.ChoiceField(choices=REASONS, required=False, label=_("Reason:"))
    newest = _newest(Submission)
    newest_decision = _newest(Decision)


def _called(title: Any, kind: type[admin.FieldListFilter]) -> type[admin.FieldListFilter]:
    """The filter with a title of its own: the fields are named for us, not for moderators."""

    class Called(kind):  # type: ignore[valid-type,misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Called


class AnswersMany(admin.ModelAdmin):
    """The answers to what is ticked in a list."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            # Django looks up whatever was sent as a key.
            form: Any = request.POST.copy()
            ticked = numbers(form.getlist(ACTION_CHECKBOX_NAME))
            form.setlist(ACTION_CHECKBOX_NAME, [str(number) for number in ticked])
            request.POST = form
        return super().changelist_view(request, extra_context)

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return may_answer(request)

    @admin.action(description=_("Approve"), permissions=["answer"])
    def approve(self, request: HttpRequest, queryset: QuerySet) -> None:
        answer_many(request, Answer("approve"), queryset)

    @admin.action(description=_("Decline"), permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        answer_many(request, declining(request), queryset)
        return None

    @admin.action(description=_("Spam"), permissions=["answer"])
    def spam(self, request: HttpRequest, queryset: QuerySet) -> None:
        answer_many(request, Answer("spam"), queryset)

    @admin.action(description=_("Hide while we look"), permissions=["answer"])
    def hold(self, request: HttpRequest, queryset: QuerySet) -> None:
        answer_many(request, Answer("hold"), queryset)


class KindAdmin(AnswersMany):
    """For a model that hangs on a submission: a table of them. Each is read at the desk."""

    actions = ["approve", "decline", "spam", "hold", "undo"]
    action_form = ReasonForm
    list_select_related = ["submission"]
    list_per_page = 50
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-pk"]
    # Any other order is a look at every row.
    sortable_by = ()
    list_filter = [
        ("submission__status", _called(_("status"), admin.ChoicesFieldListFilter)),
        ("submission__verdict", _called(_("spam check"), admin.ChoicesFieldListFilter)),
        ("submission__is_sample", _called(_("example"), admin.BooleanFieldListFilter)),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return redirect("admin:moderation_submission_change", object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return redirect("admin:moderation_submission_change", object_id)

    def action_checkbox(self, obj: Any) -> SafeString:
        """With what the moderator has before them: what somebody decides meanwhile stays."""
        tick = super().action_checkbox(obj)
        seen = f"{obj.pk}:{obj.submission.revision}"
        return format_html('{}<input type="hidden" name="seen" value="{}">', tick, seen)

    @admin.action(description=_("Undo the last decision"), permissions=["answer"])
    def undo(self, request: HttpRequest, queryset: QuerySet) -> None:
        undo_many(request, queryset)

    # Columns

    @admin.display(description=_("Words"))
    def words(self, row: Any) -> str:
        return plain_words(row.submission.body_html, 120)

    @admin.display(description=_("Status"), ordering="submission__status")
    def status(self, row: Any) -> str:
        return row.submission.get_status_display()

    @admin.display(description=_("Spam check"), ordering="submission__verdict")
    def verdict(self, row: Any) -> str:
        return row.submission.get_verdict_display()

    @admin.display(description=_("Came in"), ordering="submission__submitted_at")
    def came_in(self, row: Any) -> str:
        return minute(row.submission.submitted_at)

    @admin.display(description=_("Example"))
    def is_sample(self, row: Any) -> str:
        return gettext("Example") if row.submission.is_sample else ""
