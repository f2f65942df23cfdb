"""Letters: one template in templates/mail/ gives the text of a mail and its HTML, word for word.

NAME.txt extends mail/letter.txt and fills `words` and `why` (why the reader gets it). It is plain
text: blank lines part paragraphs, and a line that begins with the site's own address is a link.
Nothing else makes one. NAME.subject.txt sees the site's name only: no subject says what is inside.
"""

import html
import re
import smtplib
import socket
import ssl
import unicodedata
from collections.abc import Mapping, Sequence
from email.errors import HeaderParseError
from email.utils import make_msgid
from typing import Any

import nh3
from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils.encoding import force_str
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext, to_locale
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from coproduce.moderation.forms import is_plain
from coproduce.moderation.mail import smtp
from coproduce.moderation.models import StatusLine
from coproduce.moderation.text import tidy_line

# What health shows: the last letter that a mail server took, and the last that it did not.
SENT = "mail sent"
TROUBLE = "mail trouble"
# Parts the words from why they were sent; mail programs know it, and no value holds a line break.
FOOT = "\n-- \n"
RIGHT_TO_LEFT = {"R", "AL"}
# At each of these Python begins another line of a header.
LINE_BREAK = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
AN_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
Value = str | int | Sequence[str]

# The first that fits; said of the mail server, with its own words where they help.
TROUBLES: dict[type[OSError], Any] = {
    smtplib.SMTPAuthenticationError: _("%(server)s refuses the user name or the password."),
    smtplib.SMTPNotSupportedError: _("%(server)s does not offer what EMAIL_URL asks for: %(said)s"),
    smtplib.SMTPRecipientsRefused: _("%(server)s refuses the address: %(said)s"),
    smtplib.SMTPSenderRefused: _("%(server)s refuses the sender %(sender)s: %(said)s"),
    smtplib.SMTPResponseException: _("%(server)s refuses the letter: %(said)s"),
    smtplib.SMTPServerDisconnected: _("%(server)s hung up before it had taken the letter."),
    ssl.SSLCertVerificationError: _("The certificate of %(server)s is not trusted: %(said)s"),
    ssl.SSLError: _(
        "%(server)s and this site found no common TLS (submission:// or smtps://?): %(said)s"
    ),
    ConnectionRefusedError: _("%(server)s refuses the connection."),
    socket.gaierror: _("The host of %(server)s is not known: %(said)s"),
}


class LetterMarkdown(MarkdownIt):
    """Paragraphs, line breaks and addresses in angle brackets, from a template that escapes."""

    def __init__(self) -> None:
        super().__init__("zero", {"breaks": True})
        self.enable(["autolink", "entity", "newline"])

    def normalizeLink(self, url: str) -> str:
        # Escaped once by the template, and again when it is rendered.
        return html.unescape(url)

    def normalizeLinkText(self, link: str) -> str:
        return html.unescape(link)


_markdown = LetterMarkdown()
_cleaner = nh3.Cleaner(
    tags={"p", "br", "a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel=None,
)


def are_sent() -> bool:
    """Or printed, which is mail that is on but leads nowhere."""
    return settings.MAIL_IS_ON


def are_printed() -> bool:
    return settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def deliver(letter: EmailMultiAlternatives) -> None:
    """Hand it to the mail server in bounded time; raises an OSError, which `trouble` explains."""
    if settings.EMAIL_BACKEND == smtp.DJANGOS:
        letter.connection = smtp.EmailBackend()
    letter.send()


def send(letter: EmailMultiAlternatives) -> None:
    """Deliver it, and note for health what came of it."""
    try:
        deliver(letter)
    except OSError as error:
        StatusLine.note(TROUBLE, trouble(error))
        raise
    StatusLine.note(SENT)


def send_to_stranger(letter: EmailMultiAlternatives) -> bool:
    """As `send`, to an address that somebody typed; False where no letter will ever reach it.

    That is no trouble of the site's mail.
    """
    try:
        deliver(letter)
    except (ValueError, HeaderParseError):
        # What Django says of an address that it cannot write into a header; UnicodeError is one.
        return False
    except OSError as error:
        if _is_refused_for_good(error):
            return False
        StatusLine.note(TROUBLE, trouble(error))
        raise
    StatusLine.note(SENT)
    return True


def _is_refused_for_good(error: OSError) -> bool:
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _said in error.recipients.values())


