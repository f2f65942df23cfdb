"""The author's own texts: Markdown or HTML, sanitised all the same."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

WORDS_A_MINUTE = 220

_markdown = MarkdownIt("commonmark", {"html": True, "typographer": True}).enable(
    ["table", "strikethrough", "replacements", "smartquotes"]
)
_cleaner = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS | {"figure", "figcaption"},
    attributes={**nh3.ALLOWED_ATTRIBUTES, "*": {"id", "lang", "dir", "title"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def render_markdown(text: str) -> SafeString:
    return mark_safe(_cleaner.clean(_markdown.render(text)))  # noqa: S308 (cleaned)


def render_html(text: str) -> SafeString:
    """Sanitised HTML; blank lines part paragraphs where the text marks up none of its own."""
    marked_up = text if "<p" in text else linebreaks(text)
    return mark_safe(_cleaner.clean(marked_up))  # noqa: S308 (cleaned)


def reading_minutes(html: str) -> int:
    return max(1, round(len(nh3.clean(html, tags=set()).split()) / WORDS_A_MINUTE))
