import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from barriers.models import Barrier, Tag
from comments.models import Comment
from coproduce.moderation.models import Agent, Status, Submission, Verdict
from coproduce.moderation.text import render_reader_markdown
from coproduce.samples import refuse_unless_loopback
from posts.models import Post
from posts.models import Status as PostStatus

FOLDER = Path(__file__).parent
# The essay came out this long ago; its answers follow on the days after.
DAYS_AGO = 60


@transaction.atomic
def load() -> None:
    """The sample essay with its comments and barriers; raises Refused off loopback."""
    refuse_unless_loopback()
    content = json.loads((FOLDER / "content.json").read_text())
    start = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
    start -= timedelta(days=DAYS_AGO)
    essay = Post(
        **content["essay"],
        body=(FOLDER / "essay.md").read_text(),
        simpler_body=(FOLDER / "essay.simpler.md").read_text(),
        status=PostStatus.PUBLISHED,
        published_at=start,
        is_pinned=not Post.objects.filter(is_pinned=True).exists(),
        is_sample=True,
    )
    essay.save()
    comments: dict[int, Comment] = {}
    for row in content["comments"]:
        comments[row["id"]] = _add_comment(row, essay, comments.get(row["parent"]), start)
    tags = {tag.slug: tag for tag in Tag.objects.all()}
    for row in content["barriers"]:
        barrier = _add_barrier(row, start)
        barrier.set_tags([tags[slug] for slug in row["tags"]])


def _add_submission(kind: str, row: dict[str, Any], start: datetime) -> Submission:
    return Submission.objects.create(
        kind=kind,
        body=row["body"],
        body_html=render_reader_markdown(row["body"]),
        verdict=Verdict.SKIPPED,
        source="sample",
        is_sample=True,
        submitted_at=start + timedelta(days=row["days_after"]),
    )


def _add_comment(
    row: dict[str, Any], essay: Post, parent: Comment | None, start: datetime
) -> Comment:
    submission = _add_submission("comment", row, start)
    comment = Comment.objects.create(
        submission=submission,
        thread=essay.thread,
        parent=parent,
        name=row["name"],
    )
    if row["status"] == Status.APPROVED:
        submission.approve(agent=Agent.RULES)
    return comment


def _add_barrier(row: dict[str, Any], start: datetime) -> Barrier:
    submission = _add_submission("barrier", row, start)
    barrier = Barrier.objects.create(
        submission=submission,
        title=row["title"],
        role=row["role"],
        area=row["area"],
        may_quote=row["may_quote"],
        from_essay=row["from_essay"],
    )
    if row["status"] == Status.APPROVED:
        submission.approve(agent=Agent.RULES)
    return barrier
