"""Akismet over the `akismet` client library, with the bounds that its own client lacks.

The library fixes the service's address, waits one second for each read and follows neither a
deadline nor a size; here connecting takes 3 s at most, the whole call 10 s, the answer 64 KB,
redirects are not followed, and AKISMET_URL may point elsewhere.
"""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import akismet
import httpx
from django.conf import settings

from coproduce.moderation.models import Verdict

CONNECT_SECONDS = 3.0
CALL_SECONDS = 10.0
ANSWER_BYTES = 64 * 1024

# Made once: to read the certificates takes longer than the call itself.
TLS = ssl.create_default_context()
USER_AGENT = f"Coproduce/1.0 | akismet.py/{version('akismet')}"

VERDICTS = {
    akismet.CheckResponse.HAM: Verdict.HAM,
    akismet.CheckResponse.SPAM: Verdict.SPAM,
    akismet.CheckResponse.DISCARD: Verdict.DISCARD,
}


class Trouble(Exception):
    """No usable answer. Its text names the fault; never the key, never a reader's words."""


class BoundedBody(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self.stream:
            size += len(part)
            if size > ANSWER_BYTES:
                raise httpx.ReadError("The answer is too large.")
            yield part

    def close(self) -> None:
        self.stream.close()


class Transport(httpx.HTTPTransport):
    """Sends every request to AKISMET_URL and bounds what comes back."""

    def __init__(self, base: httpx.URL) -> None:
        super().__init__(verify=TLS, trust_env=False)
        self.base = base

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(
            scheme=self.base.scheme, host=self.base.host, port=self.base.port
        )
        request.headers["Host"] = self.base.netloc.decode()
        # No compression: a few bytes may not become many.
        request.headers["Accept-Encoding"] = "identity"
        response = super().handle_request(request)
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)
        response.stream = BoundedBody(stream)
        return response


def check(fields: Mapping[str, str], *, user_ip: str) -> tuple[Verdict, str]:
    """Akismet's verdict on a submission and the guid it gave, for parameters of its own names.

    Raises Trouble for everything that is not a plain answer.
    """
    answers: list[httpx.Response] = []
    with _client(answers) as http_client, _deadline(http_client):
        config = akismet.Config(key=settings.AKISMET_API_KEY, url=settings.SITE_URL)
        client = akismet.SyncClient(config=config, http_client=http_client)
        arguments: dict[str, Any] = dict(fields)
        try:
            verdict = VERDICTS[client.comment_check(user_ip=user_ip, **arguments)]
        except akismet.APIKeyError:
            raise Trouble("Akismet refuses the key") from None
        except akismet.ProtocolError:
            raise Trouble("Akismet gave an answer that is none") from None
        except akismet.RequestError as error:
            raise Trouble(f"Akismet could not be asked: {_cause(error)}") from None
    return verdict, answers[-1].headers.get("X-akismet-guid", "")


@contextmanager
def _deadline(http_client: httpx.Client) -> Iterator[None]:
    """Each read has its own time limit; this one ends a call that trickles, by closing it."""
    timer = threading.Timer(CALL_SECONDS, http_client.close)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _client(answers: list[httpx.Response]) -> httpx.Client:
    def on_answer(response: httpx.Response) -> None:
        answers.append(response)
        if "X-akismet-error" in response.headers:
            # Its body means nothing then.
            raise httpx.ReadError("Akismet reports an error of its own.")

    return httpx.Client(
        transport=Transport(httpx.URL(settings.AKISMET_URL)),
        timeout=httpx.Timeout(CALL_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": USER_AGENT},
        event_hooks={"response": [on_answer]},
        follow_redirects=False,
        trust_env=False,
    )


def _cause(error: akismet.RequestError) -> str:
    if isinstance(error.__cause__, httpx.HTTPStatusError):
        return f"status {error.__cause__.response.status_code}"
    return type(error.__cause__).__name__
