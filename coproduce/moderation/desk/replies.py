"""Approve and answer: a moderator's public answer, in one step with the approval."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.answers import tell_of_reports, why_left
from coproduce.moderation.desk.letters import letter_of
from coproduce.moderation.desk.seen import revision_seen
from coproduce.moderation.desk.typed import wrong
from coproduce.moderation.desk.views import letter, onward
from coproduce.moderation.forms import MOST_CHARACTERS
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Act, Decided, DecidedMeanwhile, Status, Submission
from coproduce.moderation.models.decision import MACHINES
from coproduce.moderation.text import tidy


@require_POST
def reply(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Keeps `reply` under the letter, which it approves unless it is approved; all or nothing."""
    if kind_of(submission).answer is None:
        raise Http404
    words = tidy(request.POST.get("reply", ""))
    none, too_long = _("Write your answer."), _("Your answer must be 10,000 characters or fewer.")
    if error := wrong(words, MOST_CHARACTERS, none=none, too_long=too_long):
        return letter(request, submission, status=400, error=error, failed="reply", reply=words)
    was_public = submission.is_public
    try:
        if not letter_of(submission).letter.may_be_answered:
            raise DecidedMeanwhile(submission)
        answer, decided = _approve_and_answer(
            submission,
            words,
            by=moderator(request),
            seen=revision_seen(request.POST),
            form_id=request.POST.get("form_id", ""),
        )
    except DecidedMeanwhile:
        submission.refresh_from_db()
        error = why_left(submission, moderator(request))
        return letter(request, submission, status=409, error=error, failed="reply", reply=words)
    _tell(request, answer, was_public=was_public)
    tell_of_reports(request, decided)
    return HttpResponseRedirect(onward(request.POST, submission.pk))


@transaction.atomic
def _approve_and_answer(
    submission: Submission, words: str, *, by: User, seen: int, form_id: str
) -> tuple[Submission, Decided]:
    """The answer, and what came of deciding on both."""
    answer = kind_of(submission).answer
    assert answer
    # First: whoever mends it meanwhile waits.
    now = Submission.objects.select_for_update().get(pk=submission.pk)
    kept: Submission = answer(submission, by, words, form_id)
    if kept.revision == 0 and not _is_as_seen(now, seen):
        raise DecidedMeanwhile(submission)
    # One that was given before and is hidden now stays hidden.
    new = Q(pk=submission.pk) | Q(pk=kept.pk, revision=0)
    both = Submission.objects.filter(new, status=Status.PENDING)
    decided = both.decide(Status.APPROVED, by=by, seen={submission.pk: seen})
    submission.refresh_from_db()
    if not submission.is_public:  # decided otherwise meanwhile, or withdrawn by its writer
        raise DecidedMeanwhile(submission)
    kept.refresh_from_db()
    return kept, decided


def _is_as_seen(submission: Submission, seen: int) -> bool:
    """Whether nothing has come since, or no more than the approval that the answer brings."""
    if submission.revision == seen + 1:
        # Of those that a revision counts.
        counted = submission.decisions.exclude(agent__in=MACHINES)
        last = counted.filter(act__in=[Act.DECIDE, Act.MEND, Act.REPORT]).first()
        return last is not None and (last.act, last.to_status) == (Act.DECIDE, Status.APPROVED)
    return submission.revision == seen


def _tell(request: HttpRequest, answer: Submission, *, was_public: bool) -> None:
    if not answer.is_public:
        status = answer.get_status_display()
        words = _("You have given this answer before, and it is not shown: %(status)s.")
        messages.warning(request, words % {"status": status})
    elif was_public:
        messages.success(request, _("Answered."))
    else:
        messages.success(request, _("Approved and answered."))
