"""Forms that anyone may send: no token, no cookie, but only from our own pages."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from coproduce.moderation.kept_text import kept_text

View = Callable[..., HttpResponse]


def public_form(view: View) -> View:
    """Let a POST in when the browser says that it comes from here; else 403 with the text kept."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_from_here(request):
            return kept_text(
                request,
                status=403,
                title=_("This came from another site"),
                message=_("Nothing has been sent. If these words are yours, send them from here."),
            )
        return view(request, *args, **kwargs)

    return guarded


def is_from_here(request: HttpRequest) -> bool:
    """The Fetch Metadata rule, with the Origin as the older browsers' answer.

    `null` is let in: our own pages without a referrer send it.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin in {None, "null"} or _same_origin(origin or "")


def _same_origin(origin: str) -> bool:
    try:
        return _parts(origin) == _parts(settings.SITE_URL)
    except ValueError:
        return False


def _parts(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
