"""A mail server on loopback that keeps what it receives and can be told to refuse it."""

import asyncio
import socket
import ssl
import subprocess
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "robin", "correct/horse"


class MailServer:
    """A context manager. `letters` are what it took, parsed; `address` is HOST:PORT.

    `refusals` maps an SMTP command (RCPT, MAIL, DATA) to the line it is answered with; addresses
    in `unknown` are refused whatever else is taken. With `silence`, in seconds, it takes a letter
    and says so only then; with `hangs_up`, it takes the letter and ends the connection instead.
    """

    def __init__(self, *, certificate=None, is_tls_from_the_first_byte=False, refusals=None):
        self.letters = []
        self.envelopes = []
        self.refusals = refusals or {}
        self.unknown = set()
        self.silence = 0
        self.hangs_up = False
        options = {"auth_require_tls": False, "authenticator": check_password}
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            name = "ssl_context" if is_tls_from_the_first_byte else "tls_context"
            options[name] = context
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), **options)

    @property
    def address(self):
        return f"127.0.0.1:{self.controller.port}"

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    # What aiosmtpd calls.

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.refusals:
            return self.refusals["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.refusals:
            return self.refusals["RCPT"]
        if address in self.unknown:
            return f"550 <{address}> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.refusals:
            return self.refusals["DATA"]
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.close()
        await asyncio.sleep(self.silence)
        return "250 OK"


def check_password(server, session, envelope, mechanism, login):
    is_right = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)  # aiosmtpd then says no itself


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(path):
    """A file with a key and a certificate for 127.0.0.1, trusted by whoever trusts the file."""
    key = path.with_suffix(".key")
    request = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        f" -keyout {key} -out {path} -subj /CN=mail -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(request.split(), check=True, capture_output=True)
    path.write_text(path.read_text() + key.read_text())
    return path
