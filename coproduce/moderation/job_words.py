"""What the worker does, in words, by the kind of job."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "akismet_check": _("Ask Akismet about the key, for the page of health"),
    "ask_akismet": _("Ask Akismet about the key, now and then"),
    "close_by_age": _("Look which conversations close by their age"),
    "close_thread": _("Close a conversation on its day"),
    "mail_clock": _("Look whether letters to moderators are due"),
    "moderator_mail": _("Write to a moderator"),
    "prove_address": _("Write to a reader to prove an address"),
    "publish_post": _("Show a post on its day"),
    "recheck": _("Have what waits checked for spam again"),
    "screen": _("Ask Akismet about a letter"),
    "tell": _(
        "Compare what a moderator decided with what Akismet said, and tell it if they differ"
    ),
}


def words_for(kind: str) -> str:
    return str(WORDS.get(kind, kind))
