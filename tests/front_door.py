"""The site as its server asks it: one WSGI request at a time, through the page cache."""

import gzip
from contextlib import contextmanager

import brotli
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory

from coproduce.page_cache import PageCache

DECODE = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}


class FrontDoor:
    """`django` is what the page cache asks: Django itself, or a stand-in for it."""

    def __init__(self, django=None, **options):
        self.django = django or WSGIHandler()
        self.application = PageCache(self.django, **options)

    def get(self, path, method="GET", environ=None, **headers):
        """The answer, its body as it went over the wire. `headers` are named as in Python."""
        headers.setdefault("host", settings.SITE_NETLOC)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = RequestFactory().generic(method, path, headers=headers, **(environ or {}))
        return answer_of(self.application, request.environ)

    def head(self, path, **headers):
        return self.get(path, method="HEAD", **headers)


@contextmanager
def connection_kept():
    """Between requests Django closes a connection that is in a transaction, as a test's is."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@connection_kept()
def answer_of(application, environ):
    started = {}

    def start_response(status, headers, exc_info=None):
        started["status"], started["headers"] = status, headers

    chunks = application(environ, start_response)
    response = HttpResponse(b"".join(chunks), status=int(started["status"][:3]))
    if hasattr(chunks, "close"):
        chunks.close()
    del response.headers["Content-Type"]
    for name, value in started["headers"]:
        assert name not in response.headers, f"{name} twice"
        response.headers[name] = value
    return response


def body_of(response):
    return DECODE[response.get("Content-Encoding")](response.content)
