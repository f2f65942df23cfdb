"""What an author's clean HTML gets on top: addresses for its headings, sizes for its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from posts.pieces import Piece, end, read, start, words, write

# The size stands in the name, so that a page needs no look-up to keep its place free.
PICTURE_NAME = r"[0-9a-f]{24}-[0-9]{1,4}x[0-9]{1,4}\.webp"
OWN_PICTURE = re.compile(rf"/media/pictures/{PICTURE_NAME}")

# Ids that the pages around a text use.
TAKEN = {"title", "question", "conversation", "conversation-title", "answer", "answer-title"}
TAKEN |= {"main", "contents"}
TAKEN_BEGINNINGS = ("comment-", "id_", "div_id_", "hint_id_", "error_")

LONGEST_ID = 60


@dataclass(frozen=True)
class Arranged:
    """Besides the HTML: (id, words) of each h2, and the first img of ours, as its attributes."""

    html: SafeString
    contents: list[list[str]]
    picture: dict[str, str]


def arrange(clean_html: str) -> Arranged:
    pieces = list(_figures(read(clean_html)))
    _size_pictures(pieces)
    contents = _address_headings(pieces)
    pieces = list(_scrolling_tables(pieces))
    own = (piece.attributes for piece in pieces if is_own_picture(piece))
    html = mark_safe(write(pieces))  # noqa: S308 (clean before, and what is added is ours)
    return Arranged(html, contents, next(own, {}))


def is_own_picture(piece: Piece) -> bool:
    return piece.starts("img") and bool(OWN_PICTURE.fullmatch(piece.attributes.get("src", "")))


def _figures(pieces: list[Piece]) -> Iterator[Piece]:
    """A paragraph that is only an image becomes a figure; the image's title is its caption."""
    position = 0
    while position < len(pieces):
        three = pieces[position : position + 3]
        if len(three) == 3 and _is_lone_image(*three):
            caption = three[1].attributes.pop("title", "")
            yield from (start("figure"), three[1])
            if caption:
                yield from (start("figcaption"), Piece(text=caption), end("figcaption"))
            yield end("figure")
            position += 3
        else:
            yield pieces[position]
            position += 1


def _is_lone_image(first: Piece, second: Piece, third: Piece) -> bool:
    return first.starts("p") and second.starts("img") and third.ends("p")


def _size_pictures(pieces: list[Piece]) -> None:
    for piece in pieces:
        if piece.starts("img"):
            if is_own_picture(piece):
                size = piece.attributes["src"].rpartition("-")[2].removesuffix(".webp")
                width, _x, height = size.partition("x")
                piece.attributes |= {"width": width, "height": height}
            piece.attributes["loading"] = "lazy"


def _address_headings(pieces: list[Piece]) -> list[list[str]]:
    """Give every h2 and h3 an id that nothing else has; return (id, words) of the h2."""
    seen = _keep_own_ids(pieces)
    contents = []
    is_in_notes = False
    for position, piece in enumerate(pieces):
        if piece.tag == "section":
            is_in_notes = not piece.is_end
        if piece.tag == "h1":
            piece.tag = "h2"  # the page's title is its h1
        if not piece.starts("h2", "h3"):
            continue
        heading = words(_inside(pieces, position))
        if "id" not in piece.attributes:
            piece.attributes["id"] = _free_id(heading, seen)
        if piece.tag == "h2" and heading and not is_in_notes:
            contents.append([piece.attributes["id"], heading])
    return contents


def _keep_own_ids(pieces: list[Piece]) -> set[str]:
    """The ids that stand in the text already; the page's own, and repeats, are dropped from it."""
    seen: set[str] = set()
    for piece in pieces:
        if (own := piece.attributes.get("id")) is None:
            continue
        if own in seen or not own.strip() or _is_taken(own):
            del piece.attributes["id"]
        seen.add(own)
    return seen


def _is_taken(id_: str) -> bool:
    return id_ in TAKEN or id_.startswith(TAKEN_BEGINNINGS)


def _inside(pieces: list[Piece], position: int) -> Iterator[Piece]:
    """What stands in the heading that starts here, without its references to notes."""
    is_note = False
    for piece in pieces[position + 1 :]:
        if piece.ends(pieces[position].tag, "h1"):
            return
        if piece.tag == "sup":
            is_note = not piece.is_end
        if not is_note:
            yield piece


def _free_id(heading: str, seen: set[str]) -> str:
    base = slugify(heading, allow_unicode=True) or "part"
    if len(base) > LONGEST_ID:
        base = base[:LONGEST_ID].rpartition("-")[0] or base[:LONGEST_ID]
    if base.startswith(TAKEN_BEGINNINGS):
        base = f"part-{base}"
    tries = (f"{base}-{number}" if number > 1 else base for number in count(1))
    free = next(one for one in tries if one not in seen and not _is_taken(one))
    seen.add(free)
    return free


def _scrolling_tables(pieces: list[Piece]) -> Iterator[Piece]:
    """Each table in a region of its own, which scrolls where the screen is narrow."""
    number = depth = 0
    for piece in pieces:
        if piece.starts("table"):
            depth += 1
            if depth == 1:
                number += 1
                label = _("Table %(number)s") % {"number": number}
                yield start("div", role="region", aria_label=label, tabindex="0")
        yield piece
        if piece.ends("table"):
            depth -= 1
            if depth == 0:
                yield end("div")
