"""A thread's database connection ends with the thread.

The web server ends threads that have nothing to do. Django leaves their connections to Python's
garbage collector, which may come hours later: PostgreSQL has none left to give by then.
"""

import threading
import weakref
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


def close_with_thread(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receives `connection_created`, which comes again when a connection was lost and replaced."""
    marks = of_thread.marks
    if connection not in marks:
        marks[connection] = Mark()
        # Not at exit: then the connections of threads that still run are not for us to close.
        weakref.finalize(marks[connection], close, connection).atexit = False


def close(connection: BaseDatabaseWrapper) -> None:
    with suppress(DatabaseError, InterfaceError):
        connection.close()
