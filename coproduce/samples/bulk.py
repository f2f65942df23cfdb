"""Realistic content of any size, for measuring; it counts as real, so only on loopback."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from barriers.choices import Area, Role
from barriers.models import Barrier, Tag, Tagging, new_public_id
from comments.models import Comment, Thread
from coproduce.moderation.models import SiteVersion, Status, Submission, Verdict
from coproduce.moderation.text import render_reader_markdown
from coproduce.samples import Refused, refuse_unless_loopback
from posts.models import Post
from posts.models import Status as PostStatus

# Of rows in one statement: SQLite takes 32,766 values at a time.
BATCH = 1_000
# Rendering a text costs more than keeping it, so there are only so many different ones.
POOL = 2_000
SPREAD = timedelta(days=2 * 365)
DEEPEST = 4
MOST_TAGS = 4
ROLES, AREAS = Role.values, Area.values
NAMES = ["", "Ana", "Bea", "Cal", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Joy", "Kit"]
# Enough for sentences of everyday length; what they say does not matter.
WORDS = (
    "nobody asked us until the plan was done the meeting moved the room was far the papers came "
    "late we said so twice they wrote it down and then the money changed a manager left another "
    "came and we began again people who use it know what it costs to be heard and not answered"
).split()


class Words(NamedTuple):
    title: str
    body: str
    html: str


def fill(*, posts: int, comments: int, barriers: int) -> None:
    """Add this many of each, approved, in order over two years; the same words each time.

    Comments go to the new posts, or without any to those that are here; every second answers an
    earlier one. A barrier bears two and a half tags on average. Raises Refused off loopback, and
    for comments where there is no post.
    """
    refuse_unless_loopback()
    chance = random.Random(5)  # noqa: S311 (repeatable on purpose)
    threads = [_add_post(chance).thread for _ in range(posts)] or list(Thread.objects.public())
    if comments and not threads:
        raise Refused("There is no public post for comments: add some with --posts.")
    pool = [_written(chance) for _ in range(min(POOL, comments + barriers))]
    for moments in _batches(comments):
        _add_comments(chance, pool, threads, moments)
    with transaction.atomic():
        for thread in threads:
            thread.recount()
    tags = list(Tag.objects.offered())
    for moments in _batches(barriers):
        _add_barriers(chance, pool, tags, moments)
    SiteVersion.change()
    with connection.cursor() as cursor:
        # A database plans by what it knows of its tables.
        cursor.execute("ANALYZE")


def _batches(number: int) -> Iterator[list[Any]]:
    """The moments of so many submissions, in order, some at a time, as the database keeps them.

    As in life, the newest rows are then the newest in every index.
    """
    start, step = timezone.now() - SPREAD, SPREAD / max(number, 1)
    for first in range(0, number, BATCH):
        moments = (start + step * n for n in range(first, min(first + BATCH, number)))
        yield [connection.ops.adapt_datetimefield_value(moment) for moment in moments]


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize()


def _text(chance: random.Random, paragraphs: int) -> str:
    def paragraph() -> str:
        return " ".join(f"{_words(chance, chance.randint(6, 18))}." for _ in range(3))

    return "\n\n".join(paragraph() for _ in range(paragraphs))


def _written(chance: random.Random) -> Words:
    title = _words(chance, 5) if chance.random() < 0.5 else ""
    body = _text(chance, chance.choice([1, 1, 2, 3]))
    return Words(title, body, render_reader_markdown(body))


def _add_post(chance: random.Random) -> Post:
    post = Post(
        title=_words(chance, 6),
        slug=f"sample-{Post.objects.count() + 1}",
        standfirst=f"{_words(chance, 20)}.",
        body=_text(chance, 25),
        status=PostStatus.PUBLISHED,
        published_at=timezone.now() - timedelta(days=3 * 365),
    )
    post.save()
    return post


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> list[int]:
    """Add rows of one shape, by column, and return their keys; other columns get their default.

    An object for each row, as bulk_create wants it, costs several times what the row does.
    """
    options = model._meta
    fields = [field for field in options.concrete_fields if field is not options.auto_field]
    default = {
        str(field.column): field.get_db_prep_save(field.get_default(), connection)
        for field in fields
    }
    places = ", ".join([f"({', '.join(['%s'] * len(default))})"] * len(rows))
    statement = (
        f"INSERT INTO {options.db_table} ({', '.join(default)}) VALUES {places} "  # noqa: S608
        f"RETURNING {options.pk.column}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in (default | row).values()])
        return [key for (key,) in cursor.fetchall()]


def _add_submissions(kind: str, written: Sequence[Words], moments: Sequence[Any]) -> list[int]:
    common = {
        "kind": kind,
        "status": Status.APPROVED.value,
        "verdict": Verdict.SKIPPED.value,
        "source": "sample_data",
    }
    return _insert(
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
    _insert(Comment, rows)


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
    _insert(Barrier, rows)
    _insert(
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
