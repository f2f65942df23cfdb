"""Django's SQLite backend, with a queue for the writers of a process.

SQLite has one writer at a time. Whoever else wants to write looks again after a pause, and again
after a longer one, so that under load somebody waits twenty times as long as the others. Here the
transactions of a process line up, and only the first asks SQLite. Single statements outside a
transaction, and other processes, still meet in SQLite's own way.
"""

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from coproduce.sqlite.queue import Queue

writers = Queue()


class DatabaseWrapper(base.DatabaseWrapper):
    _is_writing = False

    def _start_transaction_under_autocommit(self) -> None:
        seconds = self.settings_dict["OPTIONS"]["timeout"]
        if not writers.enter(seconds):
            raise OperationalError(f"no turn to write came within {seconds} seconds")
        self._is_writing = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self._leave()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        self.validate_thread_sharing()
        try:
            super().close()
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._is_writing:
            self._is_writing = False
            writers.leave()
