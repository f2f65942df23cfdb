"""Realistic content of any size, for measuring; it counts as real, so only on loopback."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from barriers.choices import Area, Role
from barriers.models import Barrier, Tag, Tagging, new_public_id
from comments.models import Comment, Thread
from coproduce.moderation.models import SiteVersion, Status, Submission, Verdict
from coproduce.samples import Refused, refuse_unless_loopback
from coproduce.samples.rows import NAMES, Words, batches, insert, paragraphs, phrase, write
from coproduce.samples.waiting import add_waiting
from posts.models import Post
from posts.models import Status as PostStatus

# Rendering a text costs more than keeping it, so there are only so many different ones.
POOL = 2_000
SPREAD = timedelta(days=2 * 365)
DEEPEST = 4
MOST_TAGS = 4
ROLES, AREAS = Role.values, Area.values


def fill(*, posts: int, comments: int, barriers: int, waiting: int = 0) -> None:
    """Add this many of each, approved, in order over two years; the same words each time.

    Comments go to the new posts, or without any to those that are here; every second answers an
    earlier one. A barrier bears two and a half tags on average. `waiting` more, comments and
    barriers in turn, wait for a moderator. Raises Refused off loopback, and for comments where
    there is no post.
    """
    refuse_unless_loopback()
    chance = random.Random(5)  # noqa: S311 (repeatable on purpose)
    threads = [_add_post(chance).thread for _ in range(posts)] or list(Thread.objects.public())
    if (comments or waiting) and not threads:
        raise Refused("There is no public post for comments: add some with --posts.")
    pool = [write(chance) for _ in range(min(POOL, comments + barriers + waiting))]
    for moments in batches(comments, SPREAD):
        _add_comments(chance, pool, threads, moments)
    with transaction.atomic():
        for thread in threads:
            thread.recount()
    tags = list(Tag.objects.offered())
    for moments in batches(barriers, SPREAD):
        _add_barriers(chance, pool, tags, moments)
    add_waiting(chance, pool, threads, waiting)
    SiteVersion.change()
    with connection.cursor() as cursor:
        # A database plans by what it knows of its tables.
        cursor.execute("ANALYZE")


def _add_post(chance: random.Random) -> Post:
    post = Post(
        title=phrase(chance, 6),
        slug=f"sample-{Post.objects.count() + 1}",
        standfirst=f"{phrase(chance, 20)}.",
        body=paragraphs(chance, 25),
        status=PostStatus.PUBLISHED,
        published_at=timezone.now() - timedelta(days=3 * 365),
    )
    post.save()
    return post


def _add_submissions(kind: str, written: Sequence[Words], moments: Sequence[Any]) -> list[int]:
    common = {
        "kind": kind,
        "status": Status.APPROVED.value,
        "verdict": Verdict.SKIPPED.value,
        "source": "sample_data",
    }
    return insert(
        Submission,
        [
            {**common, "body": words.body, "body_html": words.html}
            | {"submitted_at": moment, "decided_at": moment}
            for words, moment in zip(written, moments, strict=True)
        ],
    )


@transaction.atomic
def _add_comments(
    chance: random.Random, pool: list[Words], threads: list[Thread], moments: list[Any]
) -> None:
    """One batch; every second answers an earlier one of it."""
    rows: list[dict[str, Any]] = []
    answerable: list[dict[str, Any]] = []
    keys = _add_submissions("comment", chance.choices(pool, k=len(moments)), moments)
    for number, (key, moment) in enumerate(zip(keys, moments, strict=True)):
        row = {
            "submission_id": key,
            "thread_id": chance.choice(threads).pk,
            "parent_id": None,
            "root_id": None,
            "depth": 0,
            "name": chance.choice(NAMES),
            "posted_at": moment,
            "published_at": moment,
        }
        if number % 2:
            parent = chance.choice(answerable)
            row |= {
                "thread_id": parent["thread_id"],
                "parent_id": parent["submission_id"],
                "root_id": parent["root_id"] or parent["submission_id"],
                "depth": parent["depth"] + 1,
            }
        if row["depth"] < DEEPEST:
            answerable.append(row)
        rows.append(row)
    insert(Comment, rows)


@transaction.atomic
def _add_barriers(
    chance: random.Random, pool: list[Words], tags: list[Tag], moments: list[Any]
) -> None:
    written = chance.choices(pool, k=len(moments))
    rows = [
        {
            "submission_id": key,
            "public_id": new_public_id(),
            "title": words.title,
            "role": chance.choice(ROLES),
            "area": chance.choice(AREAS),
            "may_quote": chance.random() < 0.5,
            "published_at": moment,
        }
        for key, words, moment in zip(
            _add_submissions("barrier", written, moments), written, moments, strict=True
        )
    ]
    insert(Barrier, rows)
    insert(
        Tagging,
        [
            {
                "barrier_id": row["submission_id"],
                "tag_id": tag.pk,
                "theme_id": tag.theme_id,
                "published_at": row["published_at"],
            }
            for number, row in enumerate(rows)
            for tag in chance.sample(tags, k=number % MOST_TAGS + 1)
        ],
    )
