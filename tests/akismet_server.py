"""A stand-in for Akismet: a real HTTP server on loopback that speaks its protocol.

It keeps every call it receives and can be told to misbehave. By hand, beside `make run`:

    python -m tests.akismet_server --port 8100
    AKISMET_URL=http://127.0.0.1:8100 AKISMET_API_KEY=test-key make run
"""

import argparse
import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

KEY = "test-key"
THANKS = "Thanks for making the web a better place."
SPAM_NAME = "viagra-test-123"
SPAM_EMAIL = "akismet-guaranteed-spam@example.com"
ANY = "*"
PATHS = {
    "/1.1/verify-key": "verify-key",
    "/1.1/comment-check": "comment-check",
    "/1.1/submit-spam": "submit-spam",
    "/1.1/submit-ham": "submit-ham",
    "/1.2/usage-limit": "usage-limit",
}


@dataclass(frozen=True)
class Call:
    """One request: the operation ("comment-check"), its path, form and headers."""

    operation: str
    path: str
    fields: tuple[tuple[str, str], ...]  # in the order sent, repeated names included
    headers: dict[str, str]  # names in lower case
    at: float  # time.monotonic()
    client: tuple  # its address and port: the same while a connection is kept

    @property
    def form(self):
        return dict(self.fields)


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class AkismetServer:
    def __init__(self, port=0, key=KEY):
        self.port = port
        self.key = key
        self.calls = []
        self.changed = threading.Condition()
        self.server = None
        self.behave()

    # What it is told to do, for one operation or for all of them, until `behave`.

    def behave(self):
        self.answers = {}
        self.delays = {}
        self.hung_up = set()

    def answer_with(self, body=b"", *, status=200, headers=None, to=ANY):
        body = body.encode() if isinstance(body, str) else body
        if to == ANY:
            self.answers.clear()
        self.answers[to] = Answer(status, body, headers or {})

    def delay(self, seconds, *, to=ANY):
        self.delays[to] = seconds

    def hang_up(self, *, to=ANY):
        """Close the connection before any header is sent."""
        self.hung_up.add(to)

    # What it saw.

    def calls_to(self, operation):
        with self.changed:
            return [call for call in self.calls if call.operation == operation]

    def wait_for(self, operation, *, count=1, timeout=15):
        """The calls to `operation`, as soon as there are `count` of them."""

        def enough():
            return sum(call.operation == operation for call in self.calls) >= count

        with self.changed:
            if not self.changed.wait_for(enough, timeout):
                seen = [call.operation for call in self.calls]
                raise AssertionError(f"Not {count} {operation} in {timeout} s; there were {seen}")
        return self.calls_to(operation)

    def forget(self):
        with self.changed:
            self.calls.clear()

    # Its life. `stop` and `start` keep the port: connections are refused in between.

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.stopping = threading.Event()
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.akismet = self
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        if self.server:
            self.stopping.set()
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    # The protocol.

    def receive(self, call):
        """Record the call, and return its answer; None means: hang up."""
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()
        if seconds := chosen(self.delays, call.operation):
            self.stopping.wait(seconds)
        if {call.operation, ANY} & self.hung_up or self.stopping.is_set():
            return None
        return chosen(self.answers, call.operation) or self.right_answer(call)

    @staticmethod
    def fault(status):
        return Answer(status=status)

    def right_answer(self, call):
        form = call.form
        has_key = form.get("api_key") == self.key
        if call.operation not in PATHS.values():
            return Answer(status=404, body=b"Not found")
        if call.operation == "verify-key":
            return Answer(body=b"valid" if has_key and form.get("blog") else b"invalid")
        if not has_key:
            return Answer(body=b"invalid")
        if call.operation == "usage-limit":
            usage = {"limit": "none", "usage": len(self.calls), "percentage": 0}
            return Answer(body=json.dumps({**usage, "throttled": False}).encode())
        for name in ("blog", "user_ip"):
            if not form.get(name):
                return Answer(body=f"Missing required field: {name}.".encode())
        if call.operation != "comment-check":
            return Answer(body=THANKS.encode())
        guid = {"X-akismet-guid": f"guid-{len(self.calls)}"}
        return Answer(body=b"true" if is_spam(form) else b"false", headers=guid)


def is_spam(form):
    """The documented test values; nothing else is spam here."""
    if form.get("user_role") == "administrator":
        return False
    return form.get("comment_author") == SPAM_NAME or form.get("comment_author_email") == SPAM_EMAIL


def chosen(switch, operation):
    return switch.get(operation, switch.get(ANY))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    akismet: AkismetServer

    def handle_error(self, request, client_address):
        """A client that went away is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self):
        self.respond(urlsplit(self.path).query)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.respond(self.rfile.read(length).decode())

    def respond(self, encoded):
        path = urlsplit(self.path).path
        call = Call(
            operation=PATHS.get(path, path),
            path=path,
            fields=tuple(parse_qsl(encoded, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            at=time.monotonic(),
            client=self.client_address,
        )
        answer = self.server.akismet.receive(call)
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        headers = {"Date": self.date_time_string(), "Content-Type": "text/plain; charset=utf-8"}
        headers |= {"Content-Length": str(len(answer.body))} | answer.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format, *args):
        """Quiet; `python -m tests.akismet_server` prints its calls itself."""


def main():
    parser = argparse.ArgumentParser(description="A stand-in for Akismet on loopback.")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--delay", type=float, default=0, help="seconds before every answer")
    options = parser.parse_args()
    with AkismetServer(options.port, options.key) as akismet:
        akismet.delay(options.delay)
        print(f"AKISMET_URL={akismet.url} AKISMET_API_KEY={akismet.key}", flush=True)
        shown = 0
        while True:
            with akismet.changed:
                akismet.changed.wait_for(lambda seen=shown: len(akismet.calls) > seen)
                new, shown = akismet.calls[shown:], len(akismet.calls)
            for call in new:
                print(call.operation, call.form, flush=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
