"""The one undo: a moderator's latest decisions, as they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.desk.counts import MOST_COUNTED
from coproduce.moderation.desk.letters import in_short
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Act, Decision, Status, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from coproduce.moderation.desk.letters import DeskLetter

# Later, it is undone on its letter's own page.
OFFERED_FOR = timedelta(hours=1)
# Of a moderator's own lines in the log. Mostly the first few are enough; after an undo of a list as
# long as one can be, its lines and those of what it took back come first. Beyond, nothing is
# offered.
LOOKED_AT = 2 * MOST_COUNTED + 200
# The first part; each one after it is twice as long.
AT_ONCE = 200


@dataclass(frozen=True)
class LastBatch:
    batch: str
    words: str


def last_of(user: User) -> LastBatch | None:
    """What this moderator decided last and can take back; None where there is no such thing."""
    last = _last_row(user)
    if last is None:
        return None
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    batch = Decision.objects.filter(~Exists(undone), batch=last["batch"], act=Act.DECIDE)
    keys = sorted(batch.values_list("submission", flat=True))
    # Somebody else may have taken it back in this moment.
    if not keys:
        return None
    parts = {"what": _in_words(keys, user), "status": Status(last["to_status"]).label}
    return LastBatch(last["batch"], _("%(what)s: %(status)s") % parts)


def _in_words(keys: list[int], user: User) -> str:
    """What was decided on at once: a letter, perhaps with this moderator's answer, or many."""
    first = Submission.objects.get(pk=keys[0])
    if len(keys) == 1:
        return in_short(first)
    answers_by = kind_of(first).answers_by
    if len(keys) == 2 and answers_by and answers_by(user, first).filter(pk=keys[1]).exists():
        return _("%(letter)s, with your answer to it") % {"letter": in_short(first)}
    words = ngettext("%(count)d letter", "%(count)d letters", len(keys))
    return words % {"count": len(keys)}


def words_taken_back(user: User, letter: DeskLetter) -> str:
    """The public answer that this moderator gave to it last, where that was taken back."""
    answers_by = kind_of(letter.submission).answers_by
    if answers_by is None or not letter.letter.may_be_answered:
        return ""
    answers = Submission.objects.filter(pk__in=answers_by(user, letter.submission))
    last = answers.order_by("-pk").first()
    return last.body if last and last.status == Status.WITHDRAWN else ""


def given_with(decision: Decision, submission: Submission) -> list[str]:
    """The keys of the public answers that its moderator gave to it with this decision."""
    answers_by = kind_of(submission).answers_by
    if answers_by is None or decision.by is None:
        return []
    found = Submission.objects.decided_in(decision.batch)
    found = found.filter(pk__in=answers_by(decision.by, submission))
    return [str(pk) for pk in found.values_list("pk", flat=True)]


def _last_row(user: User) -> dict[str, Any] | None:
    oldest = timezone.now() - OFFERED_FOR
    for row in islice(_lines_of(user), LOOKED_AT):
        if row["at"] <= oldest:
            return None
        if _can_be_undone(row):
            return row
        # What was done last is no answer: whoever undoes blindly must not undo another one.
        if row["act"] in {Act.MEND, Act.REPORT}:
            return None
    return None


def _lines_of(user: User) -> Iterator[dict[str, Any]]:
    """The latest first. No more are read than some past the one at which the caller stops."""
    lines, size = _latest_by(user), AT_ONCE
    part = list(lines[:size])
    yield from part
    while len(part) == size:
        size *= 2
        part = list(lines.filter(pk__lt=part[-1]["pk"])[:size])
        yield from part


def _latest_by(user: User) -> QuerySet[Decision, dict[str, Any]]:
    """Along the index of whoever decides: with a condition on more, databases take others."""
    columns = ["pk", "submission_id", "act", "to_status", "batch", "undoes_id", "at", "undone_by"]
    return Decision.objects.filter(by=user).order_by("-pk").values(*columns)


def _can_be_undone(row: dict[str, Any]) -> bool:
    is_standing = row["act"] == Act.DECIDE and not row["undoes_id"] and not row["undone_by"]
    return bool(is_standing and row["batch"])
