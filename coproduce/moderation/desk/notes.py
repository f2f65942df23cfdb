"""Private notes of moderators on a letter: never public, in no export."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coproduce.moderation.desk.access import LARGEST_ID, moderator
from coproduce.moderation.desk.typed import wrong
from coproduce.moderation.desk.views import letter, onward
from coproduce.moderation.models import Note, Submission
from coproduce.moderation.text import tidy

MOST_CHARACTERS = 2_000
# The same words, later, are another note.
SENT_AGAIN_WITHIN = timedelta(minutes=10)


@require_POST
def add_note(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Keeps `note`; the same note sent again, after a tunnel, is there already."""
    text = tidy(request.POST.get("note", ""))
    none, too_long = _("Write the note."), _("A note must be 2,000 characters or fewer.")
    if error := wrong(text, MOST_CHARACTERS, none=none, too_long=too_long):
        return letter(request, submission, status=400, error=error, failed="note", note=text)
    by = moderator(request)
    lately = submission.notes.filter(at__gt=timezone.now() - SENT_AGAIN_WITHIN)
    if not lately.filter(by=by, text=text).exists():
        Note.objects.create(submission=submission, by=by, text=text)
    messages.success(request, _("The note is kept."))
    return HttpResponseRedirect(onward(request.POST, submission.pk))


@require_POST
def delete_note(request: HttpRequest, submission: Submission, note: int) -> HttpResponse:
    """One’s own; what is gone already stays gone."""
    if note > LARGEST_ID:
        raise Http404
    found = submission.notes.filter(pk=note).first()
    if found and found.by != moderator(request):
        raise PermissionDenied
    if found:
        found.delete()
    return HttpResponseRedirect(onward(request.POST, submission.pk))
