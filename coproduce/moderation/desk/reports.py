"""The desk's answer to what readers reported."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.answers import why_left
from coproduce.moderation.desk.seen import revision_seen
from coproduce.moderation.desk.views import letter, onward
from coproduce.moderation.models import DecidedMeanwhile, Outcome, Submission
from coproduce.moderation.reports import verbs as reports
from coproduce.moderation.reports.forms import closing_form


@require_POST
def close_reports(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Closes all that is reported of a letter, as far as it was shown with the form."""
    form = closing_form(submission, list(submission.reports.open()), request.POST)
    if not form.is_valid():
        error = " ".join(str(error) for errors in form.errors.values() for error in errors)
        form.fields[next(iter(form.errors))].widget.attrs["autofocus"] = True
        return letter(request, submission, status=400, error=error, closing=form)
    sent = form.cleaned_data
    try:
        number = reports.close(
            submission,
            by=moderator(request),
            outcome=sent["outcome"],
            line=form.line_to_send(),
            newest=sent["newest"],
            seen=revision_seen(request.POST),
        )
    except reports.ReportedMeanwhile:
        error = _("Another report came while you looked. Nothing has been closed: read it first.")
        return _read_first(request, submission, error)
    except DecidedMeanwhile:
        return _read_first(request, submission, why_left(submission, moderator(request)))
    was_public = submission.is_public
    submission.refresh_from_db()
    is_shown_again = submission.is_public and not was_public
    if number and sent["outcome"] == Outcome.REMOVED:
        messages.success(request, _("What was reported is closed, and it is taken down."))
    elif number and is_shown_again:
        messages.success(request, _("What was reported is closed, and it is shown again."))
    elif number:
        messages.success(request, _("What was reported is closed."))
    else:
        messages.warning(request, _("There was nothing to close: somebody else has done it."))
    return HttpResponseRedirect(onward(request.POST, submission.pk))


def _read_first(request: HttpRequest, submission: Submission, error: str) -> HttpResponse:
    """The letter with what has come since, and with what was typed."""
    submission.refresh_from_db()
    found = list(submission.reports.open())
    sent = {**request.POST.dict(), "newest": max((one.pk for one in found), default=0)}
    form = closing_form(submission, found, sent)
    return letter(request, submission, status=409, error=error, closing=form)
