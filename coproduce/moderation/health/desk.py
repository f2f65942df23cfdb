"""What waits for people."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.dates import day, since
from coproduce.moderation.desk.counts import in_words
from coproduce.moderation.desk.tabs import Tab
from coproduce.moderation.health.line import Line, State
from coproduce.moderation.mail.news import look
from coproduce.moderation.models import Report, Rules

# Where the rules ask for no reminder.
LONG_DAYS = 3


def lines() -> list[Line]:
    rules = Rules.current()
    rules.remind_after_days = rules.remind_after_days or LONG_DAYS
    return [_waiting(rules), _reports()]


def _waiting(rules: Rules) -> Line:
    name, path = _("Letters"), reverse("admin:moderation_submission_changelist")
    desk = look(rules, timezone.now())
    if desk.oldest is None:
        return Line(name, State.OK, _("Nothing waits for a moderator."), path=path)
    words = ngettext(
        "%(count)s waits for a moderator, since %(day)s (%(time)s).",
        "%(count)s wait for a moderator, the oldest since %(day)s (%(time)s).",
        desk.waiting,
    ) % {"count": in_words(desk.waiting), "day": day(desk.oldest), "time": since(desk.oldest)}
    if not desk.is_late:
        return Line(name, State.OK, words, path=path)
    to_do = ngettext(
        "Answer what has waited longer than %(count)d day.",
        "Answer what has waited longer than %(count)d days.",
        desk.limit,
    ) % {"count": desk.limit}
    return Line(name, State.WARNING, words, to_do, path)


def _reports() -> Line:
    name, found = _("Reports from readers"), Report.objects.open()
    number, overdue = found.count(), found.filter(due_at__lt=timezone.now()).count()
    path = f"{reverse('admin:moderation_submission_changelist')}?tab={Tab.REPORTED}"
    if not number:
        return Line(name, State.OK, _("None is open."), path=path)
    words = ngettext("%(count)d is open.", "%(count)d are open.", number) % {"count": number}
    if not overdue:
        return Line(name, State.OK, words, path=path)
    late = ngettext(
        "%(open)d open; the answer to %(count)d is overdue.",
        "%(open)d open; the answers to %(count)d are overdue.",
        overdue,
    ) % {"open": number, "count": overdue}
    return Line(name, State.BAD, late, _("Answer them first: the law sets a time."), path)
