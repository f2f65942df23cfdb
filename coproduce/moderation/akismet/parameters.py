"""What Akismet is told of a submission, under Akismet's own names."""

import copy
from datetime import UTC, datetime

from django.conf import settings

from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Submission
from coproduce.moderation.rules.signs import Sign

# More than anybody may type here; an import may bring more.
MOST_CHARACTERS = 60_000
# The source of what came by a form of this site.
FORM = "web"


def parameters(submission: Submission) -> list[tuple[str, str]]:
    """All that are known, beside the key, the site and the sender's address."""
    known = {
        "user_agent": submission.user_agent,
        "referrer": submission.referrer,
        "comment_content": submission.body[:MOST_CHARACTERS],
        "comment_date_gmt": in_utc(submission.submitted_at),
        "blog_lang": settings.LANGUAGE_CODE.partition("-")[0],
        "blog_charset": "UTF-8",
        "recheck_reason": submission.recheck_reason,
        # Nobody learns from what a site on somebody's own machine sends.
        "is_test": "1" if settings.SITE_IS_LOOPBACK else "",
        **kind_of(submission).screening_fields(submission),
    }
    pairs = [(name, _sendable(value)) for name, value in known.items() if value]
    return [*pairs, *_honeypot(submission)]


def parameters_as_checked(submission: Submission) -> list[tuple[str, str]]:
    """The same with the words that Akismet has judged, where a moderator has mended them since."""
    checked = copy.copy(submission)
    # With a child of its own, since neither is saved.
    checked._state = copy.copy(submission._state)
    checked._state.fields_cache = {}
    mends = submission.revisions.filter(at__gt=submission.screened_at or submission.submitted_at)
    for revision in reversed(mends):
        for name, value in revision.fields.items():
            setattr(checked if name == "body" else kind_of(checked).child(checked), name, value)
    return parameters(checked)


def in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _honeypot(submission: Submission) -> list[tuple[str, str]]:
    """Of what came by a form: which field no person sees, and whether something was typed into it.

    What it was, is not kept.
    """
    if submission.source != FORM:
        return []
    is_filled = any(sign.get("sign") == Sign.TRAP for sign in submission.signs)
    return [("honeypot_field_name", HONEYPOT), (HONEYPOT, "filled" if is_filled else "")]


def _sendable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
