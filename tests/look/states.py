"""Puts a site into every state that a page can show.

Runs in the site's own process; what it returns fills the addresses in pages.py.
"""

import json
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from barriers.models import Barrier, Tag
from comments.models import Comment
from coproduce.moderation import receipts
from coproduce.moderation.models import Job, SiteVersion, Status, Submission
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_post

ESSAY = "the-colour-of-the-leaflet"
COMMENTS = 50
RICH = """
It begins with a paragraph that has *emphasis*, **weight**, `code` and [a link](/barriers/).

## A heading

> Somebody said this, at some length, in a room that was booked before anyone asked.

1. First
2. Second

- One
- Another

| What was promised | What was done |
|---|---|
| A voice | A survey |

```
A line of text that is set as it is, and is a good deal longer than any telephone is wide, to see
```

### A smaller heading

An address: <https://example.org/a-very-long-address/that-cannot-be-broken/anywhere-at-all/really>

---

<figure><blockquote>A figure.</blockquote><figcaption>What it shows</figcaption></figure>
"""
WORDS = "Two lines.\n\n> A quotation, and *emphasis*, and https://example.org/a-long/address/here"


def prepare():
    """Address parts by name: slugs, ids and the tokens of receipts."""
    essay = Post.objects.get(slug=ESSAY)
    rich = create_post(title="Everything a text can hold", slug="everything", body=RICH)
    closed = create_post(title="A closed conversation", slug="closed")
    comment = create_comment(closed, body=WORDS, name="Ana")
    create_comment(closed, body="word" * 60, name="Unbroken" * 12)
    closed.thread.close(timezone.now())
    create_post(title="Unbroken" * 20, slug="unbroken", body="word" * 90)
    create_post(title="Nobody has answered", slug="unanswered")
    call_command("sample_data", posts=1, comments=COMMENTS, barriers=1, verbosity=0)
    fifty = Post.objects.get(thread__comment_count=COMMENTS)
    create_post(title="More than a page", slug="many", body=RICH)
    answer_often(Post.objects.get(slug="many"), COMMENTS + 1)
    tags = tuple(Tag.objects.offered()[:3])
    create_barrier(title="Unbroken" * 14, body="word" * 60, tags=tags)
    create_barrier(title="Asked too late", body=WORDS, tags=tags, role="manager")
    places = {
        "rich": rich.slug,
        "fifty": fifty.slug,
        "essay_thread": essay.thread.pk,
        "essay_comment": Comment.objects.published().filter(thread=essay.thread).first().pk,
        "closed_thread": closed.thread.pk,
        "comment": comment.pk,
        "barrier": Barrier.objects.filter(submission__is_sample=True).first().public_id,
        "tag": tags[0].slug,
        "theme": tags[0].theme.slug,
        **receipts_in_every_state(rich),
        **admin_rows(),
    }
    SiteVersion.change()
    return places


def answer_often(post, number):
    """Comments under a post, every fifth of them an answer to the one before."""
    before = None
    for count in range(number):
        parent = before if count % 5 == 4 else None
        at = timezone.now() - timedelta(minutes=number - count)
        before = create_comment(
            post, body=f"{WORDS} {count}", name=f"Reader {count}", parent=parent, submitted_at=at
        )


def receipts_in_every_state(post):
    """A receipt's token by what stands on it, such as `comment_declined`."""
    waiting = create_comment(post, body=WORDS, status=Status.PENDING).submission
    found = {"comment_pending": waiting}
    for status in (Status.APPROVED, Status.DECLINED, Status.SPAM, Status.WITHDRAWN):
        found[f"comment_{status}"] = create_comment(post, body=WORDS, status=status).submission
        found[f"barrier_{status}"] = create_barrier(body=WORDS, status=status).submission
    declined = create_comment(post, body=WORDS, status=Status.PENDING).submission
    declined.decline(reason="names-person", line="The second line names somebody.")
    found["comment_with_reason"] = declined
    held = create_comment(post, body=WORDS).submission
    held.hold()
    found["comment_hidden"] = held
    found["barrier_pending"] = create_barrier(body=WORDS, status=Status.PENDING).submission
    for name, submission in found.items():
        key = name.ljust(64, "0")
        Submission.objects.filter(pk=submission.pk).update(
            form_key=key, code_hash=receipts.hash_code(receipts.code_for(key))
        )
    tokens = {name: receipts.token_for(submission) for name, submission in found.items()}
    return tokens | {"code": receipts.code_for("comment_pending".ljust(64, "0"))}


def admin_rows():
    """Ids of what the admin's forms show; a job that was given up is there too."""
    job = Job.objects.create(
        kind="screen",
        subject="0",
        run_at=timezone.now(),
        set_aside_at=timezone.now(),
        last_error="No answer.",
    )
    waiting = Comment.objects.filter(submission__status=Status.PENDING).first()
    return {
        "waiting_comment": waiting.pk,
        "job": job.pk,
        "post": Post.objects.first().pk,
        "user": User.objects.get().pk,
    }


def hide_odd_ones():
    """Leave what reads like the real thing: for pictures to be shown."""
    for submission in Submission.objects.filter(kind="barrier", is_sample=False):
        submission.hold()
    Post.objects.get(slug="unbroken").unpublish()


def describe():
    print(json.dumps(prepare()))
