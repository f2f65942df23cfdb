"""An essay with 400,000 comments, and a job for each of those that wait.

They come after the board's barriers; a comment with a higher number is newer.
"""

from django.db import transaction

from comments.models import Comment, Thread
from coproduce.moderation.models import Job, Submission
from tests.factories import create_post
from tests.scale.rows import insert, moment

SLUG = "essay"
ROOTS = range(1_100_001, 1_200_001)
# A flood that waits: nobody sees it, and no page may trip over it.
WAITING_ROOTS = range(1_200_001, 1_300_001)
# One to each of the first comments.
ANSWERS = range(1_300_001, 1_400_001)
# More to the first of them, and half of these show.
HOT_ANSWERS = range(1_400_001, 1_500_001)
HOT = ROOTS[0]


def fill():
    post = create_post(slug=SLUG)
    _add(post, ROOTS, published_at=moment("n"))
    _add(post, WAITING_ROOTS)
    _answer(post, ANSWERS, to=f"n - {ANSWERS[0] - ROOTS[0]}", published_at=moment("n"))
    shown = f"CASE WHEN n % 2 = 0 THEN {moment('n')} END"
    _answer(post, HOT_ANSWERS, to=str(HOT), published_at=shown)
    insert(
        Job,
        WAITING_ROOTS,
        kind="'screen'",
        subject="CAST(n AS text)",
        run_at=moment("n"),
        created_at=moment("n"),
    )


@transaction.atomic
def count():
    """What only indexes make quick."""
    Thread.objects.get().recount()


def _answer(post, numbers, *, to, published_at):
    _add(post, numbers, parent_id=to, root_id=to, depth="1", published_at=published_at)


def _add(post, numbers, **columns):
    is_shown = columns.get("published_at", "NULL")
    insert(
        Submission,
        numbers,
        id="n",
        kind="'comment'",
        body="'Words ' || n",
        body_html="'<p>Words ' || n || '</p>'",
        status=f"CASE WHEN {is_shown} IS NULL THEN 'pending' ELSE 'approved' END",
        submitted_at=moment("n"),
    )
    insert(
        Comment,
        numbers,
        submission_id="n",
        thread_id=str(post.thread.pk),
        posted_at=moment("n"),
        **columns,
    )
