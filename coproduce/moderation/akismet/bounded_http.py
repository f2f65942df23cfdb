"""HTTP with bounds that hold whatever the other side does.

A whole call takes CALL_SECONDS at most, of which CONNECT_SECONDS for finding, reaching and
greeting the server; an answer has ANSWER_BYTES at most, uncompressed; no redirect is followed, no
proxy of the environment is used, and the connection is kept for the next call.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

CONNECT_SECONDS = 3.0
CALL_SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
KEEP_SECONDS = 5.0
WRITE_BYTES = 4 * 1024

# Made once: to read the certificates takes longer than the call itself.
TLS = ssl.create_default_context()


class Unreadable(Exception):
    """The answer is larger than any that is expected, or comes compressed."""


class Clock:
    """How much time is left, for the call and for each step of it."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.ends_at = time.monotonic() + CALL_SECONDS
        self.connects_until = self.ends_at

    def start_connecting(self) -> None:
        self.connects_until = min(self.ends_at, time.monotonic() + CONNECT_SECONDS)

    def left(self) -> float:
        return self._until(self.ends_at, httpcore.ReadTimeout)

    def left_to_connect(self) -> float:
        return self._until(self.connects_until, httpcore.ConnectTimeout)

    def _until(self, end: float, late: type[Exception]) -> float:
        seconds = end - time.monotonic()
        if seconds <= 0:
            raise late()
        return seconds


class TimedStream(httpcore.NetworkStream):
    """A connection on which no byte that trickles in starts the time anew."""

    def __init__(self, stream: httpcore.NetworkStream, clock: Clock) -> None:
        self.stream = stream
        self.clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        # A server that sends head and body apart holds the body back until the head is
        # acknowledged, and on a kept connection that comes 40 ms late.
        self.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return self.stream.read(max_bytes, self.clock.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_BYTES):
            self.stream.write(buffer[start : start + WRITE_BYTES], self.clock.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self.clock.left_to_connect()
        return TimedStream(self.stream.start_tls(ssl_context, server_hostname, left), self.clock)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class TimedNetwork(httpcore.SyncBackend):
    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.clock.start_connecting()
        fault: Exception = httpcore.ConnectError()
        addresses = _addresses(host, self.clock.left_to_connect())
        for number, address in enumerate(addresses):
            # One that is silent may not use up the time of those behind it.
            share = self.clock.left_to_connect() / (len(addresses) - number)
            try:
                stream = super().connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return TimedStream(stream, self.clock)
        raise fault


def _addresses(host: str, seconds: float) -> list[str]:
    """The addresses of a host; asking for them knows no time limit of its own."""
    try:
        return [str(ipaddress.ip_address(host.strip("[]")))]
    except ValueError:
        pass
    found: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.put([str(address[0]) for *_, address in answers])
        except (OSError, UnicodeError):
            found.put(None)

    # Left behind when it hangs: nothing ends it but the system's own patience.
    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = found.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout from None
    if addresses is None:
        raise httpcore.ConnectError("The host is not known.")
    return addresses


class Transport(httpx.BaseTransport):
    """For a client that one thread uses. It raises what httpcore raises, and Unreadable."""

    def __init__(self, base: httpx.URL) -> None:
        """Every request goes to the scheme, host and port of `base`."""
        self.base = base
        self.clock = Clock()
        self.pool = httpcore.ConnectionPool(
            ssl_context=TLS,
            max_connections=1,
            keepalive_expiry=KEEP_SECONDS,
            network_backend=TimedNetwork(self.clock),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.clock.start()
        content = self.content_of(request)
        headers: dict[bytes | str, bytes | str] = {
            **dict(request.headers.items()),
            "host": self.base.netloc.decode(),
            "content-length": str(len(content)),
            "accept-encoding": "identity",
        }
        url = httpcore.URL(
            scheme=self.base.raw_scheme,
            host=self.base.raw_host,
            port=self.base.port,
            target=request.url.raw_path,
        )
        with self.pool.stream(request.method, url, headers=headers, content=content) as answer:
            body = _body(answer)
        return httpx.Response(answer.status, headers=_headers(answer), content=body)

    def content_of(self, request: httpx.Request) -> bytes:
        return request.content

    def close(self) -> None:
        self.pool.close()


def _headers(answer: httpcore.Response) -> list[tuple[bytes, bytes]]:
    """Without the type of the content: what charset it names is not to make other words of it."""
    return [(name, value) for name, value in answer.headers if name.lower() != b"content-type"]


def _body(answer: httpcore.Response) -> bytes:
    names = {name.lower() for name, value in answer.headers if value.lower() != b"identity"}
    if b"content-encoding" in names:
        # A few bytes may not become many.
        raise Unreadable
    body = b""
    for part in answer.iter_stream():
        body += part
        if len(body) > ANSWER_BYTES:
            raise Unreadable
    return body
