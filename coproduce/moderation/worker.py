"""The worker: one process, a thread or more for each lane, which share the jobs it has leased."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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

# Not the job's fault: its lease runs out, and somebody does it then.
FAULTS = (OperationalError, InterfaceError, InternalError)

logger = logging.getLogger("coproduce.worker")


@dataclass(frozen=True)
class Done:
    """A job that is done but not ended, and what it left to write down."""

    job: Job
    result: Any


class Stock:
    """Jobs of a lane that this process has leased and not ended.

    Those that are not begun go to whoever is free. Those that are done are written down together.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.most = lane.threads * JOBS_A_THREAD if lane.threads > 1 else 1
        self.jobs: deque[Job] = deque()
        self.done: deque[Done] = deque()
        self.writing = threading.Lock()
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

    def hand_in(self, done: Done | None) -> None:
        """What came of a job, None where it is for another time.

        What is done waits for others to be written down with while they come one after another,
        and never longer than the next job takes.
        """
        if done:
            self.done.append(done)
        if done is None or len(self.done) >= self.lane.together or not self.jobs:
            self.write_down()

    def write_down(self) -> None:
        """All that is done. What comes while one thread writes is that thread's, too."""
        while self.done and self.writing.acquire(blocking=False):
            try:
                self._write_some()
            finally:
                self.writing.release()

    def _write_some(self) -> None:
        number = min(len(self.done), self.lane.together)
        some = [self.done.popleft() for _ in range(number)]
        try:
            write_down(some, self.lane)
        except FAULTS:
            self.done.extendleft(reversed(some))
            raise

    def release(self) -> None:
        """What is not begun, for somebody else to do."""
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
    with suppress(DatabaseFault):
        for stock in stocks:
            stock.write_down()


def _work_lane(stock: Stock, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            job = stock.take()
            if job and stop.is_set():
                job.release()
            elif job:
                stock.hand_in(do(job, stock.lane))
            else:
                # Not with each job: it would ask the database each time whether it is there.
                close_old_connections()
                # What a fault of the database has left.
                stock.write_down()
        except DatabaseFault as error:
            logger.error("The database did not answer: %s", type(error).__name__)
            connection.close()
            stop.wait(PAUSE_SECONDS)
    connection.close()


def run_next(lane: Lane) -> bool:
    """Do the next job that is due, and end it; False when there is none."""
    job = Job.objects.claim([lane.kind], lease=lane.lease)
    if job is None:
        return False
    if done := do(job, lane):
        write_down([done], lane)
    return True


def do(job: Job, lane: Lane) -> Done | None:
    """None where it is for another time."""
    try:
        return Done(job, lane.do(job.subject))
    except FAULTS:
        raise
    except Exception as error:
        _put_back(job, error)
        return None


def write_down(done: Sequence[Done], lane: Lane) -> None:
    """End these jobs; where one of them keeps the others from it, each alone."""
    try:
        _write_at_once(done, lane)
        return
    except FAULTS:
        raise
    except Exception as error:
        if len(done) == 1:
            _put_back(done[0].job, error)
            return
        if not isinstance(error, TryAgain):
            logger.warning("%s: %d go one by one: %s", lane.kind, len(done), type(error).__name__)
    for one in done:
        write_down([one], lane)


@transaction.atomic
def _write_at_once(done: Sequence[Done], lane: Lane) -> None:
    results = [one.result for one in done if one.result is not None]
    if results and lane.write_down:
        lane.write_down(results)
    Job.objects.finish([one.job for one in done])


def _put_back(job: Job, error: Exception) -> None:
    """Whatever is wrong with this one job, the others go on; texts stay out of the log."""
    if not isinstance(error, TryAgain):
        logger.error("%s failed: %s", job, type(error).__name__, exc_info=error)
        job.try_again(type(error).__name__)
    elif error.is_put_off and error.after:
        job.put_off(str(error), error.after)
    else:
        logger.warning("%s will be tried again: %s", job, error)
        job.try_again(str(error), after=error.after)
