"""The desk's own pages: one letter, the next letter, an answer, an undo."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coproduce.moderation import rechecking, screening
from coproduce.moderation.desk.access import may_answer, moderator, public_name
from coproduce.moderation.desk.answers import Answer, in_parts, tell
from coproduce.moderation.desk.counts import counts, in_words
from coproduce.moderation.desk.letters import letter_of
from coproduce.moderation.desk.seen import numbers, revision_seen
from coproduce.moderation.desk.turn import next_in_turn, past, places_in, query_of
from coproduce.moderation.desk.undoing import given_with, last_of, words_taken_back
from coproduce.moderation.models import DeclineReason, Status, Submission

DESK = "admin:moderation_submission_changelist"
LETTER = "admin:moderation_submission_change"
NEXT = "admin:desk_next"
BATCH = re.compile("[0-9a-f]{32}")
# Characters of an address that a form carries on.
MOST_QUERY = 2_000


def shared_context(request: HttpRequest) -> dict[str, Any]:
    """What every page of the desk knows."""
    by = moderator(request)
    return {
        **admin.site.each_context(request),
        "may_answer": may_answer(request),
        "public_name": public_name(by),
        "last": last_of(by),
        "reasons": DeclineReason.choices,
        "form_id": secrets.token_hex(8),
    }


def letter(
    request: HttpRequest, submission: Submission, *, status: int = 200, **kept: Any
) -> HttpResponse:
    """The page of one letter; `kept` is what was typed before an error, and `failed` in which form.

    A form that comes back still knows where its moderator came from.
    """
    sent = request.POST if request.method == "POST" else request.GET
    found = letter_of(submission, following=sent.get("at", ""))
    context = {
        **shared_context(request),
        "title": _("One letter"),
        "letter": found,
        "letters": [found],
        "given_with": given_with(found.to_undo, submission) if found.to_undo else [],
        "then": sent.get("then", "letter"),
        "query": sent.get("query", ""),
        "reply": words_taken_back(moderator(request), found),
        **kept,
    }
    return TemplateResponse(request, "admin/moderation/letter.html", context, status=status)


@require_safe
def next_letter(request: HttpRequest) -> HttpResponse:
    """The letter whose turn it is, past those that were left for now."""
    left = places_in(request.GET.getlist("after"))
    submission = next_in_turn(left)
    found = letter_of(submission) if submission else None
    on_desk = counts()
    context = {
        **shared_context(request),
        "title": _("The next letter"),
        "letter": found,
        "letters": [found],
        "counts": on_desk,
        "waiting": in_words(on_desk.waiting),
        "leave_query": query_of(past(left, submission)) if submission else "",
        "query": query_of(left),
        "then": "next",
        "reply": words_taken_back(moderator(request), found) if found else "",
    }
    return TemplateResponse(request, "admin/moderation/next.html", context)


@require_POST
def answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    """One of the buttons of a letter.

    `seen` is the revision that was looked at: a decision made meanwhile is shown and stays. The
    same answer sent again, after a tunnel, changes nothing and goes on.
    """
    given = Answer.of(request.POST)
    if given.error:
        failed = given.name or "answer"
        return letter(
            request, submission, status=400, error=given.error, failed=failed, line=given.line
        )
    seen = {submission.pk: revision_seen(request.POST)}
    decided = given.give([submission.pk], by=moderator(request), seen=seen)
    tell(request, given.name, decided)
    if decided.meanwhile:
        return HttpResponseRedirect(reverse(LETTER, args=[submission.pk]))
    return HttpResponseRedirect(onward(request.POST, submission.pk))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back what was decided at once, whoever did; what was decided since is named.

    With `letter`, only as far as that one goes.
    """
    batch, by = request.POST.get("batch", ""), moderator(request)
    chosen = Submission.objects.decided_in(batch if BATCH.fullmatch(batch) else "")
    if letters := numbers(request.POST.getlist("letter")):
        chosen = chosen.filter(pk__in=letters)
    keys = list(chosen.order_by("pk").values_list("pk", flat=True))
    decided = in_parts(keys, lambda part, _batch: part.undo(batch, by=by))
    if not keys:
        messages.warning(request, _("There is nothing to undo: it has been taken back already."))
    tell(request, "undo", decided)
    form = request.POST.copy()
    back = [one for one in decided.changed if one.status != Status.WITHDRAWN]
    taken_back = [one for one in decided.changed if one.status == Status.WITHDRAWN]
    if len(back) == 1:
        form["at"] = str(back[0].pk)
        if taken_back or form.get("then") in {"next", "letter"}:
            return HttpResponseRedirect(_letter_from(form, str(back[0].pk)))
    if len(taken_back) == 1 and not back:
        return HttpResponseRedirect(_letter_from(form, letter_of(taken_back[0]).letter.answers_key))
    if form.get("then") == "next":
        # From the beginning: else they might lie behind those that were left.
        form["query"] = ""
    return HttpResponseRedirect(onward(form, next(iter(letters), None)))


@require_POST
def recheck(request: HttpRequest) -> HttpResponse:
    """What WordPress calls “Check for Spam”: Akismet is asked again about all that waits."""
    if screening.is_on():
        rechecking.start()
        messages.success(
            request,
            _(
                "What waits is checked for spam again. What turns out to be spam goes to its tab; "
                "load this page again to see how far it is."
            ),
        )
    else:
        messages.warning(request, screening.notice())
    return HttpResponseRedirect(onward(request.POST, None))


def _letter_from(form: QueryDict, key: str) -> str:
    """The page of this letter, which leads on to where the form came from."""
    whence = {"then": form.get("then", ""), "query": form.get("query", "")[:MOST_QUERY]}
    query = f"?{urlencode(whence)}" if whence["then"] in {"next", "list"} else ""
    return reverse(LETTER, args=[key]) + query


def onward(form: QueryDict, key: int | None) -> str:
    """Where the moderator came from: `key` is the letter's. Never anywhere but the desk."""
    then, query = form.get("then", ""), QueryDict(form.get("query", "")[:MOST_QUERY])
    encoded = f"?{query.urlencode()}" if query else ""
    if then == "next":
        return f"{reverse(NEXT)}{encoded}"
    if then == "letter" and key:
        return reverse(LETTER, args=[key])
    at = numbers([form.get("at", "")])
    return f"{reverse(DESK)}{encoded}" + (f"#letter-{at[0]}" if at else "")
