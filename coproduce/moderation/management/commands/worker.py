import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from coproduce.moderation import heartbeat
from coproduce.moderation.jobs import lanes
from coproduce.moderation.worker import work


class Command(BaseCommand):
    help = "Does the jobs that wait (screening and the like) until it is told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        pulse = heartbeat.start(stop)
        work(list(lanes.values()), stop)
        pulse.join(timeout=1)
