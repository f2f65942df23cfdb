"""The spam checker, as the worker has found it."""

from django.utils.translation import gettext as _

from coproduce.moderation import screening
from coproduce.moderation.akismet.contact import (
    ALERT,
    CONTACT,
    ERROR,
    KEY,
    SLOWED,
    USAGE,
    VALID,
    Standing,
)
from coproduce.moderation.dates import minute
from coproduce.moderation.health.line import Line, State, from_afar


def lines() -> list[Line]:
    """Nothing here asks Akismet: a page must not wait for it."""
    if not screening.is_on():
        words = _("No spam checker is set up: everything waits for a person, unchecked.")
        to_do = _("Set AKISMET_API_KEY if you want one.")
        return [Line(_("Akismet"), State.WARNING, words, to_do)]
    standing = Standing.now()
    return [_key(standing), _contact(standing), *_account(standing)]


def _key(standing: Standing) -> Line:
    name, line = _("Akismet’s key"), standing.lines.get(KEY)
    if line is None:
        words = _("Nobody has asked yet whether Akismet takes it.")
        return Line(name, State.WARNING, words, _("Ask Akismet now, or wait some minutes."))
    if line.words == VALID:
        words = _("Akismet took it on %(time)s.") % {"time": minute(line.at)}
        return Line(name, State.OK, words)
    words = _("Akismet refused it on %(time)s. Nothing is screened.") % {"time": minute(line.at)}
    return Line(name, State.BAD, words, _("Correct AKISMET_API_KEY, and start the site again."))


def _contact(standing: Standing) -> Line:
    name = _("Contact with Akismet")
    good, trouble = standing.lines.get(CONTACT), standing.lines.get(ERROR)
    if good is None and trouble is None:
        return Line(name, State.OK, _("Nothing has been sent to it yet."))
    last = (
        _("The last good answer came on %(time)s.") % {"time": minute(good.at)}
        if good
        else _("No good answer has come yet.")
    )
    to_do = _("It is tried again by itself; what waits can be answered meanwhile.")
    return from_afar(name, last, good, trouble, to_do)


def _account(standing: Standing) -> list[Line]:
    """What Akismet itself says, as far as it has said anything."""
    found = []
    if pause := standing.pause:
        words = _("Nobody asks until %(time)s: %(words)s") % {
            "time": minute(pause.at),
            "words": pause.words,
        }
        to_do = _("Texts wait for it, and can be answered meanwhile.")
        found.append(Line(_("Akismet is paused"), State.WARNING, words, to_do))
    if alert := standing.lines.get(ALERT):
        words = _("On %(time)s it said: %(words)s") % {
            "time": minute(alert.at),
            "words": alert.words,
        }
        to_do = _("Sign in at akismet.com and see to the account.")
        found.append(Line(_("Akismet’s word on the account"), State.BAD, words, to_do))
    if usage := standing.lines.get(USAGE):
        words = _("%(words)s (%(time)s)") % {"words": usage.words, "time": minute(usage.at)}
        state, to_do = State.OK, ""
        if SLOWED in standing.lines:
            state = State.WARNING
            to_do = _("Its answers come later. A larger plan ends that, and so does next month.")
        found.append(Line(_("Akismet’s usage"), state, words, to_do))
    return found
