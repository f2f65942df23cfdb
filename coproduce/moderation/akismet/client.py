"""Akismet over the `akismet` client library: what is asked, and what its answers mean.

The library fixes the service's address and knows a part of the parameters; a transport of our own
mends that, and sees the headers that the library passes over. How Akismet's account stands, and
when it is better left alone, is in contact.py.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from ssl import SSLCertVerificationError
from typing import Any, TypeVar
from urllib.parse import urlencode

import akismet
import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from coproduce.moderation.akismet.answers import (
    Alert,
    Answer,
    KeyRefused,
    Trouble,
    alert_of,
    heed,
    recheck_after,
)
from coproduce.moderation.akismet.bounded_http import Transport, Unreadable
from coproduce.moderation.models import Verdict
from coproduce.moderation.text import tidy_line

USER_AGENT = f"Coproduce/1.0 | akismet.py/{version('akismet')}"
VERDICTS = {
    akismet.CheckResponse.HAM: Verdict.HAM,
    akismet.CheckResponse.SPAM: Verdict.SPAM,
    akismet.CheckResponse.DISCARD: Verdict.DISCARD,
}
SUBMIT = {Verdict.HAM: "submit_ham", Verdict.SPAM: "submit_spam"}

Pairs = Iterable[tuple[str, str]]
T = TypeVar("T")

# They tell the address of each call, and usage-limit has the key in it.
for name in ("httpx", "httpcore"):
    logging.getLogger(name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Usage:
    """This month's calls; a `limit` of None means that there is none."""

    limit: int | None
    used: int
    is_throttled: bool


def check(pairs: Pairs, *, user_ip: str) -> Answer:
    """Akismet's answer about a submission, for parameters of its own names."""
    known, more = _split(pairs)
    response, headers = _ask(lambda client: client.comment_check(user_ip=user_ip, **known), more)
    verdict = VERDICTS[response]
    return Answer(
        verdict=verdict,
        guid=headers.get("X-akismet-guid", "")[:100],
        recheck_after=recheck_after(headers) if verdict == Verdict.HAM else None,
        alert=alert_of(headers),
    )


def tell(verdict: Verdict, pairs: Pairs, *, user_ip: str) -> Alert | None:
    """That a person found it to be HAM or SPAM; returns once Akismet has thanked for it."""
    known, more = _split(pairs)
    _thanks, headers = _ask(
        lambda client: getattr(client, SUBMIT[verdict])(user_ip=user_ip, **known), more
    )
    return alert_of(headers)


def verify_key() -> bool:
    """Whether Akismet takes the key for this site. Raises Trouble if it cannot be asked."""
    is_valid, _headers = _ask(lambda client: client.verify_key())
    return is_valid


def usage() -> Usage:
    """What the account has used this month. Raises Trouble if it cannot be asked."""
    try:
        found, _headers = _ask(lambda client: client.usage_limit())
        limit = None if str(found["limit"]).lower() == "none" else int(found["limit"])
        is_throttled = str(found.get("throttled", False)).lower() in {"true", "1"}
        return Usage(limit, int(found["usage"]), is_throttled)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        raise Trouble(_("Akismet gave an answer that is none.")) from None


class AkismetTransport(Transport):
    """Adds what the library leaves out, and keeps the headers that it passes over."""

    def __init__(self, base: httpx.URL) -> None:
        super().__init__(base)
        self.more: Pairs = ()
        self.headers = httpx.Headers()

    def content_of(self, request: httpx.Request) -> bytes:
        # The library sends the key to be verified as `key`, its name in older documents, and first.
        is_old = request.url.path.endswith("/verify-key")
        content = b"api_" + request.content if is_old else request.content
        return b"&".join([content, urlencode(list(self.more)).encode()]) if self.more else content

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        self.headers = response.headers
        heed(response.status_code, response.headers)
        return response


class Line:
    """A client whose connection is kept, for one thread."""

    def __init__(self) -> None:
        self.transport = AkismetTransport(httpx.URL(settings.AKISMET_URL))
        self.client = akismet.SyncClient(
            config=akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL),
            http_client=httpx.Client(
                transport=self.transport,
                headers={"User-Agent": USER_AGENT},
                follow_redirects=False,
                trust_env=False,
            ),
        )


_lines = threading.local()


def _line() -> Line:
    settled = (settings.AKISMET_URL, settings.AKISMET_API_KEY, settings.SITE_URL)
    if getattr(_lines, "settled", None) != settled:
        if old := getattr(_lines, "line", None):
            old.transport.close()
        _lines.line, _lines.settled = Line(), settled
    line: Line = _lines.line
    return line


def _ask(do: Callable[[akismet.SyncClient], T], more: Pairs = ()) -> tuple[T, httpx.Headers]:
    """What the library makes of the answer, and its headers; Trouble for all but a plain one."""
    line = _line()
    line.transport.more = more
    try:
        return do(line.client), line.transport.headers
    except akismet.AkismetError as error:
        # What is left of a bad answer may not become the beginning of the next one.
        line.transport.close()
        raise _trouble(error) from None


def _trouble(error: akismet.AkismetError) -> Trouble:
    if isinstance(error, akismet.APIKeyError):
        return KeyRefused(_("Akismet answered as if the key were wrong."))
    if isinstance(error, akismet.RequestError):
        cause = error.__cause__
        return cause if isinstance(cause, Trouble) else Trouble(_why(cause))
    return Trouble(_("Akismet gave an answer that is none."))


def _split(pairs: Pairs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Those that the library can send, and those that it cannot."""
    names = akismet.AkismetArguments.__optional_keys__
    pairs = list(pairs)
    return (
        {name: value for name, value in pairs if name in names},
        [(name, value) for name, value in pairs if name not in names],
    )


def _why(cause: BaseException | None) -> str:
    if isinstance(cause, httpx.HTTPStatusError):
        status = cause.response.status_code
        return _("Akismet answered with status %(status)d.") % {"status": status}
    if isinstance(cause, httpcore.TimeoutException):
        return _("Akismet did not answer in time.")
    if isinstance(cause, Unreadable):
        return _("Akismet gave an answer that is none.")
    if isinstance(cause, httpcore.ConnectError):
        if isinstance(cause.__context__, SSLCertVerificationError):
            why = tidy_line(cause.__context__.verify_message)[:100]
            return _("The certificate of Akismet’s server is not trusted: %(why)s") % {"why": why}
        return _("Akismet could not be reached.")
    return _("The connection to Akismet broke off.")
