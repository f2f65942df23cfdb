"""Clean HTML as a flat list of pieces, to be changed in places and written out again.

Flat rather than a tree: however deep an import nests, nothing here recurses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "wbr"}


@dataclass
class Piece:
    """A start tag, an end tag (`is_end`), or text (no `tag`)."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    is_end: bool = False
    text: str = ""

    def starts(self, *tags: str) -> bool:
        return self.tag in tags and not self.is_end

    def ends(self, *tags: str) -> bool:
        return self.tag in tags and self.is_end


def start(tag: str, **attributes: str) -> Piece:
    """A start tag; underscores in the names of attributes stand for hyphens."""
    return Piece(tag, {name.replace("_", "-"): value for name, value in attributes.items()})


def end(tag: str) -> Piece:
    return Piece(tag, is_end=True)


def text(words: str) -> Piece:
    return Piece(text=words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(Piece(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.pieces.append(end(tag))

    def handle_data(self, data: str) -> None:
        self.pieces.append(text(data))


def read(html: str) -> list[Piece]:
    """The pieces of HTML that a sanitiser wrote: every tag closed, no comments, no scripts."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.pieces


def write(pieces: Iterable[Piece]) -> str:
    return "".join(map(_written, pieces))


def _written(piece: Piece) -> str:
    if not piece.tag:
        return escape(piece.text, quote=False)
    if piece.is_end:
        return f"</{piece.tag}>"
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in piece.attributes.items())
    return f"<{piece.tag}{attributes}>"


def words(pieces: Iterable[Piece]) -> str:
    """Their text on one line."""
    return " ".join("".join(piece.text for piece in pieces).split())
