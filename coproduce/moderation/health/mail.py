"""Mail: whether it goes out, and who waits for it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.dates import minute
from coproduce.moderation.health.line import Line, State, from_afar
from coproduce.moderation.mail import letters
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.models import Rhythm, Rules, StatusLine


def lines() -> list[Line]:
    if not letters.are_sent():
        words = _("Mail is off: moderators and readers get no letters.")
        to_do = _("Set EMAIL_URL if you want letters to go out.")
        return [Line(_("Mail"), State.WARNING, words, to_do)]
    if letters.are_printed():
        words = _("Letters are printed, not sent.")
        return [Line(_("Mail"), State.WARNING, words, _("Set EMAIL_URL to a mail server."))]
    return [_server(), _moderators()]


def _server() -> Line:
    name, sent, trouble = _("Mail"), StatusLine.of(letters.SENT), StatusLine.of(letters.TROUBLE)
    last = (
        _("The last letter went on %(time)s.") % {"time": minute(sent.at)}
        if sent
        else _("No letter has gone out yet.")
    )
    to_do = _("Letters wait and are tried again. Ask manage.py send_test_mail ADDRESS what it is.")
    return from_afar(name, last, sent, trouble, to_do)


def _moderators() -> Line:
    name, rules = _("Letters to moderators"), Rules.current()
    path = reverse("admin:moderation_rules_changelist")
    number = len(moderator_mail.addresses(rules))
    if not number or rules.mail_rhythm == Rhythm.NEVER:
        words = _("Nobody is told by mail when something waits.")
        return Line(name, State.OK, words, path=path)
    waiting = StatusLine.objects.filter(name__startswith=moderator_mail.TROUBLE).count()
    words = ngettext(
        "%(count)d address, as the rules say: “%(when)s”.",
        "%(count)d addresses, as the rules say: “%(when)s”.",
        number,
    ) % {
        "count": number,
        "when": rules.get_mail_rhythm_display(),
    }
    if not waiting:
        return Line(name, State.OK, words, path=path)
    late = ngettext(
        "A letter to %(waiting)d of %(count)d waits for the mail server.",
        "A letter to %(waiting)d of %(count)d waits for the mail server.",
        number,
    ) % {"count": number, "waiting": waiting}
    to_do = _("See whether the addresses in the rules are right, and whether mail goes out.")
    return Line(name, State.BAD, late, to_do, path)
