"""The worker: one process, a thread or more for each lane, which share the jobs it has leased."""

import logging
import threading
import time
from collections import deque
from contextlib import suppress
from datetime import timedelta

from django.db import Error as DatabaseFault
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)

from coproduce.moderation.jobs import Lane, TryAgain
from coproduce.moderation.models import Job

IDLE_SECONDS = 1.0
# After a fault of the database itself.
PAUSE_SECONDS = 5.0
# A lane of several threads leases that many for each at a time.
JOBS_A_THREAD = 4
# A job that has lain in the stock for longer gets a lease of its own when it is begun.
FRESH = timedelta(seconds=5)

logger = logging.getLogger("coproduce.worker")


class Stock:
    """Jobs of a lane that this process has leased and not begun: each goes to whoever is free."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.most = lane.threads * JOBS_A_THREAD if lane.threads > 1 else 1
        self.jobs: deque[Job] = deque()
        self.looks_again_at = 0.0
        self.changed = threading.Condition()

    def take(self) -> Job | None:
        """The next job; None after a while if there is none."""
        with self.changed:
            if not self.jobs and time.monotonic() >= self.looks_again_at:
                self._refill()
            if not self.jobs:
                self.changed.wait(max(0.0, self.looks_again_at - time.monotonic()))
            return self._next()

    def _refill(self) -> None:
        self.jobs += Job.objects.claim_many([self.lane.kind], most=self.most, lease=self.lane.lease)
        if self.jobs:
            self.changed.notify_all()
        else:
            # For all threads of the lane: one that looks is enough.
            self.looks_again_at = time.monotonic() + IDLE_SECONDS

    def _next(self) -> Job | None:
        while self.jobs:
            job = self.jobs.popleft()
            if job.is_leased_for(self.lane.lease - FRESH) or job.renew(self.lane.lease):
                return job
        return None

    def release(self) -> None:
        with self.changed:
            while self.jobs:
                self.jobs.popleft().release()
            self.changed.notify_all()


def work(lanes: list[Lane], stop: threading.Event) -> None:
    """Do jobs until `stop` is set; then return within a few seconds.

    A thread that still waits for somebody else's server is left behind: its lease runs out
    and another worker does the job.
    """
    stocks = [Stock(lane) for lane in lanes]
    threads = [
        threading.Thread(target=_work_lane, args=(stock, stop), name=stock.lane.kind, daemon=True)
        for stock in stocks
        for _ in range(stock.lane.threads)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    with suppress(DatabaseFault):
        for stock in stocks:
            stock.release()
    for thread in threads:
        thread.join(timeout=5 / len(threads))


def _work_lane(stock: Stock, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            job = stock.take()
            if job and stop.is_set():
                job.release()
            elif job:
                do(job, stock.lane)
            else:
                # Not with each job: it would ask the database each time whether it is there.
                close_old_connections()
        except DatabaseFault as error:
            logger.error("The database did not answer: %s", type(error).__name__)
            connection.close()
            stop.wait(PAUSE_SECONDS)
    connection.close()


def run_next(lane: Lane) -> bool:
    """Do the next job that is due; False when there is none."""
    job = Job.objects.claim([lane.kind], lease=lane.lease)
    if job is None:
        return False
    do(job, lane)
    return True


def do(job: Job, lane: Lane) -> None:
    try:
        write_down = lane.do(job.subject)
        if callable(write_down):
            with transaction.atomic():
                write_down()
                job.finish()
        else:
            job.finish()
    except TryAgain as trouble:
        _put_back(job, trouble)
    except (OperationalError, InterfaceError, InternalError):
        # Not the job's fault: its lease runs out, and somebody does it then.
        raise
    except Exception as error:
        # Whatever is wrong with this one job, the others go on; texts stay out of the log.
        logger.error("%s failed: %s", job, type(error).__name__, exc_info=True)
        job.try_again(type(error).__name__)


def _put_back(job: Job, trouble: TryAgain) -> None:
    if trouble.is_put_off and trouble.after:
        job.put_off(str(trouble), trouble.after)
        return
    logger.warning("%s will be tried again: %s", job, trouble)
    job.try_again(str(trouble), after=trouble.after)
