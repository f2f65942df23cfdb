"""What the admin's lists of comments and barriers share: the answers, undo and the log."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.models import User
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import minute
from coproduce.moderation.holding import why_held
from coproduce.moderation.models import DeclineReason, Rules, Status, Submission
from coproduce.moderation.text import plain_words, tidy_line

PENDING_FIRST = Case(When(submission__status=Status.PENDING, then=Value(0)), default=Value(1))
REASONS = [("", _("Choose one")), *DeclineReason.choices]
ANSWERS = ["approve", "decline", "spam", "hold", "undo"]
# What has come of it, for how many.
APPROVED = ngettext_lazy("%(count)d approved.", "%(count)d approved.", "count")
DECLINED = ngettext_lazy("%(count)d declined.", "%(count)d declined.", "count")
SPAM = ngettext_lazy("%(count)d marked as spam.", "%(count)d marked as spam.", "count")
HELD = ngettext_lazy("%(count)d held.", "%(count)d held.", "count")
UNDONE = ngettext_lazy("%(count)d undone.", "%(count)d undone.", "count")
LEFT = ngettext_lazy(
    "%(count)d left as it was: decided that way already, or withdrawn by its writer.",
    "%(count)d left as they were: decided that way already, or withdrawn.",
    "count",
)
# A verb: what to do to one submission; whether it changed anything.
Verb = Callable[[Submission], bool]


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


class ReasonForm(ActionForm):
    """The list's actions, with the reason that `decline` gives to the writer."""

    reason = forms.ChoiceField(choices=REASONS, required=False, label=_("Reason:"))


def _called(title: Any, kind: type[admin.FieldListFilter]) -> type[admin.FieldListFilter]:
    """The filter with a title of its own: the fields are named for us, not for moderators."""

    class Called(kind):  # type: ignore[valid-type,misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.title = title

    return Called


class SubmissionAdmin(admin.ModelAdmin):
    """For a model that hangs on a submission. Nothing is added, edited or deleted here."""

    actions = ANSWERS
    action_form = ReasonForm
    change_form_template = "admin/moderation/submission_change_form.html"
    list_select_related = ["submission"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = [PENDING_FIRST, "-pk"]
    list_filter = [
        ("submission__status", _called(_("status"), admin.ChoicesFieldListFilter)),
        ("submission__verdict", _called(_("spam check"), admin.ChoicesFieldListFilter)),
        ("submission__is_sample", _called(_("example"), admin.BooleanFieldListFilter)),
    ]
    submission_fields = ["text", "status", "held_because", "verdict", "times", "log"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        # A number with more digits is nobody's id, and more than a database can compare.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [str(name) for name in self.get_fields(request, obj)]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing is edited here: the buttons call verbs, in `response_change`."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The decision log says more."""

    # The answers, for one or many

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, lambda one: one.approve(by=_person(request)), APPROVED)

    @admin.action(description=_("Decline"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet) -> None:
        reason = request.POST.get("reason", "")
        if reason not in DeclineReason.values:
            reason = DeclineReason.OTHER
        line = tidy_line(request.POST.get("line", ""))
        self._answer(
            request,
            queryset,
            lambda one: one.decline(by=_person(request), reason=reason, line=line),
            DECLINED,
        )

    @admin.action(description=_("Spam"), permissions=["change"])
    def spam(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, lambda one: one.mark_spam(by=_person(request)), SPAM)

    @admin.action(description=_("Hide while we look"), permissions=["change"])
    def hold(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, lambda one: one.hold(by=_person(request)), HELD)

    @admin.action(description=_("Undo the last decision"), permissions=["change"])
    def undo(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, lambda one: one.undo(by=_person(request)), UNDONE)

    def _answer(self, request: HttpRequest, queryset: QuerySet, verb: Verb, done: Any) -> None:
        changed = [verb(row.submission) for row in queryset.select_related("submission")]
        count = sum(changed)
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
        if left := len(changed) - count:
            self.message_user(request, LEFT % {"count": left}, messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After one of the page's buttons: the same page, with what has come of it."""
        answer = request.POST.get("_answer", "")
        if answer in ANSWERS:
            getattr(self, answer)(request, self.model._default_manager.filter(pk=obj.pk))
        options = self.model._meta
        name = f"admin:{options.app_label}_{options.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[obj.pk]))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), "reasons": REASONS}
        return super().changeform_view(request, object_id, form_url, context)

    # Columns and fields

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
    def came_in(self, row: Any) -> Any:
        return row.submission.submitted_at

    @admin.display(description=_("Example"))
    def is_sample(self, row: Any) -> str:
        return gettext("Example") if row.submission.is_sample else ""

    @admin.display(description=_("Text"))
    def text(self, row: Any) -> SafeString:
        return format_html('<div class="reader-text" dir="auto">{}</div>', row.submission.html)

    @admin.display(description=_("Held because"))
    def held_because(self, row: Any) -> SafeString | str:
        reasons = why_held(row.submission, Rules.current())
        return format_html_join("", "{}<br>", ((reason,) for reason in reasons)) or gettext(
            "Not held"
        )

    @admin.display(description=_("When"))
    def times(self, row: Any) -> SafeString:
        submission = row.submission
        lines = [
            (gettext("Came in"), submission.submitted_at),
            (gettext("Spam check"), submission.screened_at),
            (gettext("Decided"), submission.decided_at),
        ]
        return format_html_join(
            "", "{}: {}<br>", ((words, minute(at)) for words, at in lines if at)
        )

    @admin.display(description=_("Log"))
    def log(self, row: Any) -> SafeString | str:
        decisions = row.submission.decisions.select_related("by")
        lines = [(minute(decision.at), decision.who, decision.words) for decision in decisions]
        return format_html_join("", "{}: {}, {}<br>", lines) or gettext("Nobody has decided yet")
