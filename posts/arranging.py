"""What an author's clean HTML gets on top: addresses for its headings, sizes for its pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from posts.pieces import Piece, end, read, start, words, write

FOLDER = "pictures"
# Where readers find them. nginx.conf says it as well.
PICTURES = f"{settings.MEDIA_URL}{FOLDER}/"
# The size stands in the name, so that a page needs no look-up to keep its place free.
PICTURE_NAME = r"[0-9a-f]{24}-[0-9]{1,4}x[0-9]{1,4}\.webp"
OWN_PICTURE = re.compile(re.escape(PICTURES) + PICTURE_NAME)

# Ids that the pages around a text use.
TAKEN = {"title", "question", "conversation", "conversation-title", "answer", "answer-title"}
TAKEN |= {"main", "contents"}
TAKEN_BEGINNINGS = ("comment-", "id_", "div_id_", "hint_id_", "error_")

LONGEST_ID = 60
HEADINGS = ("h2", "h3")


@dataclass(frozen=True)
class Arranged:
    """Besides the HTML: (id, words) of each h2, and the first img of ours, as its attributes.

    `prose` is HTML of what is read from beginning to end: no notes, no figures.
    """

    html: SafeString
    contents: list[list[str]]
    picture: dict[str, str]
    prose: str


def arrange(clean_html: str, *, lang: str = "", lang_of_ours: str = "") -> Arranged:
    """`lang_of_ours` is the language of the words added here, where that of the text (`lang`) is
    another."""
    pieces = list(_figures(read(clean_html)))
    _size_pictures(pieces)
    _address_headings(pieces)
    prose = list(_without(pieces, _is_aside))
    contents = [
        [h.attributes["id"], said] for h, said in _headings(prose) if h.tag == "h2" and said
    ]
    pieces = list(_scrolling_tables(pieces, lang, lang_of_ours))
    own = (piece.attributes for piece in pieces if is_own_picture(piece))
    html = mark_safe(write(pieces))  # noqa: S308 (clean before, and what is added is ours)
    return Arranged(html, contents, next(own, {}), write(prose))


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


def _address_headings(pieces: list[Piece]) -> None:
    """Give every h2 and h3 an id that nothing else has; there is no h1, which is the page's."""
    for piece in pieces:
        if piece.tag == "h1":
            piece.tag = "h2"
    ids = _Ids(_keep_own_ids(pieces))
    for heading, said in _headings(_without(pieces, _is_number_of_note)):
        if "id" not in heading.attributes:
            heading.attributes["id"] = ids.free(said)


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


def _headings(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, str]]:
    """Each h2 and h3 with its words, which end where it ends or another begins."""
    heading: Piece | None = None
    inside: list[Piece] = []
    for piece in pieces:
        if heading and piece.tag in HEADINGS:
            yield heading, words(inside)
            heading = None
        if piece.starts(*HEADINGS):
            heading, inside = piece, []
        elif heading:
            inside.append(piece)


def _without(pieces: list[Piece], begins: Callable[[Piece, Piece], bool]) -> Iterator[Piece]:
    """All but the elements that begin where `begins` says so, of a piece and the one after it."""
    tag, depth = "", 0
    for piece, following in pairwise([*pieces, Piece()]):
        if depth:
            if piece.tag == tag:
                depth += -1 if piece.is_end else 1
        elif begins(piece, following):
            tag, depth = piece.tag, 1
        else:
            yield piece


def _is_aside(piece: Piece, following: Piece) -> bool:
    is_notes = piece.starts("section") and piece.attributes.get("role") == "doc-endnotes"
    return is_notes or piece.starts("figure") or _is_number_of_note(piece, following)


def _is_number_of_note(piece: Piece, following: Piece) -> bool:
    is_before_link = piece.starts("sup") and following.starts("a")
    return is_before_link and following.attributes.get("href", "").startswith("#")


@dataclass
class _Ids:
    seen: set[str]
    counts: Counter[str] = field(default_factory=Counter)

    def free(self, heading: str) -> str:
        base = slugify(heading, allow_unicode=True) or "part"
        if len(base) > LONGEST_ID:
            base = base[:LONGEST_ID].rpartition("-")[0] or base[:LONGEST_ID]
        if base.startswith(TAKEN_BEGINNINGS):
            base = f"part-{base}"
        while True:
            self.counts[base] += 1
            number = self.counts[base]
            free = f"{base}-{number}" if number > 1 else base
            if free not in self.seen and not _is_taken(free):
                self.seen.add(free)
                return free


def _scrolling_tables(pieces: list[Piece], lang: str, lang_of_ours: str) -> Iterator[Piece]:
    """Each table in a region of its own, which scrolls where the screen is narrow."""
    number = depth = 0
    for piece in pieces:
        if piece.starts("table"):
            depth += 1
            if depth == 1:
                number += 1
                label = _("Table %(number)s") % {"number": number}
                region = start("div", role="region", aria_label=label, tabindex="0")
                if lang_of_ours:
                    region.attributes["lang"] = lang_of_ours
                    piece.attributes.setdefault("lang", lang)
                yield region
        yield piece
        if piece.ends("table"):
            depth -= 1
            if depth == 0:
                yield end("div")
