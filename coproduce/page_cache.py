"""Keeps whole public pages in memory, in front of Django, for as long as nothing public changes.

A page is kept under its path, the parameters that its view reads, and the encoding that was asked
for, together with the site's version while it was made. The version is read from the database for
every request, so a decision shows on the next request of every process, and nothing stale is
served after a restore either. A view that is asked for a page gets a request with nothing in it
but the address: what a visitor sends besides can neither fill the cache nor poison it.
"""

import gzip
import io
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags

from coproduce.middleware import is_our_host, is_trusted_proxy
from coproduce.moderation.models import SiteVersion

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

CAPACITY = 16 * 1024 * 1024  # bytes
# Of a page beside its body: headers, keys, the objects themselves.
OVERHEAD = 2048
# Longer addresses are asked of Django each time; no link of ours is.
LONGEST_ADDRESS = 1000
MOST_PARAMETERS = 50
BROTLI_QUALITY = 5
GZIP_LEVEL = 6

FOR_BROWSERS = ("Cache-Control", "no-cache")
# For nginx: one second, two at the most, and an hour while the application is down.
FOR_PROXIES = ("Cache-Control", "max-age=1, stale-while-revalidate=1, stale-if-error=3600")
# What takes the place of a page in nginx, so that it does not come back when we are down.
INSTEAD_OF_A_PAGE = {"301", "302", "404", "410"}
FOR_PROXIES_INSTEAD = ("Cache-Control", "max-age=1")
# Set here, whatever the view said. Last-Modified: a list that lost a row is not older for it.
REPLACED = {"cache-control", "content-encoding", "content-length", "etag", "vary"}
REPLACED |= {"last-modified"}
# Left out of a 304, which has no body.
OF_THE_BODY = {"Content-Type", "Content-Encoding", "Content-Length"}

logger = logging.getLogger("coproduce")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it goes out, but for Cache-Control. Only a 200 has an `etag`, and headers for
    when the visitor has it already."""

    status: str
    headers: Headers
    body: bytes
    etag: str = ""
    headers_if_known: Headers = field(default_factory=list)


class Kept:
    """Pages by key, each with the version it is of; the least recently used go first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._pages: OrderedDict[tuple[str, ...], tuple[str, Page]] = OrderedDict()
        self._changing = Lock()

    def find(self, key: tuple[str, ...], version: str) -> Page | None:
        with self._changing:
            found = self._pages.get(key)
            if found is None or found[0] != version:
                return None
            self._pages.move_to_end(key)
            return found[1]

    def put(self, key: tuple[str, ...], version: str, page: Page) -> None:
        with self._changing:
            self._drop(key)
            if self._size(key, page) > self.capacity // 4:
                return
            self._pages[key] = (version, page)
            self.size += self._size(key, page)
            while self.size > self.capacity:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: tuple[str, ...]) -> None:
        if found := self._pages.pop(key, None):
            self.size -= self._size(key, found[1])

    @staticmethod
    def _size(key: tuple[str, ...], page: Page) -> int:
        return len(page.body) + sum(map(len, key)) + OVERHEAD


