"""The worker and its jobs."""

from datetime import timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.dates import minute, since
from coproduce.moderation.health.line import Line, State
from coproduce.moderation.heartbeat import HEARTBEAT
from coproduce.moderation.job_words import words_for
from coproduce.moderation.models import Job, StatusLine

SILENT = timedelta(minutes=2)
LONG_OVERDUE = timedelta(minutes=10)


def lines() -> list[Line]:
    return [_worker(), _jobs(), _set_aside()]


def set_aside() -> "QuerySet[Job]":
    """What was tried too often, the latest first."""
    return Job.objects.exclude(set_aside_at=None).order_by("-set_aside_at", "pk")


def run_again(jobs: "QuerySet[Job]") -> int:
    """As if each had just been put; how many."""
    return jobs.order_by().update(
        run_at=timezone.now(), attempts=0, leased_until=None, set_aside_at=None
    )


def _worker() -> Line:
    name, line = _("Worker"), StatusLine.of(HEARTBEAT)
    to_do = _("Start it: make run does, or manage.py worker beside the site.")
    if line is None:
        return Line(name, State.BAD, _("It has never run."), to_do)
    # A clock that was set back says nothing of the worker.
    if abs(timezone.now() - line.at) <= SILENT:
        return Line(name, State.OK, _("It runs."))
    words = _("It has not been heard of since %(time)s.") % {"time": minute(line.at)}
    return Line(name, State.BAD, words, to_do)


def _jobs() -> Line:
    name, path = _("Jobs"), reverse("admin:moderation_job_changelist")
    due = Job.objects.due()
    number = due.count()
    later = Job.objects.filter(set_aside_at=None, run_at__gt=timezone.now()).count()
    oldest = due.order_by("run_at").values_list("run_at", flat=True).first()
    if oldest is None:
        words = ngettext(
            "None is due; %(count)d is for later.", "None is due; %(count)d are for later.", later
        ) % {"count": later}
        return Line(name, State.OK, words if later else _("None waits."), path=path)
    words = ngettext(
        "%(count)d is due, for %(time)s.",
        "%(count)d are due, the longest for %(time)s.",
        number,
    ) % {"count": number, "time": since(oldest)}
    if timezone.now() - oldest < LONG_OVERDUE:
        return Line(name, State.OK, words, path=path)
    to_do = _("The worker does not keep up, or does not run: see the line above.")
    return Line(name, State.WARNING, words, to_do, path)


def _set_aside() -> Line:
    name = _("Jobs set aside")
    of_kind = set_aside().order_by("kind").values_list("kind").annotate(Count("pk"))
    if not of_kind:
        return Line(name, State.OK, _("None."))
    number = sum(count for _kind, count in of_kind)
    words = ngettext(
        "%(count)d was tried too often and is left until you ask for it.",
        "%(count)d were tried too often and are left until you ask for them.",
        number,
    ) % {"count": number}
    words = " ".join([words, *(f"{words_for(kind)} ({count})." for kind, count in of_kind)])
    to_do = _("Mend what stopped them; then run them again, on the page of health in the admin.")
    return Line(name, State.BAD, words, to_do, reverse("admin:health") + "#set-aside")
