"""Database connections whose thread has ended are closed.

The web server ends threads that have had nothing to do for a while. Django's wrapper and its
connection's helpers refer to each other, so that only Python's garbage collector would close what
such a thread leaves behind, hours later perhaps: PostgreSQL has none left to give by then.
"""

import threading
import weakref
from collections import deque
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.backends.base.base import BaseDatabaseWrapper


class Mark:
    """Lives as long as the thread that it is kept in."""


class OfThread(threading.local):
    def __init__(self) -> None:
        self.marks: dict[BaseDatabaseWrapper, Mark] = {}


of_thread = OfThread()
left_behind: deque[BaseDatabaseWrapper] = deque()


def close_left_behind(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receives `connection_created`, which comes again when a connection was lost and replaced.

    An ending thread must not close its connection itself: SQLite calls back into Python, which
    before 3.12 crashes when the thread was not Python's own (CPython's issue 119585).
    """
    if connection not in of_thread.marks:
        of_thread.marks[connection] = Mark()
        # Not at exit: the threads that still run then are not for us to disturb.
        weakref.finalize(of_thread.marks[connection], left_behind.append, connection).atexit = False
    with suppress(IndexError):
        while True:
            _close(left_behind.popleft())


def _close(connection: BaseDatabaseWrapper) -> None:
    connection.inc_thread_sharing()
    with suppress(DatabaseError, InterfaceError):  # it was lost before
        connection.close()
