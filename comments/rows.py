"""A page's comments in the order they are shown, with all that their template prints.

A long page is mostly comments. They are dicts, already worded and flat: model instances, and a
template for each, take four times as long.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from comments.models import Comment, Thread
from coproduce.moderation.dates import day

# Deeper answers stand beside the one they answer.
DEEPEST_STEP = 5

# What a row is made from; a root may also have `first_hidden`, the first answer left out.
COLUMNS = (
    "pk",
    "parent_id",
    "root_id",
    "name",
    "posted_at",
    "published_at",
    "submission__body_html",
    "submission__is_sample",
)

Row = dict[str, Any]


def rows_of(thread: Thread, roots: Sequence[Row], answers: Iterable[Row]) -> list[Row]:
    """The rows of these roots and of their answers, which come oldest first."""
    for root in roots:
        root |= {"step": 0, "answers": []}
    _place(answers, {root["pk"]: root for root in roots})
    rows = [row for root in roots for row in _with_lists(root)]
    _word(rows, thread)
    return rows


def _place(answers: Iterable[Row], tops: dict[int, Row]) -> None:
    placed = dict(tops)
    for answer in answers:
        top = tops.get(answer["root_id"])
        if top is None:  # moved elsewhere this moment
            continue
        # What it answers may have been removed: then it stands under the first comment.
        host = placed.get(answer["parent_id"], top)
        if host["step"] == DEEPEST_STEP:
            host = host["host"]
        answer |= {"step": host["step"] + 1, "host": host, "answers": []}
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
    for row in rows:
        row["id"] = SafeString(row["pk"])
        row["is_removed"] = row["published_at"] is None
        row["by"] = escape(row["name"] or Comment.NAMELESS)
        by = "" if row["is_removed"] else f" by {row['by']}"
        row["label"] = SafeString(f"comment {row['pk']}{by}")
        row["at"] = SafeString(row["posted_at"].isoformat())
        row["on"] = SafeString(day(row["posted_at"]))
        row["html"] = SafeString(row["submission__body_html"])  # sanitised when it was kept
        row["is_sample"] = row["submission__is_sample"]
        row["path"] = address(row["pk"])
        row["answer_path"] = answer_address(row["pk"])
        if "whole" in row:
            row["whole_path"] = answer_address(row["whole"])


def _addresses(name: str, *args: int) -> Callable[[int], SafeString]:
    """A function from a comment's id to its address: one `reverse` for all of them."""
    before, after = reverse(name, args=[*args, 0]).rsplit("0", 1)
    return lambda pk: SafeString(f"{before}{pk}{after}")
