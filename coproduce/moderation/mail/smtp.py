"""Django's SMTP backend, with a bound on the whole session with the mail server.

EMAIL_TIMEOUT bounds each wait of a session, which has a dozen of them, and any number where a
server sends its answers byte by byte.
"""

import smtplib
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp

DJANGOS = f"{smtp.__name__}.EmailBackend"
# Beyond one full wait, for all the rest of a session.
SPARE_SECONDS = 50
# What comes before there is a session has bounds of its own.
LOOK_UP_SECONDS = 40
MOST_ADDRESSES = 4


class TooSlow(TimeoutError):
    """The mail server had its time, and has not taken the letter."""


def session_seconds() -> int:
    return settings.EMAIL_TIMEOUT + SPARE_SECONDS


def longest_seconds() -> int:
    """No letter takes longer, however its server behaves."""
    return LOOK_UP_SECONDS + MOST_ADDRESSES * settings.EMAIL_TIMEOUT + session_seconds()


class Session:
    """Hangs up when its time is over, wherever it stands then."""

    def __init__(self) -> None:
        self.is_over = False
        self.sock: socket.socket | None = None
        self.timer = threading.Timer(session_seconds(), self._hang_up)
        self.timer.daemon = True
        self.timer.start()

    def hold(self, sock: socket.socket) -> None:
        # A second name for the connection: TLS takes the first one away.
        self.sock = sock.dup()
        if self.is_over:
            raise TooSlow

    def _hang_up(self) -> None:
        self.is_over = True
        if self.sock:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.timer.cancel()
        if self.sock:
            self.sock.close()


class Client(smtplib.SMTP):
    def __init__(self, *arguments: Any, session: Session, **options: Any) -> None:
        self.session = session
        super().__init__(*arguments, **options)

    def _get_socket(self, *arguments: Any) -> socket.socket:
        sock = super()._get_socket(*arguments)  # type: ignore[misc]
        self.session.hold(sock)
        return sock


class TlsClient(smtplib.SMTP_SSL, Client):
    def __init__(self, *arguments: Any, session: Session, **options: Any) -> None:
        self.session = session
        # It goes on to SMTP itself, past Client; its own _get_socket does not.
        smtplib.SMTP_SSL.__init__(self, *arguments, **options)


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> Callable[..., smtplib.SMTP]:  # type: ignore[override]
        return partial(TlsClient if self.use_ssl else Client, session=self.session)

    def send_messages(self, email_messages: Any) -> int:
        """As Django's, in a session that is bounded; raises TooSlow at its end."""
        self.session = Session()
        try:
            return super().send_messages(email_messages)
        except OSError as error:
            if self.session.is_over:
                raise TooSlow from error
            raise
        finally:
            self.session.end()
