"""Text that strangers type: made harmless before it is kept, rendered once before it is shown."""

import html
import unicodedata

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Marks upon marks ("zalgo") beyond this many on one letter are dropped; no script needs more.
MARKS_PER_LETTER = 4
MARKS = {"Mn", "Me"}
# What turns the direction of the text around it; what takes no room, letters among it that only
# fill a syllable; what tags other characters unseen.
BIDI_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
INVISIBLE = {0xFEFF, 0x00AD, 0x034F, 0x180E, *range(0x2060, 0x2066), *range(0xFFF9, 0xFFFC)}
FILLERS = {0x115F, 0x1160, 0x3164, 0xFFA0}
TAG_CHARACTERS = set(range(0xE0000, 0xE0080))
DROPPED = BIDI_CONTROLS | INVISIBLE | FILLERS | TAG_CHARACTERS
DROPPED_CATEGORIES = {"Cc", "Cs", "Cn", "Co"}
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
BLANK_BRAILLE = "\u2800"

READER_TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
LINK_SCHEMES = {"http", "https", "mailto"}

_reader_markdown = MarkdownIt("zero", {"breaks": True, "maxNesting": 20}).enable(
    ["autolink", "backticks", "balance_pairs", "blockquote", "code", "emphasis", "entity"]
    + ["escape", "fence", "fragments_join", "link", "list", "newline"]
)
_reader_cleaner = nh3.Cleaner(
    tags=READER_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes=LINK_SCHEMES,
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)


def tidy(text: str) -> str:
    """The text in NFC with plain newlines, without control, direction and invisible characters.

    Lone surrogates, NUL, unassigned and private characters go too, as do heaps of diacritics;
    text in which nothing can be seen is empty.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(BLANK_BRAILLE, " ")
    if text.isascii() and text.replace("\n", " ").isprintable():
        return text.strip()  # as below, without a look at each character
    # Composed last: what stood on both sides of a dropped character belongs together.
    text = unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in MARKS else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    is_visible = any(unicodedata.category(c) not in UNSEEN for c in kept)
    return "".join(kept).strip() if is_visible else ""


def tidy_line(text: str) -> str:
    """`tidy` for names and titles: one line, single spaces."""
    return " ".join(tidy(text).split())


def _is_kept(character: str) -> bool:
    if character in "\n\t":
        return True
    is_dropped = unicodedata.category(character) in DROPPED_CATEGORIES
    return not is_dropped and ord(character) not in DROPPED


def render_reader_markdown(text: str) -> SafeString:
    """Sanitised HTML of a reader's text: paragraphs, emphasis, links, quotes, lists, code."""
    return mark_safe(_reader_cleaner.clean(_reader_markdown.render(text)))  # noqa: S308 (cleaned)


def render_reader_html(text: str) -> SafeString:
    """The same for a comment kept as HTML elsewhere: blank lines part its paragraphs."""
    return mark_safe(_reader_cleaner.clean(linebreaks(text)))  # noqa: S308 (cleaned)


def plain_words(source: str, limit: int) -> str:
    """The words of rendered HTML on one line, cut at a word after `limit` characters."""
    return cut_words(words_of(source), limit)


def words_of(source: str) -> str:
    """The words of rendered HTML on one line, all of them."""
    spaced = source.replace("</p>", "</p> ").replace("</li>", "</li> ").replace("<br>", " ")
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def cut_words(words: str, limit: int) -> str:
    """The line of words, cut at a word after `limit` characters."""
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:.–") + "…"
