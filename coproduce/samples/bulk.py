"""Realistic content of any size, for measuring; it counts as real, so only on loopback."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from barriers.models import Area, Barrier, Role, Tag
from comments.models import Comment, Thread
from coproduce.moderation.models import SiteVersion, Status, Submission, Verdict
from coproduce.moderation.text import render_reader_markdown
from coproduce.samples import Refused, refuse_unless_loopback
from posts.models import Post
from posts.models import Status as PostStatus

BATCH = 2_000
# Of the comments, this many answer another.
ANSWERS = 0.5
DEEPEST = 4
NAMES = ["", "Ana", "Bea", "Cal", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Joy", "Kit"]
# Enough for sentences of everyday length; what they say does not matter.
WORDS = (
    "nobody asked us until the plan was done the meeting moved the room was far the papers came "
    "late we said so twice they wrote it down and then the money changed a manager left another "
    "came and we began again people who use it know what it costs to be heard and not answered"
).split()


def fill(*, posts: int, comments: int, barriers: int) -> None:
    """Add this many of each, approved, spread over two years; the same words each time.

    Comments go to the new posts, or without any to those that are here. Raises Refused off
    loopback, and for comments where there is no post.
    """
    refuse_unless_loopback()
    chance = random.Random(5)  # noqa: S311 (repeatable on purpose)
    threads = [_add_post(chance).thread for _ in range(posts)] or list(Thread.objects.public())
    if comments and not threads:
        raise Refused("There is no public post for comments: add some with --posts.")
    for size in _batches(comments):
        _add_comments(chance, threads, size)
    with transaction.atomic():
        for thread in threads:
            thread.recount()
    tags = list(Tag.objects.offered())
    for size in _batches(barriers):
        _add_barriers(chance, tags, size)
    SiteVersion.change()


def _batches(number: int) -> Iterator[int]:
    for start in range(0, number, BATCH):
        yield min(BATCH, number - start)


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize()


def _text(chance: random.Random, paragraphs: int) -> str:
    def paragraph() -> str:
        return " ".join(f"{_words(chance, chance.randint(6, 18))}." for _ in range(3))

    return "\n\n".join(paragraph() for _ in range(paragraphs))


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


def _add_submissions(chance: random.Random, kind: str, number: int) -> list[Submission]:
    newest = timezone.now()
    submissions = []
    for _ in range(number):
        body = _text(chance, chance.choice([1, 1, 2, 3]))
        at = newest - timedelta(seconds=chance.randint(3_600, 2 * 365 * 86_400))
        submissions.append(
            Submission(
                kind=kind,
                body=body,
                body_html=render_reader_markdown(body),
                status=Status.APPROVED,
                verdict=Verdict.SKIPPED,
                source="sample_data",
                submitted_at=at,
                decided_at=at,
            )
        )
    return Submission.objects.bulk_create(submissions)


@transaction.atomic
def _add_comments(chance: random.Random, threads: list[Thread], number: int) -> None:
    """One batch; what answers another answers one of the same batch."""
    earlier: dict[int, list[Comment]] = defaultdict(list)
    for submission in _add_submissions(chance, "comment", number):
        thread = chance.choice(threads)
        comment = Comment(
            submission=submission,
            thread=thread,
            name=chance.choice(NAMES),
            posted_at=submission.submitted_at,
            published_at=submission.submitted_at,
        )
        if earlier[thread.pk] and chance.random() < ANSWERS:
            parent = chance.choice(earlier[thread.pk])
            if parent.depth < DEEPEST:
                comment.parent_id = parent.pk
                comment.root_id = parent.root_id or parent.pk
                comment.depth = parent.depth + 1
        earlier[thread.pk].append(comment)
    Comment.objects.bulk_create(comment for comments in earlier.values() for comment in comments)


@transaction.atomic
def _add_barriers(chance: random.Random, tags: list[Tag], number: int) -> None:
    barriers = [
        Barrier(
            submission=submission,
            title=_words(chance, 5) if chance.random() < 0.5 else "",
            role=chance.choice(Role.values),
            area=chance.choice(Area.values),
            may_quote=chance.random() < 0.5,
            published_at=submission.submitted_at,
        )
        for submission in _add_submissions(chance, "barrier", number)
    ]
    Barrier.objects.bulk_create(barriers)
    links = Barrier.tags.through
    links.objects.bulk_create(
        links(barrier_id=barrier.pk, tag_id=tag.pk)
        for barrier in barriers
        for tag in chance.sample(tags, k=chance.randint(1, 4))
    )
