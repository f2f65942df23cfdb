"""Puts a site into every state that a page can show.

Runs in the site's own process; what it returns fills the addresses in pages.py.
"""

import json
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from barriers.models import Barrier, Tag
from comments.answering import answer_publicly
from comments.models import Comment
from coproduce.moderation import receipts
from coproduce.moderation.models import (
    Agent,
    Job,
    Note,
    Report,
    Rules,
    Status,
    Submission,
)
from coproduce.moderation.proof import address as proof
from coproduce.moderation.reports import receipts as report_receipts
from coproduce.moderation.reports import verbs as reports
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
    late = create_barrier(title="Asked late", body=WORDS, tags=tags, role="manager")
    late.submission.mend({"title": "Asked too late"}, by=None)
    places = {
        "rich": rich.slug,
        "fifty": fifty.slug,
        "essay_thread": essay.thread.pk,
        "essay_comment": Comment.objects.published().filter(thread=essay.thread).first().pk,
        "closed_thread": closed.thread.pk,
        "rich_thread": rich.thread.pk,
        "mended": answered_at_the_desk(rich).pk,
        "mended_barrier": late.public_id,
        "comment": comment.pk,
        "barrier": Barrier.objects.filter(submission__is_sample=True).first().public_id,
        "tag": tags[0].slug,
        "theme": tags[0].theme.slug,
        **receipts_in_every_state(rich),
        **reports_in_every_state(rich),
        **proofs_in_every_state(rich),
        **admin_rows(),
    }
    Rules(screens_barriers=True).put()
    return places


def proofs_in_every_state(post):
    """The token of an address that waits to be proven, and of one that was."""
    email = "ana@example.org"
    waiting = create_comment(post, body=WORDS, email=email, status=Status.PENDING).submission
    shown = create_comment(post, body=WORDS, email=email).submission
    proof.prove(shown)
    return {"unproven": proof.token_for(waiting), "proven": proof.token_for(shown)}


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
    found |= mended_and_asked(post)
    found["barrier_pending"] = create_barrier(body=WORDS, status=Status.PENDING).submission
    for name, submission in found.items():
        key = name.ljust(64, "0")
        Submission.objects.filter(pk=submission.pk).update(
            form_key=key, code_hash=receipts.hash_code(receipts.code_for(key))
        )
    tokens = {name: receipts.token_for(submission) for name, submission in found.items()}
    return tokens | {"code": receipts.code_for("comment_pending".ljust(64, "0"))}


def reports_in_every_state(post):
    """A report's token by what stands on it; and what has two that are open."""
    about = {"hidden": "me", "overdue": "unlawful", "stays": "abuse", "removed": "someone"}
    found = {}
    for name, why in about.items():
        comment = create_comment(post, body=WORDS, name="Reported")
        report = Report(submission=comment.submission, about=why, words=WORDS, email="a@b.example")
        found[name] = reports.receive(report, [f"report_{name}".ljust(64, "0")])
    second = Report(submission=found["overdue"].submission, about="harm")
    reports.receive(second, ["report_second".ljust(64, "0")])
    past = timezone.now() - timedelta(days=3)
    Report.objects.filter(pk=found["overdue"].pk).update(due_at=past)
    for name in ("stays", "removed"):
        line = "We have read it again: it names nobody."
        reports.close(found[name].submission, by=User.objects.get(), outcome=name, line=line)
    tokens = {
        f"report_{name}": report_receipts.path_for(report).split("/")[-2]
        for name, report in found.items()
    }
    return tokens | {"reported": found["overdue"].submission_id}


def mended_and_asked(post):
    mended = create_comment(post, body=f"Mr Example said so. {WORDS}").submission
    mended.mend({"body": f"[a name] said so. {WORDS}"}, by=None, line="It named somebody.")
    machine, asked = (create_comment(post, status=Status.PENDING).submission for _ in range(2))
    for submission in (machine, asked):
        submission.mark_spam(agent=Agent.SCREENING)
    asked.ask_a_person()
    return {"comment_mended": mended, "comment_machine": machine, "comment_asked": asked}


def answered_at_the_desk(post):
    """A comment with notes beside it and a moderator's answer under it, mended once."""
    moderator = User.objects.get()
    comment = create_comment(post, body=f"Mr Example said so. {WORDS}", name="Ana & Co")
    comment.submission.mend({"body": f"[a name] said so. {WORDS}"}, by=moderator)
    answer_publicly(comment.submission, moderator, "Thank you.").approve(by=moderator)
    for by in (moderator, None):
        Note.objects.create(submission=comment.submission, by=by, text="Between us.\n\nTwo.")
    return comment


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
