import re
import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coproduce.moderation.text import (
    plain_words,
    render_reader_html,
    render_reader_markdown,
    tidy,
    tidy_line,
)

ALLOWED = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
SCHEMES = ("http://", "https://", "mailto:")


class Tags(HTMLParser):
    """Every tag of a piece of HTML with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def assert_harmless(html):
    for tag, attributes in Tags(html).found:
        assert tag in ALLOWED
        assert set(attributes) <= {"a": {"href", "rel"}, "ol": {"start"}}.get(tag, set())
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
            assert attributes.get("href", "http://").lower().startswith(SCHEMES)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a \n", "a"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("a\x00b\x07c\x7f\x85d", "abcd"),
        ("e\u0301", "é"),
        ("e\u2060\u0301", "é"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        ("a\u2060b\ufeffc\u00add\u180ee\ufff9f", "abcdef"),
        ("flag \U0001f3f4\U000e0067\U000e0062\U000e007f", "flag \U0001f3f4"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ue000b\U000f0000c\U0010ffffd\u0378e", "abcde"),
        ("z" + "\u0335\u0321\u0322\u0325" + "\u0329" * 50 + "a", "z\u0335\u0321\u0322\u0325a"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ("Tiếng Việt, हिन्दी, עִבְרִית, ไทย", "Tiếng Việt, हिन्दी, עִבְרִית, ไทย"),
    ],
)
def test_text_is_tidied(typed, kept):
    assert tidy(typed) == unicodedata.normalize("NFC", kept)


@pytest.mark.parametrize(
    "typed",
    [
        "\u200b",
        "\u200d\u200c",
        "\u2060\ufeff",
        "\u00a0\u2003\u3000",
        "\u034f",
        "\ufe0f",
        "\U000e0041",
        "\u3164",
        "\uffa0",
        "\u115f\u1160",
        "\u2800",
        "\u0301",
        "\u2028\u2029",
    ],
    ids=ascii,
)
def test_name_that_nobody_can_see_is_none(typed):
    assert tidy_line(typed) == ""
    assert tidy_line(f"Sam {typed}").startswith("Sam")


def test_name_is_one_line_of_single_spaces():
    assert tidy_line(" Sam\r\n\t  of\u2028the\u00a0north ") == "Sam of the north"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("```html\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("# a", "<p># a</p>\n"),
        ("a\n===", "<p>a<br>\n===</p>\n"),
        ("---", "<p>---</p>\n"),
        ("| a |\n|---|", "<p>| a |<br>\n|---|</p>\n"),
        ("<b>a</b> & <script>b</script>", None),
        (r"\*a\* &amp; &copy;", "<p>*a* &amp; ©</p>\n"),
    ],
)
def test_markdown_is_rendered_in_part(source, html):
    escaped = "<p>&lt;b&gt;a&lt;/b&gt; &amp; &lt;script&gt;b&lt;/script&gt;</p>\n"
    assert render_reader_markdown(source) == (html or escaped)


@pytest.mark.parametrize(
    "address", ["http://example.org/", "https://example.org/?a=1&b=2", "mailto:a@example.org"]
)
@pytest.mark.parametrize("form", ["[words](%s)", "<%s>"])
def test_link_tells_robots_and_the_other_site_nothing(address, form):
    (paragraph, link) = Tags(render_reader_markdown(form % address)).found

    assert link == ("a", {"href": address, "rel": "nofollow ugc noopener"})


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x0A;script:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,<b>",
        "vbscript:a",
        "file:///etc/passwd",
        "tel:999",
        "//example.org/",
        "/admin/logout/",
        "?page=2",
    ],
)
def test_link_of_any_other_kind_leads_nowhere(address):
    html = render_reader_markdown(f"[words]({address}) and <{address}>")

    assert [
        attributes.get("href") for _, attributes in Tags(html).found if "href" in attributes
    ] == []
    assert "words" in html


@pytest.mark.parametrize("render", [render_reader_markdown, render_reader_html])
@pytest.mark.parametrize(
    "source",
    [
        "![a](http://example.org/a.png)",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)" onclick="a()" style="color:red" class="b">a</a>',
        "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<p id=main style=position:fixed>a</p><h1>b</h1>",
        "<form action=/admin/><button>a</button></form>",
        '[a](http://example.org/"onmouseover="alert(1))',
        "<!--><script>alert(1)</script>-->",
        "`</code><script>alert(1)</script>`",
    ],
)
def test_nothing_that_runs_or_loads_is_left(render, source):
    assert_harmless(render(source))


MARKUP = st.sampled_from(
    list("<>&\"'`*_[]()!#-=+|~:/\\\n \t0123a\x00\u202e") + ["&#x", "javascript:"]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.one_of(st.text(st.characters(codec=None)), st.lists(MARKUP, max_size=60).map("".join)))
@example("[a](javascript:b)\n\n![c](d)\n> <e>")
@example("[\ud800](http://\udfff)")
def test_any_text_becomes_harmless_html(source):
    assert_harmless(render_reader_markdown(tidy(source)))
    assert_harmless(render_reader_html(tidy(source)))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(codec=None)))
@example("e\u2060\u0301")
@example("\u0301" * 9)
@example("\ufeff \n a")
def test_tidied_text_is_tidy(source):
    text = tidy(source)

    assert tidy(text) == text
    assert text == unicodedata.normalize("NFC", text) == text.strip()
    assert text.encode().decode() == text
    assert tidy_line(tidy_line(source)) == tidy_line(source)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(max_codepoint=127)))
@example("\ta\n\x00b\x1f \x7f")
@example("  a\r\n b \n")
@example(" \n ")
def test_plain_letters_are_tidied_as_others_are(source):
    assert tidy(source) == tidy(f"é {source}").removeprefix("é").strip()


@pytest.mark.parametrize(
    "source",
    [
        ">" * 10_000,
        "> " * 10_000 + "a",
        "- " * 5_000,
        "*" * 4_999 + "a" + "*" * 5_000,
        "[" * 10_000,
        "[a](" * 2_500,
        "`a" * 5_000,
        "&a;" * 3_333,
        "<http://a>" * 1_000,
    ],
    ids=lambda source: source[:4],
)
def test_deep_nesting_is_rendered_or_left_as_text(source):
    start = time.process_time()
    html = render_reader_markdown(source)

    assert time.process_time() - start < 2
    assert html.count("<blockquote>") <= 20
    assert_harmless(html)


def test_text_longer_than_any_form_takes_is_rendered():
    html = render_reader_markdown(tidy("Nobody asked *us*, so we said so. " * 6_000))

    assert html.count("<em>us</em>") == 6_000


def test_html_kept_elsewhere_gets_paragraphs():
    html = render_reader_html(
        'One <b>a</b>\ntwo.\n\n<a href="http://example.org" target=_top>b</a>'
    )

    assert html == (
        "<p>One a<br>two.</p>\n\n"
        '<p><a href="http://example.org" rel="nofollow ugc noopener">b</a></p>'
    )


@pytest.mark.parametrize(
    ("html", "limit", "words"),
    [
        ("<p>a</p><p>b &amp; c</p>", 9, "a b & c"),
        ("<ul><li>a</li><li>b</li></ul>", 9, "a b"),
        ("<p>one two, three</p>", 9, "one two…"),
        ("<p>" + "a" * 20 + "</p>", 9, "a" * 9 + "…"),
    ],
)
def test_plain_words_are_cut_at_a_word(html, limit, words):
    assert plain_words(html, limit) == words
    assert re.search(r"[<>]", words) is None
