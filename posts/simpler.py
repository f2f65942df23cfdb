"""The simpler version of a text: a picture to the left, a few short sentences to the right."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from posts.arranging import arrange

# No typographer: what is meant to be plain stands as it was typed, line for line.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
_cleaner = nh3.Cleaner(
    tags={"div", "h2", "h3", "p", "br", "img", "ul", "ol", "li", "strong", "em", "a"}
    | {"blockquote", "code", "pre", "hr"},
    attributes={"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}},
    allowed_classes={"div": {"simpler", "simpler-row"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def render_simpler(text: str) -> SafeString:
    """Sanitised HTML of Markdown in which every paragraph, list or quote is a row of its own.

    An image that stands right before a block, or begins it, is that row's picture. Line breaks
    stay; HTML in the text is shown as it was typed.
    """
    html = "".join(_rows(_markdown.parse(text)))
    return arrange(_cleaner.clean(f'<div class="simpler">\n{html}</div>\n')).html


def _rows(tokens: Sequence[Token]) -> Iterator[str]:
    picture = ""
    for block in _blocks(tokens):
        if block[0].type in {"heading_open", "hr"}:
            if picture:
                yield _row(picture, "")
                picture = ""
            yield _written(_at_most_h3(block))
            continue
        found, rest = _without_picture(block)
        if picture and found:
            yield _row(picture, "")
        picture = found or picture
        if rest:
            yield _row(picture, _written(rest))
            picture = ""
    if picture:
        yield _row(picture, "")


def _row(picture: str, words: str) -> str:
    body = f"<div>\n{words}</div>\n" if words else ""
    return f'<div class="simpler-row">{picture}{body}</div>\n'


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands directly in the text."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _at_most_h3(block: list[Token]) -> list[Token]:
    for token in block:
        if token.type.startswith("heading"):
            token.tag = "h2" if token.tag in {"h1", "h2"} else "h3"
    return block


def _without_picture(block: list[Token]) -> tuple[str, list[Token]]:
    """The image that a paragraph begins with, as HTML, and the paragraph without it."""
    children = block[1].children if block[0].type == "paragraph_open" else None
    if not children or children[0].type != "image":
        return "", block
    rest = list(dropwhile(_is_blank, children[1:]))
    picture = _markdown.renderer.render([_inline(children[:1])], _markdown.options, {})
    return picture, [block[0], _inline(rest), block[2]] if rest else []


def _is_blank(token: Token) -> bool:
    is_blank_text = token.type == "text" and not token.content.strip()
    return is_blank_text or token.type in {"softbreak", "hardbreak"}


def _inline(children: list[Token]) -> Token:
    return Token("inline", "", 0, children=children)


def _written(block: Sequence[Token]) -> str:
    return _markdown.renderer.render(block, _markdown.options, {})
