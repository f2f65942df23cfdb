"""A desk of 170,000 letters that wait, as many again that were put away, and a million decisions.

They come after the essay's comments. What is urgent, reported or noted is of both kinds.
"""

from django.contrib.auth.models import User

from barriers.models import Barrier
from comments.models import Comment, Thread
from coproduce.moderation.models import Decision, Note, Report, Submission
from tests.factories import create_moderator
from tests.scale.board import BARRIERS
from tests.scale.rows import insert, moment
from tests.scale.thread import WAITING_ROOTS

SPAM = range(1_600_001, 1_700_001)
DECLINED = range(1_700_001, 1_750_001)
# Every second is a comment; they came when the flood came.
WAITING = range(1_750_001, 1_770_001)
# So many minutes earlier than their numbers say.
EARLIER = WAITING[0] - WAITING_ROOTS[0]
# Of those that wait: enough for a page of the desk.
URGENT = range(WAITING[-100], WAITING[-1] + 1)
MODERATOR = "mo"
# Of the log: one in so many, and each has one far back.
RARE = 100_000
# One in so many takes back the one before.
UNDONE = 200
LAST = BARRIERS[-1]


def fill():
    moderator = create_moderator(MODERATOR)
    _put_away(SPAM, "spam")
    _put_away(DECLINED, "declined", decline_reason="'abusive'")
    _wait()
    came = moment("n")
    insert(Note, URGENT, submission_id="n", by_id=str(moderator.pk), text="'Asked Bea.'", at=came)
    reported = {"submission_id": "n", "about": "'me'", "made_at": came, "due_at": came}
    insert(Report, URGENT, **reported)
    insert(Report, range(1, 51), **reported)
    insert(
        Decision,
        BARRIERS,
        id="n",
        submission_id="n",
        act=f"CASE n % {RARE} WHEN 7 THEN 'mend' ELSE 'decide' END",
        agent="CASE WHEN n % 3 = 0 THEN 'screening' ELSE 'person' END",
        by_id=f"CASE WHEN n % 3 = 1 THEN {moderator.pk} END",
        from_status="'pending'",
        to_status=f"CASE n % {RARE} WHEN 8 THEN 'declined' ELSE 'approved' END",
        reason=f"CASE n % {RARE} WHEN 8 THEN 'abusive' ELSE '' END",
        batch="'batch ' || n",
        undoes_id=f"CASE n % {UNDONE} WHEN 0 THEN n - 1 END",
        at=moment("n"),
    )


def _put_away(numbers, status, **columns):
    insert(
        Submission,
        numbers,
        id="n",
        kind="'comment'",
        body="'Words ' || n",
        body_html="'<p>Words ' || n || '</p>'",
        status=f"'{status}'",
        decided_at=moment("n"),
        submitted_at=moment("n"),
        **columns,
    )
    _comments(numbers)


def _wait():
    came = moment(f"n - {EARLIER}")
    insert(
        Submission,
        WAITING,
        id="n",
        kind="CASE n % 2 WHEN 0 THEN 'comment' ELSE 'barrier' END",
        body="'Words ' || n",
        body_html="'<p>Words ' || n || '</p>'",
        is_urgent=f"n >= {URGENT[0]}",
        submitted_at=came,
    )
    _comments(WAITING, where="n % 2 = 0")
    insert(
        Barrier,
        WAITING,
        where="n % 2 = 1",
        submission_id="n",
        public_id="'w' || substr(CAST(1000000000 + n AS text), 2)",
    )


def _comments(numbers, where="TRUE"):
    insert(
        Comment,
        numbers,
        where=where,
        submission_id="n",
        thread_id=str(Thread.objects.get().pk),
        name="'Ana'",
        email="'ana' || (n % 50000) || '@example.org'",
        written_by_id=f"CASE n % {RARE} WHEN 6 THEN {User.objects.get().pk} END",
        posted_at=moment("n"),
    )
