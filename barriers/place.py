"""Where a barrier stands among the published ones: what the board's pages go by."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models


@dataclass(frozen=True, order=True)
class Place:
    published_at: datetime
    barrier_id: int

    def compared(self, comparison: str, barrier: str) -> models.Func:
        """Whether a row's time and barrier stand before or after this, as an SQL condition.

        It compares both at once, (a, b) < (c, d): each database reads that as one range of an
        index of the two, however many share a time. Of the same in two halves, with OR between
        them, neither does.
        """
        theirs = models.Func("published_at", barrier, function="")
        ours = models.Func(
            models.Value(self.published_at), models.Value(self.barrier_id), function=""
        )
        return models.Func(
            theirs,
            ours,
            template="%(expressions)s",
            arg_joiner=f" {comparison} ",
            output_field=models.BooleanField(),
        )
