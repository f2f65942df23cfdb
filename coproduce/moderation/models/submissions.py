"""Submissions by their states, and what is decided on many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import models, transaction

from coproduce.moderation.models import deciding
from coproduce.moderation.models.deciding import Decided, Target
from coproduce.moderation.models.decision import Agent, Decision
from coproduce.moderation.models.states import AT_THE_DESK, Status

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from coproduce.moderation.models.submission import Submission

HAS_TRACES = models.Q(ip_address__isnull=False) | ~models.Q(user_agent="") | ~models.Q(referrer="")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def pending(self) -> SubmissionQuerySet:
        return self.filter(status=Status.PENDING)

    def in_turn(self) -> SubmissionQuerySet:
        """What waits, as moderators take it: danger first, then whoever waits longest."""
        return self.pending().order_by("-is_urgent", "submitted_at", "pk")

    def came_after(self, came_at: datetime, pk: int) -> SubmissionQuerySet:
        """Those that came later than the letter of this key, which came then."""
        later = models.Q(submitted_at__gt=came_at) | models.Q(pk__gt=pk)
        return self.filter(later, submitted_at__gte=came_at)

    def with_traces(self) -> SubmissionQuerySet:
        """Those that still hold the address or the browser of whoever sent them."""
        return self.filter(HAS_TRACES)

    @transaction.atomic
    def decide(
        self,
        to: Status,
        *,
        by: User | None = None,
        agent: Agent = Agent.PERSON,
        reason: str = "",
        line: str = "",
        seen: Mapping[int, int] | None = None,
        batch: str = "",
    ) -> Decided:
        """One decision on all of these, with one batch in the log, a new one unless it is given.

        `seen` has the revision of each, by primary key, as whoever decides has looked at it.
        """
        locked = list(self.order_by("pk").select_for_update())
        target = Target(to, reason, line)
        targets = {one.pk: target for one in locked}
        return deciding.decide(locked, targets, by=by, agent=agent, seen=seen, batch=batch)

    def decided_in(self, batch: str) -> SubmissionQuerySet:
        """Those of this batch whose decision still stands."""
        # What came before there were batches has none.
        of_batch = Decision.objects.standing().filter(batch=batch).exclude(batch="")
        return self.filter(pk__in=of_batch.values("submission"))

    @transaction.atomic
    def undo(self, batch: str, *, by: User | None = None) -> Decided:
        """Take back what was decided at once; what was decided since is left."""
        locked = list(self.decided_in(batch).order_by("pk").select_for_update())
        targets = {pk: one for pk, one in takings_back(locked).items() if one.batch == batch}
        back = [one for one in locked if one.pk in targets]
        decided = deciding.decide(back, targets, by=by, agent=Agent.PERSON)
        decided.meanwhile.extend(one for one in locked if one.pk not in targets)
        return decided

    @transaction.atomic
    def undo_last(
        self, *, by: User | None = None, seen: Mapping[int, int] | None = None, batch: str = ""
    ) -> Decided:
        """Take back the latest decision on each of these, whoever took it; `seen` as in decide."""
        locked = list(self.order_by("pk").select_for_update())
        targets = takings_back(locked)
        back = [one for one in locked if one.pk in targets]
        decided = deciding.decide(back, targets, by=by, agent=Agent.PERSON, seen=seen, batch=batch)
        decided.left.extend(one for one in locked if one.pk not in targets)
        return decided


def takings_back(submissions: Sequence[Submission]) -> dict[int, Target]:
    """By primary key, what takes back the latest decision on each of these that can be."""
    decisions = Decision.objects.standing().filter(submission__in=[one.pk for one in submissions])
    found: dict[int, list[Decision]] = defaultdict(list)
    for decision in decisions.exclude(agent=Agent.WRITER).order_by("-pk"):
        found[decision.submission_id].append(decision)
    return {one.pk: _taking_back(one, found[one.pk]) for one in submissions if one.pk in found}


def _taking_back(submission: Submission, standing: Sequence[Decision]) -> Target:
    """A moderator's own answer has never waited before it was published: it is withdrawn."""
    last, *earlier = standing
    is_first = last.from_status == Status.PENDING and not earlier
    if submission.source == AT_THE_DESK and is_first:
        return Target(Status.WITHDRAWN, undoes=last)
    return Target(Status(last.from_status), last.from_reason, last.from_line, undoes=last)
