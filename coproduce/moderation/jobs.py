"""What the worker can do: each kind of job has a function and a lane of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


class TryAgain(Exception):
    """Raised by a job that met an expected fault outside; `after` overrides the usual wait."""

    def __init__(self, why: str, *, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True)
class Lane:
    """Jobs of one kind, done by `threads` at once, so that no kind waits behind another."""

    kind: str
    do: Callable[[str], None]
    threads: int


lanes: dict[str, Lane] = {}


def job(kind: str, *, threads: int = 1) -> Callable[[Callable[[str], None]], Callable[[str], None]]:
    """Register a function of one argument, the job's subject, as the way to do `kind`.

    It may run more than once for the same subject, also at the same time: it must be idempotent.
    """

    def register(do: Callable[[str], None]) -> Callable[[str], None]:
        lanes[kind] = Lane(kind, do, threads)
        return do

    return register
