"""How a moderator mends a reader's words, while what stood there is kept in private.

Everything here runs in the caller's transaction, on a submission that the caller has locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from coproduce.moderation.digests import digest
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models.beside import Revision
from coproduce.moderation.models.decision import Act, Agent
from coproduce.moderation.models.job import Job
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.states import Recheck
from coproduce.moderation.text import (
    render_reader_html,
    render_reader_markdown,
    tidy,
    tidy_line,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coproduce.moderation.models.submission import Submission

BODY = "body"


def as_it_stands(submission: Submission) -> dict[str, str]:
    """What a moderator may mend, by field: the words, then what hangs on them."""
    kind = kind_of(submission)
    child = kind.child(submission)
    return {BODY: submission.body, **{name: getattr(child, name) for name in kind.mendable}}


def original(submission: Submission) -> dict[str, str]:
    """What the writer sent, of each field that was ever mended."""
    found: dict[str, str] = {}
    for revision in submission.revisions.all():
        found = {**revision.fields, **found}
    return found


def changes(submission: Submission, fields: Mapping[str, str]) -> dict[str, str]:
    """Of these fields, tidied, those that differ from what stands there."""
    now = as_it_stands(submission)
    new = {name: (tidy if name == BODY else tidy_line)(text) for name, text in fields.items()}
    if not new.get(BODY, submission.body):
        raise ValueError("A mend leaves words: without any, it is declined.")
    return {name: text for name, text in new.items() if text != now[name]}


def mend(submission: Submission, changed: Mapping[str, str], *, by: User | None, line: str) -> None:
    before = as_it_stands(submission)
    replaced = {name: before[name] for name in changed}
    Revision.objects.create(submission=submission, by=by, fields=replaced)
    _put(submission, changed)
    after = {**before, **changed}
    # What is as its writer sent it is not called edited, whatever it was in between.
    is_mended = any(after[name] != text for name, text in original(submission).items())
    submission.mended_at = timezone.now() if is_mended else None
    submission.revision += 1
    submission.save(update_fields=["mended_at", "revision"])
    submission.log(Act.MEND, agent=Agent.PERSON, by=by, line=line)
    _ask_again(submission)
    if submission.is_public:
        SiteVersion.change()


def _put(submission: Submission, changed: Mapping[str, str]) -> None:
    if BODY in changed:
        # An import's words are kept as HTML, and stay so.
        is_html = submission.source == "wordpress"
        submission.body = changed[BODY]
        render = render_reader_html if is_html else render_reader_markdown
        submission.body_html = render(submission.body)
        submission.body_digest = digest(submission.kind, submission.body)
        submission.save(update_fields=["body", "body_html", "body_digest"])
    if names := [name for name in changed if name != BODY]:
        child = kind_of(submission).child(submission)
        for name in names:
            setattr(child, name, changed[name])
        child.save(update_fields=names)


def _ask_again(submission: Submission) -> None:
    """A verdict on other words says nothing of these, while a person has not decided yet."""
    if submission.is_waiting and submission.may_be_told and not submission.person_only:
        submission.recheck_reason = Recheck.EDITED
        submission.save(update_fields=["recheck_reason"])
        Job.objects.put("screen", submission.pk)
