"""Text that strangers type: made harmless before it is kept, rendered once before it is shown."""

import html
import unicodedata

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Marks upon marks ("zalgo") beyond this many on one letter are dropped; no script needs more.
MARKS_PER_LETTER = 4
# What turns the direction of text around it, and what is not text at all.
BIDI_CONTROLS = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A))
INVISIBLE = {0xFEFF, 0x00AD, 0x180E, *range(0x2060, 0x2066), *range(0xFFF9, 0xFFFC)}
TAG_CHARACTERS = set(range(0xE0000, 0xE0080))
DROPPED_CATEGORIES = {"Cc", "Cs", "Cn", "Co"}

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

    Lone surrogates, NUL, unassigned and private characters go too, as do heaps of diacritics.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        code = ord(character)
        if category in DROPPED_CATEGORIES and character not in "\n\t":
            continue
        if code in BIDI_CONTROLS or code in INVISIBLE or code in TAG_CHARACTERS:
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept).strip()


def tidy_line(text: str) -> str:
    """`tidy` for names and titles: one line, single spaces, empty when nothing is visible."""
    line = " ".join(tidy(text).split())
    # Joiners and fillers alone are no name.
    is_visible = any(unicodedata.category(c) not in {"Cf", "Mn", "Me", "Zs"} for c in line)
    return line if is_visible else ""


def render_reader_markdown(text: str) -> SafeString:
    """Sanitised HTML of a reader's text: paragraphs, emphasis, links, quotes, lists, code."""
    return mark_safe(_reader_cleaner.clean(_reader_markdown.render(text)))  # noqa: S308 (cleaned)


def render_reader_html(text: str) -> SafeString:
    """The same for a comment kept as HTML elsewhere: blank lines part its paragraphs."""
    return mark_safe(_reader_cleaner.clean(linebreaks(text)))  # noqa: S308 (cleaned)


def plain_words(source: str, limit: int) -> str:
    """The words of rendered HTML on one line, cut at a word after `limit` characters."""
    spaced = source.replace("</p>", "</p> ").replace("</li>", "</li> ").replace("<br>", " ")
    words = " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(",;:.–") + "…"
