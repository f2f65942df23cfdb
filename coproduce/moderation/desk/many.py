"""Answers to many letters at once, from the desk and from the lists of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.answers import Answer, in_parts, tell
from coproduce.moderation.desk.counts import MOST_COUNTED, in_words
from coproduce.moderation.desk.seen import numbers, revisions_seen
from coproduce.moderation.models import Act, Decision, DeclineReason, Report, Submission
from coproduce.moderation.text import tidy_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest


def answer_many(request: HttpRequest, answer: Answer, queryset: QuerySet) -> None:
    """To the submissions, or what hangs on them, that were ticked; says what came of it.

    The form may send `seen`, as `pk:revision`, for each that the moderator had before them.
    """
    if answer.error:
        messages.error(request, answer.error)
    elif seen := _chosen(request, queryset):
        decided = answer.give(list(seen), by=moderator(request), seen=seen)
        tell(request, answer.name, decided)


def undo_many(request: HttpRequest, queryset: QuerySet) -> None:
    """The latest decision on each of what was ticked; what was decided since is named."""
    if seen := _chosen(request, queryset):
        by = moderator(request)
        decided = in_parts(
            list(seen),
            lambda part, batch: part.undo_last(by=by, seen=seen, batch=batch),
        )
        tell(request, "undo", decided)


def declining(request: HttpRequest) -> Answer:
    """Without a reason it is another one: many are declined without a page between."""
    reason = request.POST.get("reason", "")
    if reason not in DeclineReason.values:
        reason = DeclineReason.OTHER
    return Answer("decline", reason, tidy_line(request.POST.get("line", ""))[:200])


def _without_what_needs_an_eye(request: HttpRequest, keys: list[int]) -> list[int]:
    """Danger and reports are answered one by one, or ticked."""
    chosen = Submission.objects.filter(pk__in=keys)
    closer = chosen.filter(Q(is_urgent=True) | Q(pk__in=Report.objects.open().values("submission")))
    left = set(closer.values_list("pk", flat=True))
    if left:
        words = ngettext(
            "%(number)d was left for a closer look: somebody may be in danger, or a reader has "
            "reported it.",
            "%(number)d were left for a closer look: somebody may be in danger, or a reader has "
            "reported them.",
            len(left),
        )
        messages.warning(request, words % {"number": len(left)})
    return [key for key in keys if key not in left]


def _without_what_was_decided_since(
    request: HttpRequest, keys: list[int], seen: Mapping[int, int]
) -> list[int]:
    """What came back to the list after its page was made, nobody has seen there.

    What is on the page itself is known by its revision, and named.
    """
    newest = numbers([request.POST.get("newest_decision", "")])
    if not newest:
        return keys
    others = [key for key in keys if key not in seen]
    since = Decision.objects.filter(pk__gt=newest[0], act=Act.DECIDE, submission__in=others)
    left = set(since.values_list("submission", flat=True))
    if left:
        words = ngettext(
            "%(number)d was left: it was decided on after you opened this list.",
            "%(number)d were left: they were decided on after you opened this list.",
            len(left),
        )
        messages.warning(request, words % {"number": len(left)})
    return [key for key in keys if key not in left]


def _chosen(request: HttpRequest, queryset: QuerySet) -> dict[int, int]:
    """What was ticked, by primary key, with the revision that the moderator had before them.

    Also what has left this list since: it is named, and not passed over. Where the form does not
    say what was seen, it is what stands now.
    """
    is_all = request.POST.get("select_across") == "1"
    if is_all and (newest := numbers([request.POST.get("newest", "")])):
        # What has come since the page was made, nobody has seen.
        queryset = queryset.filter(pk__lte=newest[0])
    if not is_all:
        ticked = numbers(request.POST.getlist(ACTION_CHECKBOX_NAME))
        queryset = queryset.model._default_manager.filter(pk__in=ticked)
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_COUNTED + 1])
    if len(keys) > MOST_COUNTED:
        words = _("That is %(number)s: too many for one answer. Search or filter first.")
        messages.warning(request, words % {"number": in_words(len(keys))})
        return {}
    seen = revisions_seen(request.POST)
    if is_all:
        keys = _without_what_was_decided_since(request, keys, seen)
        keys = _without_what_needs_an_eye(request, keys)
    elif not keys:
        messages.warning(request, _("Nothing was ticked."))
    now = dict(Submission.objects.filter(pk__in=keys).values_list("pk", "revision"))
    return {key: seen.get(key, revision) for key, revision in now.items()}
