"""A stand-in for the application: it answers what it is told, and keeps what it was asked."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli

# What the application says of a public page to a trusted proxy.
PUBLIC = "max-age=1, stale-while-revalidate=1, stale-if-error=3600"
SECURITY = {"Content-Security-Policy": "default-src 'none'", "X-Frame-Options": "DENY"}
ENCODE = {"br": brotli.compress, "gzip": gzip.compress, "": bytes}


@dataclass(frozen=True)
class Request:
    method: str
    path: str  # with the query
    headers: dict[str, str]  # names in lower case
    body: bytes
    connection: tuple  # the client's address and port


class Upstream:
    """`words` is its public page, at every address. `stop` and `start` keep the port."""

    port = 0

    def __init__(self):
        self.words = "first"
        self.status = 200
        self.headers = {"Cache-Control": PUBLIC}
        self.hangs_up = False
        self.requests = []
        self.begun = self.answered = 0
        self.connections = set()
        self.changing = threading.Condition()
        self.is_open = threading.Event()
        self.is_open.set()

    def receive(self, request):
        with self.changing:
            self.requests.append(request)
            self.changing.notify_all()
        self.is_open.wait()

    def wait_for(self, count):
        with self.changing:
            assert self.changing.wait_for(lambda: len(self.requests) >= count, 15)

    def asked(self):
        """Method and address of every request so far."""
        with self.changing:
            return [(request.method, request.path) for request in self.requests]

    @contextmanager
    def held(self):
        """Takes requests and does not answer them."""
        self.is_open.clear()
        try:
            yield
        finally:
            self.is_open.set()

    def start(self):
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.upstream = self
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.is_open.set()
        self.stop()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    upstream: Upstream

    def handle_error(self, request, client_address):
        """A client that went away is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self):
        super().setup()
        self.server.upstream.connections.add(self.connection)

    def finish(self):
        self.server.upstream.connections.discard(self.connection)
        super().finish()

    def respond(self):
        upstream = self.server.upstream
        upstream.begun += 1
        sent = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(sent.get("content-length", 0)))
        # As it came: `self.path` is tidied.
        path = self.requestline.split(" ")[1]
        upstream.receive(Request(self.command, path, sent, body, self.client_address))
        if upstream.hangs_up:
            self.close_connection = True
            return
        status, headers, body = self.answer(path, sent)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        upstream.answered += 1

    do_GET = do_HEAD = do_POST = respond

    def answer(self, path, sent):
        upstream = self.server.upstream
        # As the application: what holds secrets is never compressed.
        is_private = path.startswith(("/admin/", "/receipts/"))
        encoding = "" if is_private else sent.get("accept-encoding", "")
        etag = f'W/"{md5(upstream.words.encode(), usedforsecurity=False).hexdigest()}"'
        headers = {"ETag": etag, "Vary": "Accept-Encoding", **SECURITY, **upstream.headers}
        if headers.get("Cache-Control") == PUBLIC:
            # Good for this second of the clock; nginx adds one more while it asks again.
            headers["X-Accel-Expires"] = f"@{int(time.time())}"
        if upstream.status == 200 and sent.get("if-none-match") == etag:
            return 304, headers, b""
        body = ENCODE[encoding](upstream.words.encode())
        headers |= {"Content-Type": "text/html", "Content-Length": str(len(body))}
        if encoding:
            headers["Content-Encoding"] = encoding
        return upstream.status, headers, body if self.command != "HEAD" else b""

    def log_message(self, format, *args):
        pass