def write(name: str, *, to: str, context: Mapping[str, Value]) -> EmailMultiAlternatives:
    """A letter in the language that is active, ready for its `send()`.

    Raises BadHeaderError for a line break in the address or the site's name, or what no mail
    program understands before the @; `send()` raises an OSError, which `trouble` explains.
    """
    values: dict[str, Any] = {key: _value(value) for key, value in context.items()}
    values |= {"site_name": _value(settings.SITE_NAME), "site_url": settings.SITE_URL}
    subject = _fill(f"mail/{name}.subject.txt", {"site_name": settings.SITE_NAME})
    if LINE_BREAK.search(to + subject) or not is_plain(to):
        raise BadHeaderError("The address or the subject of a letter cannot stand in a header.")
    lang = to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")
    letter = EmailMultiAlternatives(subject, _fill(f"mail/{name}.txt", values) + "\n", to=[to])
    letter.extra_headers = {
        "Message-ID": make_msgid(domain=settings.ALLOWED_HOSTS[0]),
        "Auto-Submitted": "auto-generated",
        "Content-Language": lang,
    }
    words, foot = _fill(f"mail/{name}.txt", values, is_html=True).split(FOOT)
    frame = {"subject": subject, "words": _to_html(words), "foot": _to_html(foot), "lang": lang}
    frame["dir"] = "rtl" if get_language_bidi() else "ltr"
    letter.attach_alternative(get_template("mail/letter.html").render(frame), "text/html")
    return letter


def _value(value: Value) -> Any:
    """On one line; between marks that keep its direction to itself where that is needed."""
    if isinstance(value, int):
        return value
    if not isinstance(value, str):
        return [_value(each) for each in value]
    line = tidy_line(value)
    is_turned = any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in line)
    return f"\u2068{line}\u2069" if is_turned else line


def _fill(path: str, values: dict[str, Any], *, is_html: bool = False) -> str:
    template = get_template(path).template  # type: ignore[attr-defined]
    filled = template.render(Context(values, autoescape=is_html)).strip()
    return re.sub(r"\n{3,}", "\n\n", filled)


def _to_html(source: str) -> SafeString:
    # Escaped as it is, no value can hold these angle brackets.
    own = re.compile(rf"^{re.escape(settings.SITE_URL)}/\S*$", re.MULTILINE)
    return mark_safe(_cleaner.clean(_markdown.render(own.sub(r"<\g<0>>", source))))  # noqa: S308 (cleaned)


def trouble(error: OSError) -> str:
    """One line, for the log or whoever runs the site, on why `send()` raised this.

    It names neither the password nor any of the letter's words, nor whom it was for.
    """
    values = {
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "seconds": settings.EMAIL_TIMEOUT,
        "most": smtp.session_seconds(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "said": _said(error),
    }
    return _why(error) % values


def _why(error: OSError) -> str:
    if isinstance(error, smtp.TooSlow):
        return gettext("%(server)s had not taken the letter after %(most)s seconds.")
    # smtplib turns a time-out while it reads into a connection that was closed.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return gettext("%(server)s did not answer within %(seconds)s seconds.")
    for kind, words in TROUBLES.items():
        if isinstance(error, kind):
            return str(words)
    return gettext("%(server)s could not be reached: %(said)s")


def _said(error: OSError) -> str:
    """What the mail server or the system said, on one line."""
    said: list[Any] = [error.strerror or error]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = list(next(iter(error.recipients.values())))
    elif isinstance(error, smtplib.SMTPResponseException):
        said = [error.smtp_code, error.smtp_error]
    elif isinstance(error, ssl.SSLCertVerificationError):
        said = [error.verify_message]
    line = tidy_line(" ".join(force_str(part, errors="replace") for part in said))
    return AN_ADDRESS.sub("[…]", line)[:200]
