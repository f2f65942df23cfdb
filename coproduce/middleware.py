"""What stands between the server and every view, in the order of settings.MIDDLEWARE."""

import ipaddress
import logging
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
)
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from coproduce.moderation.kept_text import kept_text

GetResponse = Callable[[HttpRequest], HttpResponse]

# 10,000 characters of four bytes each, percent-encoded, with room for the other fields.
FORM_BYTES = 160 * 1024
# Over FORM_BYTES the text is shown again with a Send button; over this it is not even read.
READ_BYTES = 256 * 1024

# InternalError: PostgreSQL while it only reads, as a standby does.
UNAVAILABLE = (OperationalError, InterfaceError, InternalError)

logger = logging.getLogger("coproduce")


def health(get_response: GetResponse) -> GetResponse:
    """Answers /health/live and /health/ready under any host name, before any redirect."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return _plain("alive")
        if request.path == "/health/ready":
            return _plain("ready") if _database_answers() else _plain("no database", status=503)
        return get_response(request)

    return middleware


def _plain(words: str, status: int = 200) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain", headers=headers)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
    return True


def is_trusted_proxy(address: str) -> bool:
    return bool(settings.TRUSTED_PROXIES) and _is_within(address, settings.TRUSTED_PROXIES)


@lru_cache(maxsize=1024)
def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        client = ipaddress.ip_address(address.strip())
    except ValueError:
        return False
    return any(client in ipaddress.ip_network(network) for network in networks)


def trusted_proxies(get_response: GetResponse) -> GetResponse:
    """Believes X-Forwarded-For and -Proto from TRUSTED_PROXIES, and from nobody else.

    The client is the last address in X-Forwarded-For that is not itself a trusted proxy.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded_for = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META.pop("HTTP_X_FORWARDED_HOST", None)
        if is_trusted_proxy(request.META.get("REMOTE_ADDR", "")):
            addresses = [part.strip() for part in forwarded_for.split(",") if part.strip()]
            for address in reversed(addresses):
                request.META["REMOTE_ADDR"] = address
                if not is_trusted_proxy(address):
                    break
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware


def is_our_host(host: str) -> bool:
    """Whether a Host header names this site, under whatever port."""
    return host == settings.SITE_NETLOC or split_domain_port(host)[0] in settings.ALLOWED_HOSTS


def one_address(get_response: GetResponse) -> GetResponse:
    """Our host under any port is SITE_URL's: links in feeds are the same for everyone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_our_host(request.META.get("HTTP_HOST", "")):
            request.META["HTTP_HOST"] = settings.SITE_NETLOC
        return get_response(request)

    return middleware


def resource_policy(get_response: GetResponse) -> GetResponse:
    """Nobody embeds what is ours; browsers ask again each time unless told otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def body_cap(get_response: GetResponse) -> GetResponse:
    """Refuses a body that no reader's form can have before it is parsed; keeps its text."""

    def middleware(request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        length = int(declared) if declared.isascii() and declared.isdigit() else 0
        if length <= FORM_BYTES or request.path.startswith("/admin/"):
            return get_response(request)
        is_readable = length <= READ_BYTES
        if is_readable:
            message = _("Your text has not been sent. Shorten it here, or send it in parts.")
        else:
            message = _(
                "Your text has not been sent. Go back in your browser to it, and shorten it or "
                "send it in parts."
            )
        return kept_text(
            request,
            status=413,
            title=_("That is too long to send"),
            message=message,
            is_readable=is_readable,
        )

    return middleware


class Faults:
    """A database that is away or full becomes an honest 503 that keeps what was typed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # Programming faults (IntegrityError, DataError…) stay what they are: a 500.
        if not isinstance(exception, UNAVAILABLE):
            return None
        logger.error("The database did not answer: %s", type(exception).__name__)
        connection.close()
        if request.method == "POST":
            title = _("We could not save this just now")
            message = _("Your words were not saved. They are here: wait a minute, then send again.")
        else:
            title = _("We cannot show this just now")
            message = _("Nothing is lost. Wait a minute, then load the page again.")
        response = kept_text(request, status=503, title=title, message=message)
        response.headers["Retry-After"] = "60"
        return response
