from xml.etree.ElementTree import tostring

import pytest
from defusedxml.ElementTree import fromstring

from posts.models import Post
from tests.factories import create_post
from tests.markup import parse

pytestmark = pytest.mark.django_db


def shown(client, body):
    """The markup that readers get for a post with this body, without the line breaks."""
    create_post(slug="post", body=body)
    prose = parse(client.get("/posts/post/")).find(".//div[@class='prose']")
    markup = tostring(prose, encoding="unicode", method="html").strip().replace("\n", "")
    return markup.removeprefix('<div class="prose">').removesuffix("</div>")


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("## One\n\nTwo", '<h2 id="one">One</h2><p>Two</p>'),
        ("**a** *b* ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            '<div role="region" aria-label="Table 1" tabindex="0">'
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>",
        ),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("1. x\n2. y", "<ol><li>x</li><li>y</li></ol>"),
        ("- x\n  - y", "<ul><li>x<ul><li>y</li></ul></li></ul>"),
        ("[l](https://a.example/)", '<p><a href="https://a.example/" rel="noopener">l</a></p>'),
        ('"Quotes" -- and... it\'s', "<p>“Quotes” – and… it’s</p>"),
        ("```\n<script>\n```", "<pre><code>&lt;script&gt;</code></pre>"),
        (
            '![A chart](/media/c.png "T")',
            '<figure><img src="/media/c.png" alt="A chart" loading="lazy">'
            "<figcaption>T</figcaption></figure>",
        ),
        ("![x](/x.png) y", '<p><img src="/x.png" alt="x" loading="lazy"> y</p>'),
        ("<figure><figcaption>c</figcaption></figure>",) * 2,
    ],
)
def test_markdown_becomes_markup(client, body, markup):
    assert shown(client, body) == markup


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("a<script>alert(1)</script>b", "<p>ab</p>"),
        ('<p onclick="alert(1)" style="color:red" class="band">x</p>', "<p>x</p>"),
        ('<iframe src="https://a.example/"></iframe>y', "y"),
        ('<a href="javascript:alert(1)">z</a>', '<p><a rel="noopener">z</a></p>'),
        ("[z](javascript:alert(1))", "<p>[z](javascript:alert(1))</p>"),
        ('<img src="x.png" onerror="alert(1)">', '<img src="x.png" loading="lazy">'),
        ("<style>p{}</style>w", "w"),
        ("<svg onload=alert(1)><circle/></svg>v", "<p>v</p>"),
        ('<form action="/admin/"><input name="a"><button>u</button></form>', "u"),
        ('<meta http-equiv="refresh" content="0">t', "<p>t</p>"),
        ("<object data=x></object><embed src=y>s", "<p>s</p>"),
        ("<b>never closed", "<p><b>never closed</b></p><b></b>"),
    ],
)
def test_what_could_do_harm_is_removed(client, body, markup):
    assert shown(client, body) == markup


def test_body_is_kept_as_the_author_wrote_it():
    create_post(body="a<script>alert(1)</script>b")

    assert Post.objects.get().body == "a<script>alert(1)</script>b"


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1f", "\ufffe"])
def test_characters_that_no_feed_may_hold_do_not_break_the_feed(client, character):
    create_post(title=f"Ti{character}tle", body=f"wo{character}rds")

    feed = fromstring(client.get("/feeds/posts/").content)

    assert "words" in "".join(feed.itertext())