class PageCache:
    """A WSGI application around Django's."""

    def __init__(self, application: Application, *, capacity: int = CAPACITY) -> None:
        self.application = application
        self.kept = Kept(capacity)
        # After a change many readers miss the same page at once: one makes it, and the rest wait
        # until it is kept. What cannot be kept they make one after the other.
        self._turns = [Lock() for _ in range(64)]

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if (address := public_address(environ)) is None:
            return self.application(environ, start_response)
        came_at = time.time()
        key = (*address, encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        try:
            page = self.kept.find(key, SiteVersion.current()) or self._make(key, environ)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The page cache read no version: %s", type(error).__name__)
            connection.close()
            return self.application(environ, start_response)
        return respond(page, environ, start_response, came_at)

    def _make(self, key: tuple[str, str, str], environ: Environ) -> Page:
        with self._turns[hash(key) % len(self._turns)]:
            version = SiteVersion.current()
            if page := self.kept.find(key, version):
                return page
            path, query, encoding = key
            page = encoded(ask(self.application, bare(environ, path, query)), encoding)
            # A change in the meantime may show in a part of the page only.
            if page.etag and SiteVersion.current() == version:
                self.kept.put(key, version, page)
            return page


def public_address(environ: Environ) -> tuple[str, str] | None:
    """The path and the known part of the query, if a public page is asked for at our address."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not is_at_home(environ):
        return None
    if len(path) + len(query) > LONGEST_ADDRESS or (parameters := parameters_of(path)) is None:
        return None
    try:
        return path, known_query(query, parameters) if query else ""
    except ValueError:
        return None


def is_at_home(environ: Environ) -> bool:
    """Whether host and scheme are SITE_URL's; Django refuses or redirects what is not."""
    if not is_our_host(environ.get("HTTP_HOST", "")):
        return False
    if not settings.SITE_IS_SECURE or environ["wsgi.url_scheme"] == "https":
        return True
    is_forwarded = environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    return is_forwarded and is_trusted_proxy(environ.get("REMOTE_ADDR", ""))


@lru_cache(maxsize=1024)
def parameters_of(path: str) -> frozenset[str] | None:
    """The query parameters that the page's view reads; None when it is not a public page."""
    try:
        view = resolve(path.encode("latin-1").decode()).func
    except (Resolver404, UnicodeDecodeError):
        return None
    return getattr(view, "parameters", None)


def known_query(query: str, parameters: frozenset[str]) -> str:
    """The query without what the view does not read, in one order; ValueError if it is too long."""
    text = query.encode("latin-1").decode(errors="replace")
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    return urlencode(sorted((pair for pair in pairs if pair[0] in parameters), key=lambda p: p[0]))


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Of an Accept-Encoding header: "br" before "gzip"; empty when neither is welcome."""
    welcome = set()
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        quality = parameter.partition("=")[2].strip()
        if quality.strip("0.") or not parameter.strip():
            welcome.add(name.strip())
    return next((name for name in ("br", "gzip") if name in welcome), "")


def bare(environ: Environ, path: str, query: str) -> Environ:
    """A request for this address that holds nothing of the visitor's."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": settings.SITE_HOST,
        "SERVER_PORT": str(settings.PORT),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": settings.SITE_NETLOC,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if settings.SITE_IS_SECURE else "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": environ["wsgi.errors"],
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def ask(application: Application, environ: Environ) -> Page:
    started: list[Any] = []
    chunks = application(environ, lambda status, headers, _=None: started.extend([status, headers]))
    try:
        body = b"".join(chunks)
    finally:
        chunks.close()  # type: ignore[attr-defined]
    status, headers = started
    return Page(status, headers, body)


def encoded(page: Page, encoding: str) -> Page:
    """The page as it is kept and sent; an error or a redirect stays as it is."""
    if not page.status.startswith("200"):
        return page
    if is_personal(page):
        logger.error("A view that is marked public set a cookie or read one; it is not kept")
        return page
    etag = f'W/"{blake2b(page.body, digest_size=16).hexdigest()}"'
    headers = [header for header in page.headers if header[0].lower() not in REPLACED]
    headers += [("ETag", etag), ("Vary", "Accept-Encoding")]
    body = page.body
    if encoding == "br":
        body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    elif encoding == "gzip":
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
    if encoding:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    known = [header for header in headers if header[0] not in OF_THE_BODY]
    return Page(page.status, headers, body, etag, known)


def is_personal(page: Page) -> bool:
    names = {name.lower(): value.lower() for name, value in page.headers}
    return "set-cookie" in names or "cookie" in names.get("vary", "")


def respond(
    page: Page, environ: Environ, start_response: StartResponse, came_at: float
) -> Iterable[bytes]:
    is_for_proxy = is_trusted_proxy(environ.get("REMOTE_ADDR", ""))
    body = [page.body] if environ["REQUEST_METHOD"] == "GET" else []
    if not page.etag:
        start_response(page.status, instead(page) if is_for_proxy else page.headers)
        return body
    freshness = [FOR_BROWSERS]
    if is_for_proxy:
        # nginx counts whole seconds, so a second's age could be two. After Cache-Control: it
        # reads no more of that once it has met this.
        freshness = [FOR_PROXIES, ("X-Accel-Expires", f"@{int(came_at)}")]
    if is_known(page.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response("304 Not Modified", [*page.headers_if_known, *freshness])
        return []
    start_response(page.status, [*page.headers, *freshness])
    return body


def instead(page: Page) -> Headers:
    if page.status[:3] not in INSTEAD_OF_A_PAGE:
        return page.headers
    headers = [header for header in page.headers if header[0] != "Cache-Control"]
    return [*headers, FOR_PROXIES_INSTEAD]


def is_known(etag: str, if_none_match: str) -> bool:
    if not if_none_match or if_none_match == etag:
        return bool(if_none_match)
    tag = etag.removeprefix("W/")
    return any(known.removeprefix("W/") in {tag, "*"} for known in parse_etags(if_none_match))
