"""Every call to Akismet goes through here: nobody asks during a pause, and what came is noted."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.akismet import client as akismet
from coproduce.moderation.akismet import contact
from coproduce.moderation.akismet.answers import Answer, KeyRefused, Trouble
from coproduce.moderation.akismet.contact import Standing
from coproduce.moderation.jobs import TryAgain
from coproduce.moderation.models import StatusLine, Verdict

KEY_PAUSE = timedelta(hours=1)
# An answer of `invalid` makes us ask about the key, but not with each of a thousand texts.
KEY_EVERY = timedelta(minutes=1)


class Paused(TryAgain):
    """Nobody was asked."""

    def __init__(self, pause: StatusLine) -> None:
        super().__init__(pause.words, after=contact.wait_for(pause), is_put_off=True)


def check(pairs: akismet.Pairs, *, user_ip: str) -> Answer:
    """Akismet's answer; raises TryAgain when there is none, and Paused when nobody asked."""
    standing = _open()
    try:
        answer = akismet.check(pairs, user_ip=user_ip)
    except Trouble as trouble:
        raise _again(standing, trouble) from None
    contact.note_answer(standing, str(answer.alert or ""))
    return answer


def tell(verdict: Verdict, pairs: akismet.Pairs, *, user_ip: str) -> None:
    """Returns once Akismet has thanked for the correction; else raises as `check` does."""
    standing = _open()
    try:
        alert = akismet.tell(verdict, pairs, user_ip=user_ip)
    except Trouble as trouble:
        raise _again(standing, trouble) from None
    contact.note_answer(standing, str(alert or ""))


def verify_key() -> bool:
    """As akismet.verify_key, and noted for the owner; a key that is refused pauses screening."""
    standing = Standing.now()
    if standing.pause and not standing.is_refused:
        raise Paused(standing.pause)
    try:
        is_valid = akismet.verify_key()
    except Trouble as trouble:
        _note(Standing.now(), trouble)
        raise
    contact.note(contact.KEY, contact.VALID if is_valid else contact.REFUSED)
    if not is_valid:
        _note(Standing.now(), Trouble(_("Akismet refuses the key."), pause=KEY_PAUSE))
    elif standing.is_refused:
        contact.lift_pause(standing.lines.get(contact.PAUSE))
    return is_valid


def usage() -> akismet.Usage:
    """As akismet.usage, and noted for the owner."""
    try:
        found = akismet.usage()
    except Trouble as trouble:
        _note(Standing.now(), trouble)
        raise
    contact.note(contact.USAGE, usage_in_words(found))
    contact.note(contact.SLOWED, "yes" if found.is_throttled else "")
    return found


def usage_in_words(found: akismet.Usage) -> str:
    calls = ngettext("%(used)d call this month", "%(used)d calls this month", found.used)
    if found.limit is not None:
        calls = ngettext(
            "%(used)d call of %(limit)d this month",
            "%(used)d calls of %(limit)d this month",
            found.used,
        )
    if found.is_throttled:
        calls = _("%(calls)s; Akismet slows this site down") % {"calls": calls}
    return calls % {"used": found.used, "limit": found.limit}


def _open() -> Standing:
    standing = Standing.now()
    if standing.pause:
        raise Paused(standing.pause)
    return standing


def _again(standing: Standing, trouble: Trouble) -> TryAgain:
    if isinstance(trouble, KeyRefused) and _may_ask_about_the_key(standing):
        try:
            if verify_key():
                _note(standing, trouble)
        except Trouble as about_key:
            trouble = about_key
    else:
        _note(standing, trouble)
    pause = Standing.now().pause
    if pause is None:
        return TryAgain(str(trouble))
    return TryAgain(pause.words, after=contact.wait_for(pause), is_put_off=True)


def _may_ask_about_the_key(standing: Standing) -> bool:
    return standing.is_older(contact.KEY, KEY_EVERY) and contact.is_first(contact.ASKED, KEY_EVERY)


def _note(standing: Standing, trouble: Trouble) -> None:
    if trouble.alert:
        contact.note(contact.ALERT, str(trouble.alert))
    if trouble.pause:
        contact.set_pause(str(trouble), trouble.pause)
    contact.note_trouble(standing, str(trouble))
