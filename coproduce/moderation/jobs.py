"""What the worker can do: each kind of job has a function and a lane of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

# Longer than a job takes; one whose worker died runs again within a minute.
LEASE = timedelta(seconds=45)
# As far ahead as a job puts itself: by a pause of a day, and what spreads its end.
FURTHEST = timedelta(hours=26)


class TryAgain(Exception):
    """Raised by a job that met an expected fault outside; `after` overrides the usual wait.

    A job that was only put off, because it could not even be tried, is not counted as a try.
    """

    def __init__(
        self, why: str, *, after: timedelta | None = None, is_put_off: bool = False
    ) -> None:
        super().__init__(why)
        self.after = after
        self.is_put_off = is_put_off


# Does a job, and returns what is left to write down, None if nothing is.
Do = Callable[[str], Any]
# Writes that down for all jobs that are given, in the transaction that ends them.
WriteDown = Callable[[Sequence[Any]], None]
D = TypeVar("D", bound=Do)


@dataclass(frozen=True)
class Lane:
    """Jobs of one kind, done by `threads` at once, so that no kind waits behind another."""

    kind: str
    do: Do
    threads: int
    lease: timedelta = LEASE
    furthest: timedelta | None = FURTHEST
    write_down: WriteDown | None = None
    together: int = 1


lanes: dict[str, Lane] = {}


def job(
    kind: str,
    *,
    threads: int = 1,
    lease: timedelta = LEASE,
    furthest: timedelta | None = FURTHEST,
    write_down: WriteDown | None = None,
    together: int = 1,
) -> Callable[[D], D]:
    """Register a function of one argument, the job's subject, as the way to do `kind`.

    It may run more than once for the same subject, also at the same time: it must be idempotent.
    While more wait, up to so many are written down `together`; where that raises, each is alone.
    `lease` must be longer than it can take, and the next one after it. What waits for more than
    `furthest` was put by a clock that was wrong, and is called back; None is for jobs that have a
    date of somebody's choice.
    """

    def register(do: D) -> D:
        lanes[kind] = Lane(kind, do, threads, lease, furthest, write_down, together)
        return do

    return register
