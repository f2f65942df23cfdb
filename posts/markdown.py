"""The author's own texts: Markdown or HTML, sanitised all the same."""

from collections.abc import Sequence
from typing import Any

import nh3
from django.conf import settings
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override, to_locale
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from posts.arranging import Arranged, arrange

WORDS_A_MINUTE = 220

_cleaner = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS | {"figure", "figcaption", "section"},
    attributes={
        **nh3.ALLOWED_ATTRIBUTES,
        "a": {"href", "hreflang", "aria-label"},
        "*": {"id", "lang", "dir", "title"},
    },
    tag_attribute_values={
        "a": {"role": {"doc-noteref", "doc-backlink"}},
        "section": {"role": {"doc-endnotes"}, "aria-labelledby": {"notes"}},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def render_markdown(text: str, lang: str = "") -> Arranged:
    """`lang` is the text's language, where that is not the site's."""
    ours = _language_of_ours(lang)
    with override(settings.LANGUAGE_CODE):
        rendered = _cleaner.clean(_markdown.render(text, {"lang": ours}))
        return arrange(rendered, lang=lang, lang_of_ours=ours)


def render_html(text: str, lang: str = "") -> Arranged:
    """Sanitised HTML; blank lines part paragraphs where the text marks up none of its own."""
    marked_up = text if "<p" in text else linebreaks(text)
    with override(settings.LANGUAGE_CODE):
        cleaned = _cleaner.clean(marked_up)
        return arrange(cleaned, lang=lang, lang_of_ours=_language_of_ours(lang))


def _language_of_ours(lang: str) -> str:
    """What our words are marked with inside a text in `lang`; empty where it is ours as well."""
    ours = to_locale(settings.LANGUAGE_CODE).replace("_", "-")
    is_ours = not lang or lang.lower().split("-")[0] == ours.lower().split("-")[0]
    return "" if is_ours else ours


def reading_minutes(html: str) -> int:
    return max(1, round(len(nh3.clean(html, tags=set()).split()) / WORDS_A_MINUTE))


def _lang(env: dict[str, Any]) -> str:
    return f' lang="{env["lang"]}"' if env.get("lang") else ""


def _open_notes(
    renderer: Any, tokens: Any, position: int, options: Any, env: dict[str, Any]
) -> str:
    heading = _("Notes")
    return (
        '<section role="doc-endnotes" aria-labelledby="notes">'
        f'\n<h2 id="notes"{_lang(env)}>{heading}</h2>\n<ol>\n'
    )


def _close_notes(*args: Any) -> str:
    return "</ol>\n</section>\n"


def _note_number(
    renderer: Any, tokens: Sequence[Token], position: int, options: Any, env: dict[str, Any]
) -> str:
    meta = tokens[position].meta
    number, again = meta["id"] + 1, meta.get("subId", 0)
    label = _("Note %(number)s") % {"number": number}
    return (
        f'<sup><a href="#note-{number}" id="{_reference_id(number, again)}" role="doc-noteref"'
        f' aria-label="{label}"{_lang(env)}>{number}</a></sup>'
    )


def _open_note(renderer: Any, tokens: Sequence[Token], position: int, *args: Any) -> str:
    return f'<li id="note-{tokens[position].meta["id"] + 1}">'


def _link_back(
    renderer: Any, tokens: Sequence[Token], position: int, options: Any, env: dict[str, Any]
) -> str:
    meta = tokens[position].meta
    number, place = meta["id"] + 1, meta["subId"] + 1
    if place == 1:
        label = _("Back to note %(number)s in the text") % {"number": number}
    else:
        label = _("Back to note %(number)s in the text, place %(place)s")
        label %= {"number": number, "place": place}
    # U+FE0E: an arrow of the text's, not a coloured picture.
    return (
        f' <a href="#{_reference_id(number, meta["subId"])}" role="doc-backlink"'
        f' aria-label="{label}"{_lang(env)}>\u21a9\ufe0e</a>'
    )


def _reference_id(number: int, again: int) -> str:
    return f"note-{number}-from" + (f"-{again + 1}" if again else "")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": True})
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"]).use(footnote_plugin)
    parser.add_render_rule("footnote_block_open", _open_notes)
    parser.add_render_rule("footnote_block_close", _close_notes)
    parser.add_render_rule("footnote_ref", _note_number)
    parser.add_render_rule("footnote_open", _open_note)
    parser.add_render_rule("footnote_anchor", _link_back)
    return parser


_markdown = _parser()
