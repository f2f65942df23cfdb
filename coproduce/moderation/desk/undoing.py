"""The one undo: a moderator's latest decisions, as they were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import ngettext

from coproduce.moderation.desk.letters import in_short
from coproduce.moderation.models import Act, Decision, Status, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User

# Later, it is looked up in the history or on its letter.
OFFERED_FOR = timedelta(hours=1)


# Beyond so many of a moderator's own lines, nothing is offered.
LOOKED_AT = 200


@dataclass(frozen=True)
class LastBatch:
    batch: str
    words: str


def last_of(user: User) -> LastBatch | None:
    """What this moderator decided last and can take back; None where there is no such thing."""
    last = next((row for row in _latest_by(user) if _can_be_undone(row)), None)
    if last is None:
        return None
    batch = Decision.objects.filter(batch=last["batch"], act=Act.DECIDE)
    count = batch.count()
    parts = {
        "count": count,
        "letter": in_short(Submission.objects.get(pk=last["submission_id"])) if count == 1 else "",
        "status": Status(last["to_status"]).label,
    }
    words = ngettext("%(letter)s: %(status)s", "%(count)d: %(status)s", count)
    return LastBatch(last["batch"], words % parts)


def _latest_by(user: User) -> Iterable[dict[str, Any]]:
    """Along the index of whoever decides: with a condition on the time, databases take others."""
    undone = Decision.objects.filter(undoes=OuterRef("pk"))
    latest = Decision.objects.filter(by=user).order_by("-pk").annotate(is_undone=Exists(undone))
    columns = ["submission_id", "act", "to_status", "batch", "undoes_id", "at", "is_undone"]
    return latest.values(*columns)[:LOOKED_AT]


def _can_be_undone(row: dict[str, Any]) -> bool:
    is_recent = row["at"] > timezone.now() - OFFERED_FOR
    is_standing = row["act"] == Act.DECIDE and not row["undoes_id"] and not row["is_undone"]
    return bool(is_recent and is_standing and row["batch"])
