"""A page's comments in the order they are shown, with all that their template prints.

A long page is mostly comments. They are dicts, already worded and flat: model instances, and a
template for each, take four times as long.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.models import Comment, Thread
from coproduce.moderation.dates import day

# From this step on a phone shows an answer beside what it answers: then it says whom it answers.
FIRST_FLAT_STEP = 3

# What a row is made from; a root may also have `first_hidden`, the first answer left out.
COLUMNS = (
    "pk",
    "parent_id",
    "root_id",
    "name",
    "posted_at",
    "published_at",
    "written_by_id",
    "submission__body_html",
    "submission__is_sample",
    "submission__mended_at",
)

# What a template asks of each row must be there: a missing key costs it as much as a whole row.
NOT_SAID: dict[str, None] = {"whole": None, "answered": None}

Row = dict[str, Any]


def rows_of(thread: Thread, roots: Sequence[Row], answers: Iterable[Row]) -> list[Row]:
    """The rows of these roots and of their answers, which come oldest first.

    Answers deeper than the rules let them stand beside the one they answer.
    """
    for root in roots:
        root |= {"step": 0, "answers": [], **NOT_SAID}
    _place(answers, {root["pk"]: root for root in roots}, deepest=thread.rules.depth)
    rows = [row for root in roots for row in _with_lists(root)]
    _word(rows, thread)
    return rows


def _place(answers: Iterable[Row], tops: dict[int, Row], *, deepest: int) -> None:
    placed = dict(tops)
    for answer in answers:
        top = tops.get(answer["root_id"])
        if top is None:  # moved elsewhere this moment
            continue
        # What it answers may have been removed: then it stands under the first comment.
        host = placed.get(answer["parent_id"], top)
        if host["step"] == deepest:
            host = host["host"]
        answer |= {"step": host["step"] + 1, "host": host, "answers": [], **NOT_SAID}
        if answer["step"] >= FIRST_FLAT_STEP or host["pk"] != answer["parent_id"]:
            answer["answered"] = placed.get(answer["parent_id"])
        host["answers"].append(answer)
        placed[answer["pk"]] = answer


def _with_lists(root: Row) -> list[Row]:
    """One conversation's rows, each with the tags that open and close its list."""
    rows = list(_in_order(root))
    for row, following in zip(rows, [*rows[1:], root], strict=True):
        is_first = row["step"] > 0 and row is row["host"]["answers"][0]
        row["opens"] = SafeString("<ol>" if is_first else "")
        risen = row["step"] - following["step"]
        row["closes"] = SafeString("" if risen < 0 else "</li>" + "</ol></li>" * risen)
    if root.get("first_hidden"):
        # The link to the rest comes last in the root's own item.
        last = rows[-1]
        last["closes"] = SafeString("</li></ol>" * last["step"])
        last["whole"] = _way_in(root)
    return rows


def _in_order(row: Row) -> Iterator[Row]:
    yield row
    for answer in row["answers"]:
        yield from _in_order(answer)


def _way_in(root: Row) -> int:
    """The comment by whose address the whole conversation is found: one that is public."""
    shown: Row = root if root["published_at"] else root["answers"][0]
    pk: int = shown["pk"]
    return pk


def _word(rows: Iterable[Row], thread: Thread) -> None:
    """Adds what the template prints, escaped here once rather than at every place."""
    address = _addresses("comments:permalink")
    answer_address = _addresses("comments:conversation", thread.pk)
    report_address = _addresses("reports:create", "comment")
    words = _Words()
    for row in rows:
        row["id"] = SafeString(row["pk"])
        row["is_removed"] = row["published_at"] is None
        row["by"] = SafeString(escape(row["name"])) or words.nameless
        row["at"] = SafeString(row["posted_at"].isoformat(timespec="seconds"))
        row["on"] = SafeString(day(row["posted_at"]))
        words.put(row)
        row["html"] = SafeString(row["submission__body_html"])  # sanitised when it was kept
        row["is_sample"] = row["submission__is_sample"]
        row["is_edited"] = row["submission__mended_at"] is not None
        row["is_moderators"] = row["written_by_id"] is not None
        row["path"] = address(row["pk"])
        row["answer_path"] = answer_address(row["pk"])
        row["report_path"] = report_address(row["pk"])
        if row["whole"]:
            row["whole_path"] = answer_address(row["whole"])


class _Words:
    """The sentences of a comment in the language of the page, looked up once for all rows."""

    def __init__(self) -> None:
        self.nameless = SafeString(escape(str(Comment.NAMELESS)))
        self.comment = _("comment %(number)s by %(name)s")
        self.removed = _("comment %(number)s")
        self.link = _('%(day)s<span class="visually-hidden">, a link to %(comment)s</span>')
        self.answer = _('Answer<span class="visually-hidden"> %(comment)s</span>')
        self.report = _('Report<span class="visually-hidden"> %(comment)s</span>')
        self.answered = _("in reply to %(name)s")

    def put(self, row: Row) -> None:
        name = {"number": row["id"], "name": row["by"]}
        row["label"] = SafeString((self.removed if row["is_removed"] else self.comment) % name)
        day = f'<time datetime="{row["at"]}">{row["on"]}</time>'
        row["link"] = SafeString(self.link % {"day": day, "comment": row["label"]})
        row["answer"] = SafeString(self.answer % {"comment": row["label"]})
        row["report"] = SafeString(self.report % {"comment": row["label"]})
        if answered := row["answered"]:
            name = {"name": f"<bdi>{answered['by']}</bdi>"}
            row["answered_words"] = SafeString(self.answered % name)


def _addresses(name: str, *args: int | str) -> Callable[[int], SafeString]:
    """A function from a comment's id to its address: one `reverse` for all of them."""
    before, after = reverse(name, args=[*args, 0]).rsplit("0", 1)
    return lambda pk: SafeString(f"{before}{pk}{after}")
