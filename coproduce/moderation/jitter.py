"""What is done by many at the same moment is spread."""

import random
from datetime import timedelta


def some_of(time: timedelta) -> timedelta:
    """Any part of it, by chance."""
    return time * random.random()  # noqa: S311 (no secret)
