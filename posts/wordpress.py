"""Brings the posts and comments of a WordPress export in."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from comments.models import Comment, Thread
from coproduce.moderation.models import DeclineReason, SiteVersion, Submission, Verdict
from coproduce.moderation.models import Status as SubmissionStatus
from coproduce.moderation.text import render_reader_html, tidy, tidy_line
from posts import wxr
from posts.models import BodyFormat, Post, Status

Value = TypeVar("Value", str, int)

COMMENT_STATUS = {
    "1": SubmissionStatus.APPROVED,
    "0": SubmissionStatus.PENDING,
    "spam": SubmissionStatus.SPAM,
    "trash": SubmissionStatus.DECLINED,
}
# An address typed as a name, even with its signs left out.
LOOKS_LIKE_ADDRESS = re.compile(
    r"@|(gmail|googlemail|hotmail|outlook|yahoo|icloud)\W?(com|co\W?uk)\b", re.IGNORECASE
)


@dataclass
class Reconciliation:
    """What became of each thing in the file: (kind, title or name, outcome)."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def add(self, kind: str, what: str, outcome: str) -> None:
        self.rows.append((kind, what, outcome))

    @property
    def has_news(self) -> bool:
        return any(outcome.startswith("imported") for _, _, outcome in self.rows)

    def sums(self) -> list[tuple[str, str, int]]:
        """How many of each kind came to each outcome; the numbers add up to the file."""
        counts = Counter((kind, outcome) for kind, _, outcome in self.rows)
        return [(kind, outcome, number) for (kind, outcome), number in sorted(counts.items())]


@transaction.atomic
def import_file(path: Path, *, dry_run: bool = False) -> Reconciliation:
    """Bring a file in, all or nothing; what came in before stays as it is now.

    Raises wxr.Unreadable, having written nothing. With `dry_run` all is tried, then undone.
    """
    report = Reconciliation()
    for item in wxr.read(path):
        _import_item(item, report)
    if report.has_news:
        SiteVersion.change()
    if dry_run:
        transaction.set_rollback(True)
    return report


def _import_item(item: wxr.WxrItem, report: Reconciliation) -> None:
    title = tidy_line(item.title)[:200] or "Untitled"
    if item.type != "post":
        report.add(item.type or "item", title, "left out: only posts are imported")
        for comment in item.comments:
            report.add("comment", tidy_line(comment.author), "left out with what it stands under")
        return
    post = Post.objects.filter(old_guid=item.guid[:300]).first()
    if post is None:
        post = _new_post(item, title)
        report.add("post", title, f"imported as {post.get_status_display().lower()}")
    else:
        report.add("post", title, "here already")
    _import_comments(item, post, report)


def _new_post(item: wxr.WxrItem, title: str) -> Post:
    post = Post(
        title=title,
        slug=_free_slug(item.slug or title),
        standfirst=tidy_line(item.excerpt)[:300],
        author_name=tidy_line(item.author)[:100],
        body=tidy(item.content),
        body_format=BodyFormat.HTML,
        status=_status(item),
        published_at=item.published_at,
        is_pinned=item.is_sticky and not Post.objects.filter(is_pinned=True, is_sample=False),
        old_guid=item.guid[:300],
        old_id=_unless_taken("old_id", item.id),
        old_path=_unless_taken("old_path", _path(item.link)),
    )
    post.write()
    if not item.takes_comments:
        Thread.objects.filter(pk=post.thread_id).update(closes_at=timezone.now())
    return post


def _status(item: wxr.WxrItem) -> Status:
    """Private and password-protected posts come in as drafts: nothing hidden becomes public."""
    if item.password or item.published_at is None:
        return Status.DRAFT
    if item.status == "publish":
        return Status.PUBLISHED
    if item.status == "future":
        return Status.SCHEDULED
    return Status.DRAFT


def _path(link: str) -> str | None:
    try:
        path = tidy_line(unquote(urlsplit(link).path))
    except ValueError:
        return None
    return f"/{path.strip('/')}/"[:300] if path.strip("/") else None


def _unless_taken(field_name: str, value: Value | None) -> Value | None:
    """An address that two imported sites share leads to the one that came first."""
    is_taken = Post.objects.filter(**{field_name: value}).exists()
    return None if is_taken else value


def _free_slug(wanted: str) -> str:
    base = slugify(wanted)[:180] or "post"
    slug = base
    number = 2
    while Post.objects.filter(slug=slug).exists():
        slug = f"{base}-{number}"
        number += 1
    return slug


def _import_comments(item: wxr.WxrItem, post: Post, report: Reconciliation) -> None:
    def key_of(comment_key: str) -> str:
        return f"{item.guid[:200]}#comment-{comment_key}"[:300]

    here = {
        comment.old_key: comment
        for comment in Comment.objects.filter(thread=post.thread_id, old_key__isnull=False)
    }
    for source in _parents_first(item.comments):
        name = tidy_line(source.author)[:100]
        if source.type not in {"", "comment"}:
            report.add(source.type, name, "left out: only comments are imported")
        elif key_of(source.key) in here:
            report.add("comment", name, "here already")
        elif source.approved not in COMMENT_STATUS:
            report.add("comment", name, f"left out: unknown status {source.approved!r}")
        else:
            parent = here.get(key_of(source.parent_key))
            comment = _new_comment(source, post, parent, key_of(source.key))
            here[key_of(source.key)] = comment
            status = comment.submission.get_status_display().lower()
            report.add("comment", name, f"imported as {status}")
            if LOOKS_LIKE_ADDRESS.search(name):
                report.flags.append(f"The name “{name}” looks like an e-mail address.")


def _parents_first(comments: Sequence[wxr.WxrComment]) -> Iterator[wxr.WxrComment]:
    """Every comment once, after the one that it answers; circles are cut where they begin."""
    by_key = {comment.key: comment for comment in comments}
    seen: set[int] = set()
    for comment in comments:
        chain = []
        following: wxr.WxrComment | None = comment
        while following is not None and id(following) not in seen:
            seen.add(id(following))
            chain.append(following)
            following = by_key.get(following.parent_key)
        yield from reversed(chain)


def _new_comment(
    source: wxr.WxrComment, post: Post, parent: Comment | None, old_key: str
) -> Comment:
    """A comment as it stood in WordPress; addresses and mail addresses stay behind."""
    status = COMMENT_STATUS[source.approved]
    posted_at = source.posted_at or post.published_at or timezone.now()
    submission = Submission.objects.create(
        kind="comment",
        body=tidy(source.content),
        body_html=render_reader_html(tidy(source.content)),
        status=status,
        decline_reason=DeclineReason.OTHER if status == SubmissionStatus.DECLINED else "",
        verdict=Verdict.SKIPPED,
        source="wordpress",
        submitted_at=posted_at,
    )
    comment = Comment.objects.create(
        submission=submission,
        thread=post.thread,
        parent=parent,
        name=tidy_line(source.author)[:100],
        old_key=old_key,
    )
    if submission.is_public:
        comment.publish(at=posted_at)
    return comment
