"""Answers to many letters at once, from the desk and from the lists of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.translation import gettext as _

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.answers import Answer, tell
from coproduce.moderation.models import DeclineReason
from coproduce.moderation.text import tidy_line

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def answer_many(request: HttpRequest, answer: Answer, queryset: QuerySet) -> None:
    """To the submissions, or what hangs on them, that were ticked; says what came of it.

    The form may send `seen`, as `pk:revision`, for each that the moderator had before them.
    """
    keys = _chosen(request, queryset)
    if not keys:
        messages.warning(request, _("Nothing was ticked."))
    decided = answer.give(keys, by=moderator(request), seen=_seen(request.POST.getlist("seen")))
    tell(request, answer.name, decided)


def _chosen(request: HttpRequest, queryset: QuerySet) -> list[int]:
    """Of what was ticked also what has left this list since: it is named, and not passed over."""
    if request.POST.get("select_across") != "1":
        ticked = _numbers(request.POST.getlist(ACTION_CHECKBOX_NAME))
        queryset = queryset.model._default_manager.filter(pk__in=ticked)
    return list(queryset.order_by("pk").values_list("pk", flat=True))


def declining(request: HttpRequest) -> Answer:
    """Without a reason it is another one: many are declined without a page between."""
    reason = request.POST.get("reason", "")
    if reason not in DeclineReason.values:
        reason = DeclineReason.OTHER
    return Answer("decline", reason, tidy_line(request.POST.get("line", ""))[:200])


def _seen(pairs: list[str]) -> dict[int, int]:
    found = {}
    for pair in pairs:
        key, _colon, revision = pair.partition(":")
        if key.isascii() and key.isdigit() and revision.isascii() and revision.isdigit():
            found[int(key)] = int(revision)
    return found


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
