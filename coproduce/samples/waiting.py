"""What lies on a desk: comments and barriers that wait, with what machines and rules said."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from barriers.choices import Area, Role
from barriers.models import Barrier, new_public_id
from comments.models import Comment, Thread
from coproduce.moderation.digests import digest
from coproduce.moderation.models import Status, Submission, Verdict
from coproduce.moderation.rules.signs import Sign
from coproduce.samples.rows import NAMES, Words, batches, insert

SPREAD = timedelta(days=14)
URGENT_EVERY = 200
ANSWERS_EVERY = 4
MOST_ANSWERED = 500
# Of a hundred comments; barriers go to no spam checker.
VERDICTS = {Verdict.HAM: 70, Verdict.SKIPPED: 12, Verdict.UNSCREENED: 10, Verdict.ERROR: 8}
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def add_waiting(
    chance: random.Random, pool: list[Words], threads: list[Thread], number: int
) -> None:
    """So many, comments and barriers in turn, over the last fortnight; one in 200 is urgent."""
    roots = Comment.objects.filter(root=None, thread__in=threads).only("pk", "thread_id")
    answerable = list(roots.order_by("-pk")[:MOST_ANSWERED])
    first = 0
    for moments in batches(number, SPREAD):
        with transaction.atomic():
            _add_batch(chance, pool, threads, answerable, moments, first)
        first += len(moments)


def _add_batch(
    chance: random.Random,
    pool: list[Words],
    threads: list[Thread],
    answerable: list[Comment],
    moments: Sequence[Any],
    first: int,
) -> None:
    written = chance.choices(pool, k=len(moments))
    rows = [
        _submission(chance, words, moment, first + number)
        for number, (words, moment) in enumerate(zip(written, moments, strict=True))
    ]
    comments, barriers = [], []
    for key, row, words in zip(insert(Submission, rows), rows, written, strict=True):
        if row["kind"] == "comment":
            comments.append(_comment(chance, key, row, threads, answerable))
        else:
            barriers.append(_barrier(chance, key, words))
    for model, children in ((Comment, comments), (Barrier, barriers)):
        if children:
            insert(model, children)


def _submission(chance: random.Random, words: Words, moment: Any, number: int) -> dict[str, Any]:
    kind = ("comment", "barrier")[number % 2]
    is_urgent = number % URGENT_EVERY == URGENT_EVERY // 2
    verdict = Verdict.SKIPPED
    if kind == "comment":
        (verdict,) = chance.choices(list(VERDICTS), weights=list(VERDICTS.values()))
    is_screened = verdict == Verdict.HAM
    return {
        "kind": kind,
        "body": words.body,
        "body_html": words.html,
        "body_digest": digest(kind, words.body),
        "status": Status.PENDING.value,
        "verdict": verdict.value,
        "signs": _signs(chance, is_urgent),
        "is_urgent": is_urgent,
        "person_only": verdict == Verdict.SKIPPED and kind == "comment",
        "ip_address": None if verdict == Verdict.SKIPPED else f"192.0.2.{number % 254 + 1}",
        "user_agent": "" if verdict == Verdict.SKIPPED else BROWSER,
        "source": "sample_data",
        "submitted_at": moment,
        "screened_at": moment if is_screened else None,
    }


def _signs(chance: random.Random, is_urgent: bool) -> Any:
    """Of what a database keeps: one in ten came with links or very soon."""
    signs = [{"sign": Sign.DANGER.value, "detail": "cannot go on"}] if is_urgent else []
    if chance.random() < 0.1:
        sign, detail = chance.choice([(Sign.LINKS, "3"), (Sign.QUICK, "1")])
        signs.append({"sign": sign.value, "detail": detail})
    return Submission._meta.get_field("signs").get_db_prep_save(signs, connection)


def _comment(
    chance: random.Random,
    key: int,
    submission: dict[str, Any],
    threads: list[Thread],
    answerable: list[Comment],
) -> dict[str, Any]:
    name = chance.choice(NAMES)
    has_address = bool(name) and chance.random() < 0.5
    row = {
        "submission_id": key,
        "thread_id": chance.choice(threads).pk,
        "name": name,
        "email": f"{name.lower()}{chance.randint(1, 500)}@example.org" if has_address else "",
        "posted_at": submission["submitted_at"],
    }
    if has_address and chance.random() < 0.3:
        row["email_proven_at"] = submission["submitted_at"]
    if answerable and chance.randrange(ANSWERS_EVERY) == 0:
        parent = chance.choice(answerable)
        row |= {"thread_id": parent.thread_id, "parent_id": parent.pk, "root_id": parent.pk}
        row["depth"] = 1
    return row


def _barrier(chance: random.Random, key: int, words: Words) -> dict[str, Any]:
    return {
        "submission_id": key,
        "public_id": new_public_id(),
        "title": words.title,
        "role": chance.choice(Role.values),
        "area": chance.choice(Area.values),
        "may_quote": chance.random() < 0.5,
    }
