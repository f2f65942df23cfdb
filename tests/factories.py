"""Plain functions that make what a test needs; nothing in them is random."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from barriers.models import Barrier, Tag, Theme
from comments.models import Comment
from coproduce.moderation.models import Status, Submission
from coproduce.moderation.text import render_reader_markdown
from pages.models import Page
from posts.models import Post
from posts.models import Status as PostStatus

_numbers = count(1)


def create_moderator(username: str = "mo") -> User:
    return User.objects.create_superuser(username, password="a good long password")


def create_post(
    *,
    title: str = "Why it is praised",
    slug: str = "",
    body: str = "An essay.",
    status: str = PostStatus.PUBLISHED,
    published_at: datetime | None = None,
    is_pinned: bool = False,
    **fields: Any,
) -> Post:
    post = Post(
        title=title,
        slug=slug or f"post-{next(_numbers)}",
        body=body,
        status=status,
        published_at=published_at or timezone.now() - timedelta(days=1),
        is_pinned=is_pinned,
        **fields,
    )
    post.save()
    return post


def create_comment(
    post: Post,
    *,
    body: str = "A comment.",
    name: str = "Sam",
    email: str = "",
    parent: Comment | None = None,
    status: str = Status.APPROVED,
    submitted_at: datetime | None = None,
) -> Comment:
    submission = _create_submission("comment", body, submitted_at)
    comment = Comment.objects.create(
        submission=submission, thread=post.thread, parent=parent, name=name, email=email
    )
    _decide(submission, status)
    return comment


def create_barrier(
    *,
    body: str = "Nobody asks us.",
    title: str = "",
    tags: tuple[Tag, ...] = (),
    role: str = "",
    area: str = "",
    may_quote: bool = False,
    is_helped: bool = False,
    status: str = Status.APPROVED,
    is_sample: bool = False,
    submitted_at: datetime | None = None,
) -> Barrier:
    submission = _create_submission("barrier", body, submitted_at, is_sample=is_sample)
    barrier = Barrier.objects.create(
        submission=submission,
        title=title,
        role=role,
        area=area,
        may_quote=may_quote,
        is_helped=is_helped,
    )
    barrier.set_tags(tags)
    _decide(submission, status)
    return barrier


def create_page(slug: str, **texts: str) -> Page:
    """One of the owner's pages, with texts of the owner's own."""
    page = Page.objects.filter(slug=slug).first() or Page(slug=slug)
    for name, text in texts.items():
        setattr(page, name, text)
    page.save()
    return page


def create_tag(
    name: str = "Rushed", theme: Theme | None = None, *, status: str = "accepted"
) -> Tag:
    number = next(_numbers)
    theme = theme or Theme.objects.create(name=f"Theme {number}", slug=f"theme-{number}")
    return Tag.objects.create(
        name=name, slug=f"tag-{number}", theme=theme, definition="Too little time.", status=status
    )


def _create_submission(
    kind: str, body: str, submitted_at: datetime | None, *, is_sample: bool = False
) -> Submission:
    return Submission.objects.create(
        kind=kind,
        body=body,
        body_html=render_reader_markdown(body),
        is_sample=is_sample,
        submitted_at=submitted_at or timezone.now(),
    )


def _decide(submission: Submission, status: str) -> None:
    """By the verbs, as a moderator or the writer would."""
    if status == Status.APPROVED:
        submission.approve()
    elif status == Status.DECLINED:
        submission.decline(reason="off-topic")
    elif status == Status.SPAM:
        submission.mark_spam()
    elif status == Status.WITHDRAWN:
        submission.withdraw()
