"""The one undo: a moderator's latest decisions, as they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any

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
    rows = _last_rows(user)
    if not rows:
        return None
    batch, keys = rows[0]["batch"], sorted(row["submission_id"] for row in rows)
    found = Submission.objects.in_bulk(keys)
    # Somebody may have erased it in this moment.
    if keys[0] not in found:
        return None
    parts = {"what": in_short(found[keys[0]]), "status": Status(rows[0]["to_status"]).label}
    if len(keys) > 2:
        parts["what"] = _many(Decision.objects.standing().filter(batch=batch).count())
    elif len(keys) == 2 and not _is_answer(keys[1], found[keys[0]], user):
        parts["what"] = _many(2)
    elif len(keys) == 2:
        parts["what"] = _("%(letter)s, with your answer to it") % {"letter": parts["what"]}
    return LastBatch(batch, _("%(what)s: %(status)s") % parts)


def _many(count: int) -> str:
    return ngettext("%(count)d letter", "%(count)d letters", count) % {"count": count}


def _is_answer(key: int, submission: Submission, user: User) -> bool:
    answers_by = kind_of(submission).answers_by
    return answers_by is not None and answers_by(user, submission).filter(pk=key).exists()


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


def _last_rows(user: User) -> list[dict[str, Any]]:
    """Of what this moderator decided last and can take back: the first, and up to two more."""
    oldest = timezone.now() - OFFERED_FOR
    lines = islice(_lines_of(user), LOOKED_AT)
    came_second: set[str] = set()
    for row in lines:
        # What was done last is no answer: whoever undoes blindly must not undo another one.
        if row["at"] <= oldest or row["act"] in {Act.MEND, Act.REPORT}:
            return []
        if row["act"] == Act.SECOND:
            came_second.add(row["batch"])
        if _can_be_undone(row):
            if came_second - {row["batch"]}:
                return []
            others = filter(_can_be_undone, _next_in(row["batch"], lines))
            return [row, *islice(others, 2)]
    return []


def _next_in(batch: str, lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The next of these lines, as far as they are of this batch."""
    return takewhile(lambda line: line["batch"] == batch, lines)


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
