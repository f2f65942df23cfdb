"""The worker: one process, a thread or more for each lane, jobs leased one at a time."""

import logging
import threading

from django.db import Error as DatabaseFault
from django.db import (
    InterfaceError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
)

from coproduce.moderation.jobs import Lane, TryAgain
from coproduce.moderation.models import Job

IDLE_SECONDS = 1.0
# After a fault of the database itself.
PAUSE_SECONDS = 5.0

logger = logging.getLogger("coproduce.worker")


def work(lanes: list[Lane], stop: threading.Event) -> None:
    """Do jobs until `stop` is set; then return within a few seconds.

    A thread that still waits for somebody else's server is left behind: its lease runs out
    and another worker does the job.
    """
    threads = [
        threading.Thread(target=_work_lane, args=(lane, stop), name=lane.kind, daemon=True)
        for lane in lanes
        for _ in range(lane.threads)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(timeout=5 / len(threads))


def _work_lane(lane: Lane, stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            is_idle = not run_next(lane)
            pause = IDLE_SECONDS if is_idle else 0.0
        except DatabaseFault as error:
            logger.error("The database did not answer: %s", type(error).__name__)
            connection.close()
            pause = PAUSE_SECONDS
        stop.wait(pause)
    connection.close()


def run_next(lane: Lane) -> bool:
    """Do the next job that is due; False when there is none."""
    job = Job.objects.claim([lane.kind], lease=lane.lease)
    if job is None:
        return False
    try:
        lane.do(job.subject)
    except TryAgain as trouble:
        _put_back(job, trouble)
    except (OperationalError, InterfaceError, InternalError):
        # Not the job's fault: its lease runs out, and somebody does it then.
        raise
    except Exception as error:
        # Whatever is wrong with this one job, the others go on; texts stay out of the log.
        logger.error("%s failed: %s", job, type(error).__name__, exc_info=True)
        job.try_again(type(error).__name__)
    else:
        job.finish()
    return True


def _put_back(job: Job, trouble: TryAgain) -> None:
    if trouble.is_put_off and trouble.after:
        job.put_off(str(trouble), trouble.after)
        return
    logger.warning("%s will be tried again: %s", job, trouble)
    job.try_again(str(trouble), after=trouble.after)
