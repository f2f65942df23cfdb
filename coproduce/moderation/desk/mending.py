"""The page on which a moderator mends a letter's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.answers import tell_of_reports
from coproduce.moderation.desk.letters import letter_of
from coproduce.moderation.desk.seen import revision_seen
from coproduce.moderation.desk.views import LETTER, onward, shared_context
from coproduce.moderation.forms import MOST_CHARACTERS, Line, Words
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Decided, DecidedMeanwhile, Status, Submission
from coproduce.moderation.models.mending import BODY, as_it_stands, original

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONG = {"max_length": _("It must be %(limit_value)s characters or fewer: it has %(show_value)s")}
PUT_BACK = "put-back"
APPROVE = "approve"


class MendForm(forms.Form):
    """The words, what hangs on them, and a line on why."""

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        child = kind_of(submission).child(submission)
        # An import may be longer than what a form takes.
        most = max(MOST_CHARACTERS, len(submission.body))
        required = _("Leave some words. To take all of them away, decline it")
        self.fields[BODY] = Words(
            label=_("The words"),
            help_text=_(
                "Leave out what could give somebody away: write “[a name]” or “[an NHS trust]” "
                "in its place."
            ),
            max_length=most,
            error_messages={"required": required, **LONG},
            widget=forms.Textarea(attrs={"rows": 12}),
        )
        for name, label in kind_of(submission).mendable.items():
            self.fields[name] = Line(
                label=label,
                max_length=child._meta.get_field(name).max_length,  # type: ignore[union-attr]
                required=False,
                error_messages=LONG,
            )
        self.fields["line"] = Line(
            label=_("Why, for the writer (optional)"),
            help_text=_("It stands on the writer’s receipt, beside what changed."),
            max_length=200,
            required=False,
            error_messages=LONG,
        )

    @property
    def mended(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "line"}


@require_http_methods(["GET", "HEAD", "POST"])
def mend_letter(request: HttpRequest, submission: Submission) -> HttpResponse:
    """The words to mend; `do` tells which button was pressed, `seen` what was looked at."""
    if submission.status == Status.WITHDRAWN:
        return _gone(request, submission)
    if request.method != "POST":
        return _page(request, submission, _as_it_is(submission))
    form = MendForm(request.POST, submission=submission)
    button = request.POST.get("do", "")
    if button == PUT_BACK:
        fields, line = original(submission), ""
    elif form.is_valid():
        fields, line = form.mended, form.cleaned_data["line"]
    else:
        return _page(request, submission, form, status=400)
    seen = revision_seen(request.POST)
    try:
        is_changed, decided = _keep(
            submission, fields, line, moderator(request), seen, button == APPROVE
        )
    except DecidedMeanwhile:
        submission.refresh_from_db()
        return _page(request, submission, form, status=409, is_meanwhile=True)
    if submission.status == Status.WITHDRAWN:
        return _gone(request, submission)
    _tell(request, button, is_changed=is_changed)
    tell_of_reports(request, decided)
    if submission.status == Status.SPAM:
        messages.warning(request, _("It stands among spam."))
    whence = _whence(request, submission)
    if button == APPROVE:
        whence["at"] = request.POST.get("following", "")
    return HttpResponseRedirect(onward(whence, submission.pk))


@transaction.atomic
def _keep(
    submission: Submission,
    fields: dict[str, str],
    line: str,
    by: User,
    seen: int,
    approves: bool,
) -> tuple[bool, Decided]:
    """Whether that changed the words, and what came of approving them.

    Where it did, nobody can have decided since `seen`.
    """
    is_changed, decided = submission.mend(fields, by=by, line=line, seen=seen), Decided()
    if approves:
        looked_at = {} if is_changed else {submission.pk: seen}
        this = Submission.objects.filter(pk=submission.pk)
        decided = this.decide(Status.APPROVED, by=by, seen=looked_at)
        submission.refresh_from_db()
    if decided.meanwhile:
        raise DecidedMeanwhile(submission)
    return is_changed, decided


def _tell(request: HttpRequest, button: str, *, is_changed: bool) -> None:
    words = {
        (PUT_BACK, True): gettext("The original is back."),
        (APPROVE, True): gettext("Mended and approved."),
        (APPROVE, False): gettext("Approved. The words are as they were."),
    }
    mended = gettext("Mended.") if is_changed else gettext("The words are as they were.")
    messages.success(request, words.get((button, is_changed), mended))


def _gone(request: HttpRequest, submission: Submission) -> HttpResponse:
    words = gettext("It is withdrawn: it can no longer be mended.")
    messages.warning(request, words)
    return HttpResponseRedirect(reverse(LETTER, args=[submission.pk]))


def _as_it_is(submission: Submission) -> MendForm:
    return MendForm(initial=as_it_stands(submission), submission=submission)


def _page(
    request: HttpRequest,
    submission: Submission,
    form: MendForm,
    *,
    status: int = 200,
    is_meanwhile: bool = False,
) -> HttpResponse:
    whence = _whence(request, submission)
    now = as_it_stands(submission)
    context = {
        **shared_context(request),
        "title": gettext("Mend"),
        "form": form,
        "letter": letter_of(submission),
        "whence": whence,
        "leave": onward(whence, submission.pk),
        # After an error it is still the one that was looked at: else what came since is lost.
        "seen": request.POST.get("seen", "") if status == 400 else submission.revision,
        "now": _labelled(form, now) if is_meanwhile else [],
        "original": _labelled(form, original(submission)) if submission.mended_at else [],
    }
    return TemplateResponse(request, "admin/moderation/mend.html", context, status=status)


def _whence(request: HttpRequest, submission: Submission) -> QueryDict:
    """What the form carries on for `onward`: from the letter's own page unless it says another.

    `following` is whose turn it is there, once this one is answered.
    """
    sent = request.POST if request.method == "POST" else request.GET
    whence = QueryDict(mutable=True)
    whence["then"] = sent.get("then", "letter")
    whence["query"] = sent.get("query", "")
    whence["following"] = sent.get("following", "")
    whence["at"] = str(submission.pk)
    return whence


def _labelled(form: MendForm, fields: dict[str, str]) -> list[tuple[str, str]]:
    return [(str(form.fields[name].label), text) for name, text in fields.items()]
