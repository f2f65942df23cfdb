"""A board of a million barriers with some 2,600,000 tags, as lopsided as a real one.

A barrier with a higher number is newer.
"""

from barriers.models import Barrier, Tag, Tagging
from coproduce.moderation.models import Submission
from tests.scale.rows import insert, moment, one_of

BARRIERS = range(1, 1_000_001)

# On every second barrier.
HUGE = "heroic-leadership"
# On a tenth, none of which bears HUGE.
APART = "power-not-shared"
# On fifty, all over the years.
RARE = "gatekeeping"
# On the oldest 30,000 and on nothing since; its theme has no other.
OLD, OLD_THEME = "narrow-evidence", "systems"
# Its tags are on nothing.
EMPTY_THEME = "trust-and-safety"
# Every barrier bears two of the rest.
USUAL, USUAL_TOO, USUAL_THEME = "jargon", "monoculture", "who-is-in-the-room"


def fill():
    insert(
        Submission,
        BARRIERS,
        id="n",
        kind="'barrier'",
        body="'Nobody asks ' || n",
        body_html="'<p>Nobody asks ' || n || '</p>'",
        status="'approved'",
        submitted_at=moment("n"),
    )
    insert(
        Barrier,
        BARRIERS,
        submission_id="n",
        public_id="'b' || substr(CAST(1000000000 + n AS text), 2)",
        published_at=moment("n"),
    )
    tags = {tag.slug: tag for tag in Tag.objects.select_related("theme")}
    _tag([tags[HUGE]], "0", where="n % 2 = 0")
    _tag([tags[APART]], "0", where="n % 10 = 1")
    _tag([tags[RARE]], "0", where="n % 20000 = 7")
    _tag([tags[OLD]], "0", where="n <= 30000")
    rest = [
        tag
        for tag in tags.values()
        if tag.slug not in {HUGE, APART, RARE} and tag.theme.slug not in {OLD_THEME, EMPTY_THEME}
    ]
    first = f"n % {len(rest)}"
    _tag(rest, first)
    _tag(rest, f"({first} + 1 + n / {len(rest)} % {len(rest) - 1}) % {len(rest)}")


def _tag(tags, number, where="TRUE"):
    insert(
        Tagging,
        BARRIERS,
        where=where,
        barrier_id="n",
        tag_id=one_of([tag.pk for tag in tags], number),
        theme_id=one_of([tag.theme_id for tag in tags], number),
        published_at=moment("n"),
    )


def public_id(number):
    return f"b{number:09}"
