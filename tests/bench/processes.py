"""What processes cost, as Linux counts it: processor time and memory."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")  # a second; usually 100, so that 10 ms is the least that shows


@dataclass(frozen=True)
class Spent:
    """Processor time so far, in seconds: of processes that live, and of all that ended."""

    mine: dict[int, float]
    others: dict[int, float]
    ended: float


def spent(site, database):
    """What the site's web processes and, on PostgreSQL, its backends have spent so far."""
    mine = {*site.web_pids(), *database.backends()}
    others = {*database.processes()} - mine
    return Spent(
        {pid: seconds_of(pid) for pid in mine},
        {pid: seconds_of(pid) for pid in others},
        database.seconds_of_ended(),
    )


def seconds_between(before, after):
    """Processor time from one `spent` to the next.

    PostgreSQL's helpers for one query come and go in between: they show in `ended` alone, where
    a process that was there before brings along what it had spent by then.
    """
    lived = sum(seconds - before.mine.get(pid, 0) for pid, seconds in after.mine.items())
    known = before.mine | before.others
    gone = sum(known[pid] for pid in known.keys() - after.mine.keys() - after.others.keys())
    return lived + after.ended - before.ended - gone


def seconds_of(pid):
    """Processor time of a process since it began, user and system."""
    return sum(map(int, _fields(pid)[11:13])) / TICKS


def seconds_of_children(pid):
    """The same, of all its children that have ended."""
    return sum(map(int, _fields(pid)[13:15])) / TICKS


def parent_of(pid):
    return int(_fields(pid)[1])


def _fields(pid):
    """Of /proc/PID/stat, from the state on; none of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def megabytes_of(pid):
    """A process's memory; what several share counts for each in part (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)[1]) / 1024
