"""The worker's pulse: a note for health that it lives, and a look after what comes round again."""

import logging
import threading

from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

from coproduce.moderation import recurring
from coproduce.moderation.models import StatusLine

HEARTBEAT = "worker heartbeat"
EVERY_SECONDS = 30

logger = logging.getLogger("coproduce.worker")


def start(stop: threading.Event) -> threading.Thread:
    """A thread that beats until `stop` is set."""
    thread = threading.Thread(target=_beat_until, args=(stop,), name="heartbeat", daemon=True)
    thread.start()
    return thread


def _beat_until(stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            beat()
        except DatabaseFault as error:
            logger.error("The database did not answer: %s", type(error).__name__)
            connection.close()
        stop.wait(EVERY_SECONDS)
    connection.close()


def beat() -> None:
    StatusLine.note(HEARTBEAT)
    recurring.make_sure()
